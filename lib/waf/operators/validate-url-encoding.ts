import { none, type Operator } from './operator.ts'

const malformed = /%(?![0-9A-Fa-f]{2})/

/** `@validateUrlEncoding`: matches a value with a `%` that two hexadecimal digits do not follow, at the first one. */
export const validateUrlEncoding: Operator = () => (value) => {
  const start = value.search(malformed)
  return start < 0 ? undefined : { start, end: start + 1, captures: none }
}
