import type { Operator } from './operator.ts'
import { checkPhraseBytes, phraseLines } from './phrases.ts'
import { pmOf } from './pm.ts'

/**
 * `@pmFromFile`, `@pmf`: its argument is the content of the file. A file without phrases matches nothing. RangeError for
 * one that is too long.
 */
export const pmFromFile: Operator = (content) => {
  checkPhraseBytes(content)
  return pmOf(() => phraseLines(content))
}
