/** What is read of a header: a Headers is one. */
export interface FieldSource {
  forEach(callback: (value: string, name: string) => void): void
}

// Where `collect` writes. A loop inside the platform that calls one function is the cheapest way to read a header (an iterator makes two
// objects a field); it runs to its end before anybody else can run, so one place for all requests is enough.
let names: string[] = []
let values: string[] = []
let room = 0

const collect = (value: string, name: string): void => {
  if (room-- <= 0) return
  names.push(name)
  values.push(value)
}

export interface CollectedFields {
  readonly names: readonly string[]
  readonly values: readonly string[]
  /** Whether there were no more than asked for. */
  readonly whole: boolean
}

/** Names and values of the first `max` fields. */
export function collectFields(headers: FieldSource, max: number): CollectedFields {
  names = []
  values = []
  room = max
  headers.forEach(collect)
  return { names, values, whole: room >= 0 }
}

/** Names of all fields. */
export const fieldNames = (headers: FieldSource): readonly string[] =>
  collectFields(headers, Number.MAX_SAFE_INTEGER).names
