import { detectSqli } from '../detect/index.ts'
import type { Operator } from './operator.ts'

/** `@detectSQLi`: TX:0 is the fingerprint. Reference manual, "detectSQLi". */
export const detectSQLi: Operator = () => (value) => {
  const fingerprint = detectSqli(value)
  return fingerprint === undefined ? undefined : { start: 0, end: value.length, captures: [fingerprint] }
}
