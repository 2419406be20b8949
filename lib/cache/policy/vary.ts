import { normaliseList, normaliseWeighted, parseWeighted } from '../../http/vary.ts'
import type { Head, VaryField } from '../entry.ts'

/** Maps a request field to what an answer depends on; values that map to one text share an answer. `null`: the request has no such field. */
export type Normaliser = (value: string | null) => string | null

export type Normalisers = Readonly<Record<string, Normaliser>>

interface Fields {
  get(name: string): string | null
}

/** Where an application says nothing: only writings that mean the same become the same. */
const standard: Normalisers = {
  __proto__: null as never,
  'accept-encoding': remembered(normaliseWeighted),
  'accept-language': remembered(normaliseWeighted),
}

/** Browsers send few different values, so what was worked out once is kept, within a bound. */
function remembered(normalise: (value: string) => string): Normaliser {
  const known = new Map<string, string>()
  return (value) => {
    if (value === null) return null
    const before = known.get(value)
    if (before !== undefined) return before
    const found = normalise(value)
    if (value.length <= maxRememberedLength) {
      if (known.size >= maxRemembered) known.clear()
      known.set(value, found)
    }
    return found
  }
}

const maxRemembered = 256
const maxRememberedLength = 256

const plain: Normaliser = (value) => value && normaliseList(value)

/** Longest value that two requests are compared by; a longer one is an answer of its own, and is not stored. */
export const maxVaryLength = 4096

/** What a request has in the fields that Vary names; `undefined` where a value is too long to be compared. */
export function selectedBy(
  names: readonly string[],
  fields: Fields,
  own: Normalisers,
): readonly VaryField[] | undefined {
  const selected: VaryField[] = []
  for (const name of names) {
    const value = selectedValue(name, fields, own)
    if (value !== null && value.length > maxVaryLength) return undefined
    selected.push([name, value])
  }
  return selected
}

const selectedValue = (name: string, fields: Fields, own: Normalisers): string | null =>
  (own[name] ?? standard[name] ?? plain)(fields.get(name))

/** Whether a request selects a stored answer (RFC 9111, section 4.1). */
export function selects({ vary }: Head, fields: Fields, own: Normalisers): boolean {
  for (const [name, value] of vary) if (selectedValue(name, fields, own) !== value) return false
  return true
}

/** Tells variants apart. JSON, so that no value can look like two. */
export const variantOf = (vary: readonly VaryField[]): string => (vary.length === 0 ? '' : JSON.stringify(vary))

/**
 * For `vary: { 'accept-language': languages(['en', 'de']) }`: the language out of those that the site has which the client likes best; the
 * first where it likes none. Ranges match as RFC 4647, section 3.3.1 says. Only for origins that choose the same way.
 */
export function languages(available: readonly string[]): Normaliser {
  const tags = available.map((tag) => tag.toLowerCase())
  return (value) => {
    const wanted = value === null ? undefined : parseWeighted(value)
    for (const { name, weight } of wanted ?? []) {
      if (weight === 0) break
      const found = tags.find(
        (tag) => name === '*' || tag === name || tag.startsWith(`${name}-`) || name.startsWith(`${tag}-`),
      )
      if (found !== undefined) return found
    }
    return tags[0] ?? null
  }
}

/** For `vary: { 'accept-encoding': encodings(['br', 'gzip']) }`: the codings out of those that the origin uses which the client takes. */
export function encodings(used: readonly string[]): Normaliser {
  return (value) => {
    const accepted = value === null ? [] : (parseWeighted(value) ?? [])
    const any = accepted.find(({ name }) => name === '*')
    return used
      .filter((coding) => (accepted.find(({ name }) => name === coding) ?? any)?.weight)
      .sort()
      .join(',')
  }
}

/** For `vary: { 'user-agent': deviceClass }`: `mobile`, `tablet` or `desktop`, for sites that have no more than these. */
export const deviceClass: Normaliser = (value) => {
  const agent = (value ?? '').slice(0, 512)
  if (/iPad|Tablet|PlayBook|Silk|Android(?!.*Mobile)/.test(agent)) return 'tablet'
  return /Mobi|iPhone|iPod|Android|Opera Mini/.test(agent) ? 'mobile' : 'desktop'
}
