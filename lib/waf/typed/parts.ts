import type { Settings } from '../../ir/rule.ts'
import { lower } from '../ascii.ts'
import type { Argument } from '../body/argument.ts'
import type { MultipartFile } from '../body/multipart.ts'
import { readBody } from '../request-body.ts'

/** Fields that an origin may make of a part that says it is a file. */
export interface PartFields {
  readonly place: 'form' | 'json'
  readonly members: readonly Argument[]
}

/**
 * A part with a `filename` is a file to some readers and a field to others: Go takes one with an empty name for a field, and Spring reads
 * one of a JSON type into an object. So these are looked at as both. `undefined`: no more than a file.
 */
export function fieldsOfPart(file: MultipartFile, settings: Settings): PartFields | undefined {
  if (file.content === '') return undefined
  if (/^application\/(?:[\w.-]+\+)?json\b/.test(lower(file.type))) {
    const read = readBody(file.content, 'JSON', '', settings, true)
    // What is no JSON is read by nobody who wants some; past the limits it is a text to look at.
    if (read.error === undefined) return { place: 'json', members: read.arguments.map(named(file.name)) }
  } else if (file.filename !== '') return undefined
  return { place: 'form', members: [{ name: file.name, value: file.content }] }
}

const named =
  (part: string) =>
  ({ name, value }: Argument): Argument => ({ name: `${part}.${name}`, value })
