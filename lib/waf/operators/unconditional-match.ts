import { type Operator, whole } from './operator.ts'

/** `@unconditionalMatch`: every value matches. */
export const unconditionalMatch: Operator = () => whole
