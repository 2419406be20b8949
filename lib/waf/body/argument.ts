/** One argument, form field or cookie: byte strings, decoded. Names may repeat. */
export interface Argument {
  readonly name: string
  readonly value: string
}
