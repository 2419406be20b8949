import { type Operator, whole } from './operator.ts'

/** `@streq`: are value and argument the same bytes? */
export const streq: Operator = (argument) => (value) => (value === argument ? whole(value) : undefined)
