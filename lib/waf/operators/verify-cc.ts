import { codeAt } from '../../text/code-at.ts'
import type { Operator } from './operator.ts'
import { verified } from './verified.ts'

/** `@verifyCC`: a payment card number by the Luhn check digit (ISO/IEC 7812-1, annex B). */
export const verifyCC: Operator = verified('verifyCC', isCard)

function isCard(digits: string): boolean {
  if (digits === '') return false
  let sum = 0
  for (let i = 0, size = digits.length; i < size; i++) {
    const digit = codeAt(digits, digits.length - 1 - i) - 48
    sum += i % 2 === 0 ? digit : digit < 5 ? 2 * digit : 2 * digit - 9
  }
  return sum % 10 === 0
}
