import { heldBytes } from '../held-bytes.ts'
import type { Argument } from './argument.ts'
import { elementPath, type JsonNaming, type JsonPath, memberPath, rootPath } from './json-names.ts'
import { plainEnd, readJsonString } from './json-string.ts'

/** How much of a JSON body is read. */
export interface JsonLimits {
  /** SecRequestBodyJsonDepthLimit: arrays and objects open at once; the outermost object does not count, as in ModSecurity 2.9. */
  readonly depth: number
  /** SecArgumentsLimit: the most leaves. */
  readonly arguments: number
  /** The most bytes of all names together, each argument's counted: a long path is repeated in every leaf below it. @default 4 MiB */
  readonly names?: number
  /** Whose names: `items.items`, or `json.items.array_0`. @default '2.9' */
  readonly naming?: JsonNaming
  /** Whether an empty object or array is an argument too, with no value: its name would go by unseen. @default false */
  readonly empties?: boolean
}

/** What a JSON body holds; with an error, what was read before it. */
export interface Json {
  readonly arguments: Argument[]
  /** What is wrong, or which limit was met; never holds bytes of the text. */
  readonly error?: string
  /** An object has two members of one name: which one an origin takes is anyone's guess. */
  readonly duplicateKeys: boolean
  readonly depthExceeded: boolean
  /** More leaves, or longer names, than the limits allow. Also an error, as in ModSecurity 2.9. */
  readonly exceeded: boolean
}

const defaultNames = 4_194_304

// What may come next.
const value = 0
const valueOrEnd = 1
const member = 2
const memberOrEnd = 3
const after = 4

/**
 * Reads a JSON text (RFC 8259 strictly: no comments, no byte order mark, nothing behind the value) into arguments, one for each string,
 * number, `true`, `false` and `null`. `null` is the empty string, as in ModSecurity; numbers stay as written; strings are unescaped to UTF-8
 * (`readJsonString`); names are paths (`JsonNaming`). Never throws, no recursion; cost linear in `text` and `limits.names`.
 */
export function parseJson(text: string, limits: JsonLimits): Json {
  const bytes = heldBytes(text)
  const naming = limits.naming ?? '2.9'
  const parsed: Argument[] = []
  let namesLeft = limits.names ?? defaultNames
  let duplicateKeys = false
  // The containers that are open: their places, and the number of each object, 0 for arrays; in arrays, elements begun.
  const places: JsonPath[] = []
  const owners: number[] = []
  const counts: number[] = []
  let objects = 0
  let place = rootPath(naming)
  let free = naming === '2.9' ? 1 : 0
  let state = value
  let at = 0

  const stop = (error: string, depthExceeded = false, exceeded = false): Json => ({
    arguments: parsed,
    error,
    duplicateKeys,
    depthExceeded,
    exceeded,
  })

  // The container that has just ended had nothing in it.
  const empty = (): boolean => {
    const { name } = places[places.length - 1] as JsonPath
    namesLeft -= name.length
    if (parsed.length >= limits.arguments || namesLeft < 0) return false
    if (name !== '') parsed.push({ name, value: '' })
    return true
  }

  for (;;) {
    let code = bytes[at] as number
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = bytes[++at] as number

    if (state === after) {
      const top = places.length - 1
      if (top < 0) {
        if (at < text.length) return stop(`trailing garbage at byte ${at}`)
        return { arguments: parsed, duplicateKeys, depthExceeded: false, exceeded: false }
      }
      const inObject = owners[top] !== 0
      if (code === 0x2c) {
        at++
        if (inObject) state = member
        else {
          const index = (counts[top] as number) + 1
          counts[top] = index
          place = elementPath(places[top] as JsonPath, index, naming)
          state = value
        }
        continue
      }
      if (code !== (inObject ? 0x7d : 0x5d)) return stop(unexpected(text, at))
      at++
      places.pop()
      owners.pop()
      counts.pop()
      continue
    }

    if (state >= member) {
      if (code === 0x7d && state === memberOrEnd) {
        if (limits.empties === true && !empty()) return stop('too many arguments', false, true)
        state = after
        continue
      }
      if (code !== 0x22) return stop(unexpected(text, at))
      let key: string
      let end = plainEnd(bytes, at + 1)
      if ((bytes[end] as number) === 0x22) key = text.slice(at + 1, end++)
      else {
        const read = readJsonString(text, bytes, at + 1, end)
        if (read.error !== undefined) return stop(read.error)
        key = read.value
        end = read.end
      }
      while (isBlank(bytes[end] as number)) end++
      if ((bytes[end] as number) !== 0x3a) return stop(unexpected(text, end))
      at = end + 1
      const top = places.length - 1
      const owner = owners[top] as number
      place = memberPath(places[top] as JsonPath, key, naming)
      if (place.owner === owner) duplicateKeys = true
      place.owner = owner
      state = value
      continue
    }

    let leaf: string
    if (code === 0x22) {
      const end = plainEnd(bytes, at + 1)
      if ((bytes[end] as number) === 0x22) {
        leaf = text.slice(at + 1, end)
        at = end + 1
      } else {
        const read = readJsonString(text, bytes, at + 1, end)
        if (read.error !== undefined) return stop(read.error)
        leaf = read.value
        at = read.end
      }
    } else if (code === 0x7b || code === 0x5b) {
      const isObject = code === 0x7b
      if (places.length === 0 && !isObject) free = 0
      if (places.length - free >= limits.depth) return stop('depth limit exceeded', true)
      at++
      places.push(place)
      owners.push(isObject ? ++objects : 0)
      counts.push(0)
      if (!isObject) place = elementPath(place, 0, naming)
      state = isObject ? memberOrEnd : valueOrEnd
      continue
    } else if (code === 0x5d && state === valueOrEnd) {
      if (limits.empties === true && !empty()) return stop('too many arguments', false, true)
      state = after
      continue
    } else {
      const end = code === 0x2d || (code >= 0x30 && code <= 0x39) ? numberEnd(bytes, at) : wordEnd(text, at)
      if (end < 0) return stop(unexpected(text, at))
      leaf = code === 0x6e ? '' : text.slice(at, end)
      at = end
    }
    if (parsed.length >= limits.arguments) return stop('too many arguments', false, true)
    namesLeft -= place.name.length
    if (namesLeft < 0) return stop('argument names too long', false, true)
    parsed.push({ name: place.name, value: leaf })
    state = after
  }
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

const unexpected = (text: string, at: number): string =>
  at < text.length ? `unexpected character at byte ${at}` : 'premature end'

/** Where the number that begins at `at` ends (RFC 8259, section 6), or -1. */
function numberEnd(bytes: Uint8Array, at: number): number {
  if ((bytes[at] as number) === 0x2d) at++
  if ((bytes[at] as number) === 0x30) at++
  else {
    const start = at
    while (isDigit(bytes[at] as number)) at++
    if (at === start) return -1
  }
  if ((bytes[at] as number) === 0x2e) {
    const start = ++at
    while (isDigit(bytes[at] as number)) at++
    if (at === start) return -1
  }
  if (((bytes[at] as number) | 0x20) === 0x65) {
    const sign = bytes[++at] as number
    if (sign === 0x2b || sign === 0x2d) at++
    const start = at
    while (isDigit(bytes[at] as number)) at++
    if (at === start) return -1
  }
  return at
}

/** Where the literal that begins at `at` ends, or -1 where there is none. */
function wordEnd(text: string, at: number): number {
  if (text.startsWith('true', at) || text.startsWith('null', at)) return at + 4
  return text.startsWith('false', at) ? at + 5 : -1
}
