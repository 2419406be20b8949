import type { Operator } from './operator.ts'
import { phraseLines } from './phrases.ts'
import { pmOf } from './pm.ts'

/** `@pmFromFile`, `@pmf`: its argument is the content of the file. A file without phrases matches nothing. */
export const pmFromFile: Operator = (content) => pmOf(phraseLines(content))
