import { decodeLetters } from './base64-decode.ts'

const foreign = /[^A-Za-z0-9+/]+/g

/**
 * `t:base64DecodeExt`: base64 with everything else skipped. Nothing when a single `=` follows the first letter of a group
 * of four, as in ModSecurity. A NUL byte is skipped too, as in v3; 2.9 ends there.
 */
export const base64DecodeExt: (input: string) => string = (input) =>
  breaksOff(input) ? '' : decodeLetters(input.replace(foreign, ''))

const lettersOrPad = /[A-Za-z0-9+/]+|=/g

function breaksOff(input: string): boolean {
  if (!input.includes('=')) return false
  let letters = 0
  for (const { 0: run, index } of input.matchAll(lettersOrPad)) {
    if (run !== '=') letters += run.length
    else if ((letters & 3) === 1 && input[index + 1] !== '=') return true
  }
  return false
}
