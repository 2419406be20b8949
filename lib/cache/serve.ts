import { ifRange, precondition, type Validators } from '../http/conditional.ts'
import { formatContentRange, multipart, parseRange, type Range } from '../http/range.ts'
import { ageOf, type Head } from './entry.ts'
import type { Held } from './flights.ts'
import { bounded, ownTargets } from './policy/control.ts'
import { mediaType, type RouteLifetime } from './policy/freshness.ts'
import type { Awaitable, StoredBody } from './stores/store.ts'
import { tagFields } from './tags.ts'

/** Statuses whose answers have no body. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

/** What only an answer with content has: a 304 leaves it out (RFC 9110, section 15.4.5). */
const ofContent: readonly string[] = ['content-encoding', 'content-language', 'content-range', 'content-type']

export interface ServeFacts {
  /** ms */
  readonly now: number
  readonly random: () => number
  /** Whether it is known that the request has no condition and no range. */
  readonly plain?: boolean
  /** What browsers are told, where the route says. */
  readonly browser: RouteLifetime | undefined
}

/**
 * Answers a GET or HEAD from what is held: the whole, a part of it, 304, 412 or 416. `undefined`: the body has gone meanwhile.
 */
export function serve(held: Held, request: Request, facts: ServeFacts): Awaitable<Response | undefined> {
  const { head } = held
  const { headers, method } = request
  const { status } = head
  if (!facts.plain && (status === 200 || head.part !== undefined)) {
    const asked = precondition(headers, validatorsOf(head), facts.now)
    if (asked !== undefined) return without(asked, head, facts)
    const range = method === 'GET' ? headers.get('range') : null
    if (head.part !== undefined) {
      return range === head.part.answered?.range
        ? sameAgain(held, head.part.answered.contentRange, facts)
        : partial(held, coveredBy(head, headers, facts.now) ?? [], facts)
    }
    const ranges =
      range !== null && ifRange(headers.get('if-range'), validatorsOf(head), facts.now)
        ? parseRange(range, head.bytes)
        : undefined
    if (ranges === 'unsatisfiable') return unsatisfiable(head, facts)
    if (ranges !== undefined) return partial(held, ranges, facts)
  }
  if (method === 'HEAD' || bodiless.has(status))
    return made(null, head, facts, bodiless.has(status) ? undefined : head.bytes)
  const body = held.open()
  if (body instanceof Promise)
    return body.then((late) => (late === undefined ? undefined : made(late, head, facts, head.bytes)))
  return body === undefined ? undefined : made(body, head, facts, undefined)
}

const validatorsOf = ({ etag, lastModified, date }: Head): Validators => ({ etag, lastModified, date })

/** Fields of a head as they go out: made once a head, copied by the platform for each answer. */
const prepared = new WeakMap<Head, Headers>()

function fieldsOf(head: Head, browser: RouteLifetime | undefined): Headers {
  const known = prepared.get(head)
  if (known !== undefined) return known
  const fields = new Headers()
  for (const [name, value] of head.fields) fields.append(name, value)
  outgoing(fields, head.status, browser)
  prepared.set(head, fields)
  return fields
}

/** Takes out what is meant for this hop, and says to browsers what the route wants them told; in place. */
export function outgoing(fields: Headers, status: number, browser: RouteLifetime | undefined): void {
  for (const name of ownTargets) fields.delete(name)
  for (const name of tagFields) fields.delete(name)
  const seconds = browser?.(status, mediaType(fields.get('content-type')))
  if (seconds === undefined) return
  fields.set('cache-control', `max-age=${bounded(seconds)}`)
  fields.delete('expires')
}

/** `encodeBody`: what is stored are the origin's coded bytes, and they go out as they are. */
const made = (
  body: StoredBody | null,
  head: Head,
  facts: ServeFacts,
  length: number | undefined,
  status = head.status,
): Response => {
  const response = new Response(body, {
    status,
    headers: fieldsOf(head, facts.browser),
    encodeBody: 'manual',
  } as ResponseInit)
  if (length !== undefined) response.headers.set('content-length', String(length))
  response.headers.set('age', String(ageOf(head, facts.now)))
  return response
}

function without(status: 304 | 412, head: Head, facts: ServeFacts): Response {
  const response = made(null, head, facts, undefined, status)
  for (const name of ofContent) response.headers.delete(name)
  return response
}

function unsatisfiable(head: Head, facts: ServeFacts): Response {
  const response = made(null, head, facts, 0, 416)
  for (const name of ofContent) response.headers.delete(name)
  response.headers.set('content-range', `bytes */${head.bytes}`)
  return response
}

/** The ranges that a request asks for, if all of them are held; only for a head that is a part. */
export function coveredBy(head: Head, fields: Headers, now: number): readonly Range[] | undefined {
  const { part } = head
  const text = fields.get('range')
  if (part === undefined || text === null || !ifRange(fields.get('if-range'), validatorsOf(head), now)) return undefined
  if (text === part.answered?.range) return [part]
  const ranges = parseRange(text, part.total)
  if (ranges === undefined || ranges === 'unsatisfiable') return undefined
  return ranges.every(({ first, last }) => first >= part.first && last <= part.last) ? ranges : undefined
}

/** The very answer that the origin gave to the very same Range. */
async function sameAgain(held: Held, contentRange: string, facts: ServeFacts): Promise<Response | undefined> {
  const body = await held.open()
  if (body === undefined) return undefined
  const response = made(body, held.head, facts, held.head.bytes, 206)
  response.headers.set('content-range', contentRange)
  return response
}

async function partial(held: Held, ranges: readonly Range[], facts: ServeFacts): Promise<Response | undefined> {
  const { head } = held
  const total = head.part?.total ?? head.bytes
  const offset = head.part?.first ?? 0
  const [only] = ranges
  if (only === undefined) return undefined
  if (ranges.length === 1) {
    const body = await held.open(shifted(only, offset))
    if (body === undefined) return undefined
    const response = made(body, head, facts, only.last - only.first + 1, 206)
    response.headers.set('content-range', formatContentRange(only, total))
    return response
  }
  const layout = multipart(
    ranges,
    total,
    fieldsOf(head, facts.browser).get('content-type') ?? undefined,
    boundary(facts.random),
  )
  const pieces: (Blob | string)[] = []
  for (const [at, range] of ranges.entries()) {
    const body = await held.open(shifted(range, offset))
    if (body === undefined) return undefined
    pieces.push(layout.heads[at] as string, body instanceof Blob ? body : await new Response(body).blob())
  }
  const response = made(new Blob([...pieces, layout.tail]), head, facts, layout.length, 206)
  response.headers.set('content-type', layout.contentType)
  return response
}

const shifted = ({ first, last }: Range, offset: number): Range => ({ first: first - offset, last: last - offset })

const boundary = (random: () => number): string =>
  Array.from({ length: 4 }, () =>
    Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0'),
  ).join('')
