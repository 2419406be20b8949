import { parseEntityTag } from '../http/conditional.ts'
import { parseHttpDate } from '../http/date.ts'
import { hopByHop } from '../http/hop-by-hop.ts'
import { type ContentRange, parseContentRange } from '../http/range.ts'
import { parseVary } from '../http/vary.ts'
import type { Head } from './entry.ts'
import type { Key } from './key.ts'
import type { Settings } from './options.ts'
import { initialAge } from './policy/age.ts'
import { controlOf } from './policy/control.ts'
import { resolve } from './policy/invalidation.ts'
import { type Plan, type Refusal, storable, type Unstorable } from './policy/storable.ts'
import { selectedBy, variantOf } from './policy/vary.ts'
import { tagsOf } from './tags.ts'

/** A request as far as storing its answer depends on it. */
export interface Asked {
  readonly method: string
  readonly fields: Headers
  readonly key: Key
  /** Canonical URL, to resolve Content-Location. */
  readonly url: () => URL
  readonly noStore: boolean
}

/** An answer's head. */
export interface Answered {
  readonly status: number
  readonly fields: Headers
  /** ms: when the request left, and when the head came. */
  readonly requested: number
  readonly received: number
}

/** A head that may be stored; its `bytes` are known only when the body is there. */
export interface Draft {
  readonly head: Head
  /** As declared; `undefined`: not. */
  readonly declaredBytes: number | undefined
  /** Of a 206: what it says that it holds. */
  readonly contentRange: (ContentRange & { readonly total: number }) | undefined
}

export type Drafted = { readonly draft: Draft } | { readonly reason: Unstorable }

/** Decides whether an answer is stored, and writes down what later requests need of it. */
export function draft(asked: Asked, answered: Answered, settings: Settings): Drafted {
  const { fields, status, requested, received } = answered
  const control = controlOf(fields, settings.targets)
  const dateField = parseHttpDate(fields.get('date'), received)
  const date = dateField ?? received
  const vary = varyOf(fields)
  const age = initialAge({ age: fields.get('age'), date: dateField, requested, received }, settings.strictAge)
  const etag = parseEntityTag(fields.get('etag')) === undefined ? undefined : (fields.get('etag') as string)
  const lastModified = parseHttpDate(fields.get('last-modified'), received)
  const plan: Plan | Refusal = storable(
    {
      request: {
        method: asked.method,
        authorization: asked.fields.has('authorization'),
        cookie: asked.fields.has('cookie'),
        noStore: asked.noStore,
        path: asked.key.path,
      },
      status,
      fields,
      headerLength: lengthOf(fields),
      control,
      vary,
      date,
      received,
      initialAge: age,
      validator: etag !== undefined || lastModified !== undefined,
      ownLocation: asked.method === 'POST' && ownLocation(fields, asked.url()),
    },
    settings.storing,
  )
  if (!plan.store) return plan
  const selected = selectedBy(vary as readonly string[], asked.fields, settings.normalisers)
  const tags = tagsOf(fields)
  if (selected === undefined || tags === undefined) return { reason: 'header-too-large' }
  const contentRange = status === 206 ? parseContentRange(fields.get('content-range')) : undefined
  if (status === 206 && contentRange?.total === undefined) return { reason: 'content-range' }
  const { staleWhileRevalidate, staleIfError } = control.directives
  const declared = fields.get('content-length')
  return {
    draft: {
      head: {
        url: asked.key.url,
        variant: variantOf(selected),
        vary: selected,
        status,
        fields: storedFields(fields, plan, settings),
        etag,
        lastModified,
        date,
        received,
        initialAge: age,
        lifetime: plan.lifetime.seconds,
        revalidation: plan.revalidation,
        staleWhileRevalidate: staleWhileRevalidate ?? 0,
        staleIfError,
        bytes: 0,
        part: undefined,
        tags,
      },
      declaredBytes: declared !== null && /^\d{1,15}$/.test(declared) ? Number(declared) : undefined,
      contentRange: contentRange as Draft['contentRange'],
    },
  }
}

/**
 * What an answer was chosen by. One that is coded was chosen by Accept-Encoding, also where its origin forgets to say so: the next client
 * may not be able to read it.
 */
function varyOf(fields: Headers): readonly string[] | '*' {
  const vary = parseVary(fields.get('vary'))
  const coding = fields.get('content-encoding')
  if (vary === '*' || coding === null || coding === 'identity' || vary.includes('accept-encoding')) return vary
  return [...vary, 'accept-encoding'].sort()
}

const ownLocation = (fields: Headers, url: URL): boolean => {
  const location = fields.get('content-location')
  return location !== null && resolve(location, url)?.href === url.href
}

function lengthOf(fields: Headers): number {
  let length = 0
  fields.forEach((value, name) => {
    length += name.length + value.length
  })
  return length
}

/** Fields that are written anew on each answer. Those meant for this hop are kept, for a 304 need not repeat them. */
const unstored: ReadonlySet<string> = new Set([
  'age',
  'cache-status',
  'content-length',
  'server-timing',
  'proxy-status',
])

function storedFields(fields: Headers, { withheld }: Plan, { storing }: Settings): Head['fields'] {
  const stored: (readonly [string, string])[] = []
  fields.forEach((value, name) => {
    if (name === 'set-cookie') return // comes one by one below: it is no list
    if (hopByHop.has(name) || unstored.has(name) || withheld.includes(name)) return
    stored.push([name, value])
  })
  if (storing.setCookie === 'store' && !withheld.includes('set-cookie')) {
    for (const cookie of fields.getSetCookie()) stored.push(['set-cookie', cookie])
  }
  return stored
}

/** Fields that a 304 or a HEAD does not change: they describe the bytes that are held (RFC 9111, section 3.2). */
const describing: ReadonlySet<string> = new Set(['content-encoding', 'content-length', 'content-md5', 'content-range'])

/** The fields of a stored answer, brought up to date by those of a 304 or HEAD (RFC 9111, sections 3.2 and 4.3.4). */
export function updatedFields(stored: Head, update: Headers): Headers {
  const fields = new Headers()
  for (const [name, value] of stored.fields) fields.append(name, value)
  update.forEach((value, name) => {
    if (name !== 'set-cookie' && !describing.has(name)) fields.set(name, value)
  })
  const cookies = update.getSetCookie()
  if (cookies.length > 0) fields.delete('set-cookie')
  for (const cookie of cookies) fields.append('set-cookie', cookie)
  return fields
}
