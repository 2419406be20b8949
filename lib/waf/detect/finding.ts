/** What a detector found in a value. */
export interface Finding {
  /** The language that the value is a piece of: `sql`, `html`, `shell`, … */
  readonly language: string
  /** Where the value would have to stand to do harm: `inside '`, `data`, `command line`. */
  readonly context: string
  /** What it would change, in a few words. Never holds bytes of the value. */
  readonly reason: string
  /** Start and end in the value, in bytes. */
  readonly span: readonly [start: number, end: number]
  /** 0 (a guess) to 1 (it changes the structure). */
  readonly confidence: number
}
