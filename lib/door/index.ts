import type { Arrival, Observer, PlatformContext } from '../core/arrival.ts'
import { type ClientSource, platform as platformClient } from '../core/client.ts'
import type { RequestContext } from '../core/context.ts'
import { SallyportError } from '../core/errors.ts'
import { randomHex } from '../core/ids.ts'
import { type Keys, noKeys } from '../core/keys.ts'
import { problem } from '../core/respond.ts'
import { type Admission, admit, type DoorLimits, defaultLimits, policies, type Rules } from './admit.ts'
import { DoorArrival } from './arrival.ts'
import { type Debug, printDebug } from './debug.ts'
import { Passage } from './passage.ts'
import { answerReserved, defaultPrefix, type Reserved } from './reserved.ts'
import { type RouteReader, routeReader } from './routes.ts'
import { type Row, type RowId, type RowPolicy, rows, statusOf } from './rows.ts'

export type { DoorLimits } from './admit.ts'
export type { Debug } from './debug.ts'
export type { Reserved } from './reserved.ts'
export type { RouteReader } from './routes.ts'
export type { Row, RowId, RowPolicy } from './rows.ts'
export { rows } from './rows.ts'

// biome-ignore lint/suspicious/noExplicitAny: routers declare parameters of their own
type Serve = (request: Request, env: any, platform: any) => unknown

/** What stands behind a door: a Hono app, an itty router, a pipeline, or a function. */
export type App = Serve | { readonly fetch: Serve }

// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export interface DoorOptions<Env = any> {
  /** Whose word is taken for the visitor's address. @default platform */
  readonly client?: ClientSource<Env>
  /** Policies that differ from the table's defaults. */
  readonly rows?: Partial<Readonly<Record<RowId, RowPolicy>>>
  /** `detect` takes each row's harmless policy instead of its refusal, so that rules see what was sent. @default 'block' */
  readonly mode?: 'block' | 'detect'
  readonly limits?: Partial<DoorLimits>
  /** Host names (with port, unless it is the default one) served here; others get 421. @default any */
  readonly hosts?: readonly string[]
  /** Named keys from the bindings. Called once for each `env`. */
  readonly keys?: (env: Env) => Keys
  /** Reads the routing table, where `app` is a function of its own making. */
  readonly routes?: RouteReader
  /** Paths under it are answered here and never forwarded. @default '/.well-known/sallyport/' */
  readonly reservedPrefix?: string
  /** What modules answer under it, by the name that follows: `{ challenge: challenge.answer }`. @default none, but for `health` */
  readonly reserved?: Readonly<Record<string, Reserved<Env>>>
  /** Told of every exchange, refused ones too. */
  readonly observe?: Observer
  /** For development only. @default 'off' */
  readonly debug?: Debug
  /** Clock, ms since the epoch. @default Date.now */
  readonly clock?: () => number
  /** @default Math.random */
  readonly random?: () => number
}

/** A worker: `export default door(app)`. */
// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export interface Door<Env = any> {
  fetch(request: Request, env: Env, platform: PlatformContext): Response | Promise<Response>
  /** The same door with some options changed: what `sallyport dev` does in the entry it generates. */
  with(options: DoorOptions<Env>): Door<Env>
}

/**
 * The first of the two doors. Before any router it makes the request canonical (see `rows`), says who sent it, and refuses what two
 * readers could read differently; behind it routers and modules see only the canonical Request. An application that throws or
 * does not answer gets a 500 or 404 of ours, never the platform's.
 *
 * @throws ERR_OPTION for an unknown row, a policy that a row does not have, or an unusable limit
 */
// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export function door<Env = any>(app: App, options: DoorOptions<Env> = {}): Door<Env> {
  const rules = compose(app, options)
  const source = options.client ?? platformClient
  const clock = options.clock ?? Date.now
  const random = options.random ?? Math.random
  const debug = options.debug ?? 'off'
  const call = serveOf(app)
  const reserved = options.reserved as Readonly<Record<string, Reserved>> | undefined
  const keysOf = cachedKeys(options.keys)

  const finish = (answer: unknown, arrival: Arrival): Response => {
    // A path that matches no route is refused; itty answers it with undefined.
    let response = answer instanceof Response ? answer : problem(arrival.request, { status: 404, id: arrival.id })
    ;(arrival.context as RequestContext | undefined)?.close()
    if (debug !== 'off') {
      response = writable(response)
      printDebug(response.headers, arrival, debug)
    }
    observe(arrival, response.status)
    return response
  }
  const observe = (arrival: Arrival, status: number): void => {
    if (options.observe === undefined) return
    try {
      options.observe({ arrival, status, elapsedMs: clock() - arrival.now })
    } catch {
      // A broken log must not take the site down; what it would have said is lost, the answer is not.
    }
  }
  const crash = (error: unknown, arrival: Arrival): Response => {
    ;(arrival.context as RequestContext | undefined)?.failures.push({ module: 'app', outcome: 'closed', error })
    return finish(problem(arrival.request, { status: 500, id: arrival.id }), arrival)
  }

  return {
    fetch(received, env, platform) {
      const now = clock()
      let admission: Admission
      let arrival: Arrival
      try {
        admission = admit(received, env, source, rules)
        arrival = new DoorArrival(received, admission, now, random, platform, keysOf(env))
      } catch {
        return problem(received, { status: 500, id: randomHex(16) }) // unusable keys, or a defect of ours: nothing may pass
      }
      const { refused } = admission
      if (refused !== undefined) {
        const answer = problem(received, { status: statusOf(refused), id: arrival.id, ...allow(refused) })
        return finish(answer, arrival)
      }
      try {
        const own = answerReserved(arrival, rules.reservedPrefix, reserved, env) ?? answerHops(arrival)
        if (own instanceof Promise) {
          return own.then(
            (response) => finish(response, arrival),
            (error) => crash(error, arrival),
          )
        }
        if (own) return finish(own, arrival)
        const answer = call(arrival.request, env, new Passage(platform, arrival))
        return answer instanceof Promise
          ? answer.then(
              (response) => finish(response, arrival),
              (error) => crash(error, arrival),
            )
          : finish(answer, arrival)
      } catch (error) {
        return crash(error, arrival)
      }
    },
    with: (more) => door(app, { ...options, ...more }),
  }
}

function serveOf(app: App): Serve {
  if (typeof app === 'function') return app
  return (request, env, platform) => app.fetch(request, env, platform)
}

function compose(app: App, options: DoorOptions): Rules {
  for (const [id, policy] of Object.entries(options.rows ?? {})) {
    const row = rows[id as RowId] as Row | undefined
    if (row === undefined)
      throw new SallyportError('ERR_OPTION', `door: there is no row "${id}"; docs/door.md lists them`)
    if (!row.policies.includes(policy)) {
      throw new SallyportError('ERR_OPTION', `door: row "${id}" can be ${row.policies.join(' or ')}, not "${policy}"`)
    }
  }
  const limits = { ...defaultLimits, ...options.limits }
  for (const [name, value] of Object.entries(limits)) {
    if (!(Number.isInteger(value) && value > 0))
      throw new SallyportError('ERR_OPTION', `door: limits.${name} must be a whole number over 0`)
  }
  return {
    policyOf: policies(options.rows ?? {}, options.mode === 'detect'),
    limits,
    hosts: options.hosts && new Set(options.hosts.map((host) => host.toLowerCase())),
    routes: options.routes ?? routeReader(app),
    reservedPrefix: options.reservedPrefix ?? defaultPrefix,
  }
}

function cachedKeys(read: ((env: never) => Keys) | undefined): (env: unknown) => Keys {
  if (read === undefined) return () => noKeys
  let last: { readonly env: unknown; readonly keys: Keys } | undefined
  return (env) => {
    if (last === undefined || last.env !== env) last = { env, keys: read(env as never) }
    return last.keys
  }
}

const allow = (row: RowId): { headers?: Readonly<Record<string, string>> } =>
  statusOf(row) === 405 ? { headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' } } : {}

/** OPTIONS with no hop left is answered here, by the last that may (RFC 9110, section 7.6.2). */
const answerHops = ({ received, door: { rows: met } }: Arrival): Response | undefined =>
  met.includes('max-forwards') && Number(received.headers.get('max-forwards')) === 0
    ? new Response(null, { status: 204, headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' } })
    : undefined

/** Answers from `fetch` or `Response.redirect` have headers that cannot be written. */
function writable(response: Response): Response {
  try {
    response.headers.delete('x-sallyport-id')
    return response
  } catch {
    const { webSocket } = response as { webSocket?: unknown }
    return new Response(response.body, {
      ...response,
      status: response.status,
      headers: response.headers,
      webSocket,
      encodeBody: 'manual',
    } as ResponseInit)
  }
}
