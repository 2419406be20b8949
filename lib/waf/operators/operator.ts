/**
 * What every operator is: made once from its argument, then asked about byte strings (one char per byte).
 * ModSecurity v3 reference manual, "Operators".
 */
export type Operator = (argument: string) => Test

/** Whether the value matches, and where. `undefined`: it does not. */
export type Test = (value: string) => Found | undefined

/** Where a match lies in the value that was tested, in bytes, and what it captured: 0 is the whole, as TX:0 to TX:9. */
export interface Found {
  readonly start: number
  readonly end: number
  readonly captures: readonly string[]
}

/** A match of the whole value that captures nothing: only some operators set TX:0 to TX:9. */
export function whole(value: string): Found {
  return { start: 0, end: value.length, captures: none }
}

/** No captures. */
export const none: readonly string[] = []
