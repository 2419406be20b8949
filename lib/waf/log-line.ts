import { codeAt } from '../text/code-at.ts'
import type { Match } from './match.ts'

/** A match as ModSecurity's error log has it: `[id "942100"] [msg "…"] [data "…"]`, printable ASCII only. */
export const logLine = ({ rule, message, data }: Match): string =>
  `[id "${rule.id}"] [msg "${printable(message)}"] [data "${printable(data)}"]`

/** Bytes outside of printable ASCII as `\xhh`, quotes and backslashes with a backslash before them. */
const printable = (text: string): string =>
  text.replace(/[^\x20-\x7e]|["\\]/g, (c) =>
    c === '"' || c === '\\' ? `\\${c}` : `\\x${codeAt(c, 0).toString(16).padStart(2, '0')}`,
  )
