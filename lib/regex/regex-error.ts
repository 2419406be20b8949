/** A pattern that cannot be understood, or that cannot be said in JavaScript. `offset` is in bytes from the start of the pattern. */
export class RegexError extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.name = 'RegexError'
    this.offset = offset
  }
}
