import { ipMatchOf } from './ip-match.ts'
import type { Operator } from './operator.ts'

/** `@ipMatchFromFile`, `@ipMatchF`: its argument is the content of the file, one address or block a line, `#` comments. */
export const ipMatchFromFile: Operator = (content) =>
  ipMatchOf(content.split('\n').map((line) => (line.includes('#') ? line.slice(0, line.indexOf('#')) : line)))
