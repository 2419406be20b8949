import type { Operator } from './operator.ts'
import { verified } from './verified.ts'

/** `@verifySSN`: nine digits that the United States may have given out: no zero field, area under 740 and not 666. */
export const verifySSN: Operator = verified('verifySSN', isSsn)

function isSsn(digits: string): boolean {
  if (digits.length !== 9 || /^(.)\1*$/.test(digits) || '0123456789'.includes(digits)) return false
  const area = Number(digits.slice(0, 3))
  return area > 0 && area < 740 && area !== 666 && digits.slice(3, 5) !== '00' && digits.slice(5) !== '0000'
}
