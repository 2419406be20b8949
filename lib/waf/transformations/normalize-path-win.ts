import { endsInReference, normalize } from './normalize-path.ts'

/** `t:normalizePathWin`, `t:normalisePathWin`: as normalizePath, with backslashes made slashes. */
export const normalizePathWin: (input: string) => string = (input) =>
  input.includes('\\') || input.includes('//') || input.includes('./') || endsInReference(input)
    ? normalize(input, true)
    : input
