import type { Operator } from './operator.ts'
import { verified } from './verified.ts'

/** `@verifyCPF`: a Brazilian taxpayer number by its two check digits. Longer numbers count by their first eleven digits. */
export const verifyCPF: Operator = verified('verifyCPF', isCpf)

function isCpf(all: string): boolean {
  const digits = all.slice(0, 11)
  if (digits.length < 11 || /^(.)\1*$/.test(digits) || digits === '01234567890') return false
  return checkDigit(digits, 9) === Number(digits[9]) && checkDigit(digits, 10) === Number(digits[10])
}

function checkDigit(digits: string, count: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += Number(digits[i]) * (count + 1 - i)
  const rest = sum % 11
  return rest < 2 ? 0 : 11 - rest
}
