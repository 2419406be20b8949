import type { Operator } from './operator.ts'

/** `@noMatch`: no value matches. */
export const noMatch: Operator = () => () => undefined
