import { detectXss } from '../detect/index.ts'
import type { Operator } from './operator.ts'

/** `@detectXSS`: TX:0 is the value. Reference manual, "detectXSS". */
export const detectXSS: Operator = () => (value) =>
  detectXss(value) ? { start: 0, end: value.length, captures: [value] } : undefined
