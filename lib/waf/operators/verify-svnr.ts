import type { Operator } from './operator.ts'
import { verified } from './verified.ts'

/** `@verifySVNR`: an Austrian social security number by its check digit, the fourth of ten. Longer ones by their first ten. */
export const verifySVNR: Operator = verified('verifySVNR', isSvnr)

const weights: readonly number[] = [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]

function isSvnr(all: string): boolean {
  const digits = all.slice(0, 10)
  if (digits.length < 10 || /^(.)\1*$/.test(digits) || digits === '0123456789') return false
  const sum = weights.reduce((total, weight, i) => total + weight * Number(digits[i]), 0) % 11
  return sum % 10 === Number(digits[3])
}
