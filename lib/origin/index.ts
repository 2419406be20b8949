import type { Context } from '../core/context.ts'
import { SallyportError } from '../core/errors.ts'
import type { Module } from '../core/module.ts'
import { pipe } from '../core/pipe.ts'
import { problem } from '../core/respond.ts'
import type { OriginVerdict } from '../core/verdicts.ts'
import { inLoop } from '../http/cdn-loop.ts'
import { cleanAnswer } from './answer.ts'
import { badStatus, classify, type Failed, looped, mayRetry, notWebSocket, timedOut } from './failure.ts'
import { forwardedHeaders } from './forward.ts'
import { type Base, checkOptions, type Fetcher, type OriginOptions, parseBase, withoutCertificate } from './options.ts'

export type { Fetcher, OriginOptions, TimeoutOptions, TlsOptions } from './options.ts'
export { withoutCertificate } from './options.ts'

/** What the platform's `fetch` takes beside the standard. `manual`: the origin's coded bytes pass as they are. */
interface PlatformInit extends RequestInit {
  readonly encodeResponseBody: 'manual'
}

type PlatformResponse = Response & { readonly webSocket?: unknown }

const platformFetcher: Fetcher = { fetch: (url, init) => fetch(url, init) }

const defaultFirstByteSeconds = 30

/**
 * The second of the two doors: sends the request that was inspected on to the origin, over TLS, and streams the answer back. Ends a
 * pipeline. Redirects, content codings, ranges, events and WebSockets pass as they are; nothing is buffered.
 *
 * @throws ERR_OPTION for a URL or option that cannot be meant; a plaintext URL is one, unless `allowPlaintext` is written beside it
 */
// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export function origin<Env = any>(options: OriginOptions<Env>): Module<Env> {
  checkOptions(options)
  const { tls, timeouts = {}, retry = 1, name = 'sallyport', allowPlaintext = false } = options
  const { firstByteSeconds = defaultFirstByteSeconds, exchangeSeconds } = timeouts
  const loopId = name.toLowerCase()
  const baseOf = baseSelector(options.url, allowPlaintext)
  const certificate = tls?.certificate
  let answeredBefore = false // per isolate: see mayRetry

  const send = (request: Request, context: Context<Env>): Response | Promise<Response> => {
    const base = baseOf(context.env)
    const fetcher = certificate === undefined ? platformFetcher : selectFetcher(certificate(context.env))
    const mutual = certificate !== undefined && fetcher !== platformFetcher
    const tlsUsed = base.secure ? (mutual ? 'mutual' : 'server') : 'none'
    const settle = (attempts: number, more: Pick<OriginVerdict, 'status' | 'error' | 'detail'>): void =>
      context.settle('origin', { pool: 'default', endpoint: base.host, attempts, tls: tlsUsed, ...more })
    const refuse = ({ error, detail, status }: Failed, attempts: number): Response => {
      settle(attempts, { error, detail })
      const proxyStatus = `${name}; error=${error}; details="${detail}"`
      return problem(request, { status, id: context.id, headers: { 'proxy-status': proxyStatus } })
    }
    if (context.fieldNames.includes('cdn-loop') && inLoop(request.headers.get('cdn-loop') ?? '', loopId)) {
      return refuse(looped, 0)
    }
    const { method } = request
    const url = base.prefix + context.target
    const headers = forwardedHeaders(request, context, name)

    const attempt = (attempts: number): Promise<Response> => {
      const init: PlatformInit = {
        method,
        headers,
        body: context.body.forward(),
        redirect: 'manual',
        encodeResponseBody: 'manual',
      }
      return inTime(
        fetcher.fetch(url, init),
        firstByteSeconds,
        (upstream) => {
          answeredBefore = true
          const { status } = upstream
          if (status === 101 && !upstream.webSocket) return refuse(notWebSocket, attempts)
          if (status < 101) return refuse(badStatus, attempts)
          settle(attempts, { status })
          return answer(upstream, context)
        },
        (error) => {
          if (error === late) return refuse(timedOut, attempts)
          const retryable = (error as { retryable?: unknown }).retryable === true
          const again = mayRetry({ method, replayable: context.body.replayable, retryable, mutual, answeredBefore })
          return attempts > retry || !again ? refuse(classify(error), attempts) : attempt(attempts + 1)
        },
      )
    }
    return attempt(1)
  }

  const answer = (upstream: PlatformResponse, context: Context<Env>): Response => {
    const timeLimited = exchangeSeconds !== undefined && !upstream.webSocket
    const body = timeLimited ? timed(upstream, context, exchangeSeconds) : upstream.body
    const response = new Response(body, upstream)
    cleanAnswer(response.headers, name)
    return response
  }

  return { name: 'origin', failure: 'closed', provides: 'origin', handle: send }
}

/** What a try is given up with where an answer's head was not there in time. */
const late: unique symbol = Symbol('late')

/**
 * What becomes of an answer, or of its failure, or of `late`. A fetch that is given up is not aborted here: the platform cancels what a
 * request started when its answer is complete or its client has left, and a signal of our own would cost every request its native path.
 */
const inTime = (
  answer: Promise<PlatformResponse>,
  seconds: number,
  arrived: (response: PlatformResponse) => Response,
  failed: (error: unknown) => Response | Promise<Response>,
): Promise<Response> =>
  new Promise((resolve, reject) => {
    let over = false // what comes after the time limit is nobody's answer any more
    const timer = setTimeout(() => {
      over = true
      resolve(failed(late))
    }, seconds * 1000)
    answer
      .then(
        (response) => {
          clearTimeout(timer)
          if (!over) resolve(arrived(response))
        },
        (error) => {
          clearTimeout(timer)
          if (!over) resolve(failed(error))
        },
      )
      .catch(reject)
  })

/** The body under a time limit: piped by the platform, cut off at the limit, the timer ended with the last byte. */
function timed(upstream: Response, context: Context, seconds: number): ReadableStream | null {
  const { body, headers } = upstream
  if (body === null || headers.get('content-type')?.startsWith('text/event-stream')) return body
  const length = headers.get('content-length')
  const { readable, writable } = pipe(length === null ? undefined : Number(length))
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), seconds * 1000)
  context.waitUntil(
    body
      .pipeTo(writable, { signal: deadline.signal })
      .catch(() => undefined) // the client has been cut off; there is nobody else to tell
      .finally(() => clearTimeout(timer)),
  )
  return readable
}

function selectFetcher(selected: Fetcher | typeof withoutCertificate | undefined): Fetcher {
  if (selected === withoutCertificate) return platformFetcher
  if (selected === undefined || selected === null) {
    throw new SallyportError(
      'ERR_BINDING',
      'origin: tls.certificate selects a binding that is not there. Bind the certificate (mtls_certificates in wrangler.toml); there is no ' +
        'fallback to a connection without it',
    )
  }
  return selected
}

const rememberedBases = 16

/** A fixed URL is read when the route is declared; a selected one at its first use, and once for each text. */
function baseSelector<Env>(url: OriginOptions<Env>['url'], allowPlaintext: boolean): (env: Env) => Base {
  if (typeof url !== 'function') {
    const fixed = parseBase(url, allowPlaintext)
    return () => fixed
  }
  const bases = new Map<string, Base>()
  return (env) => {
    const text = url(env)
    const known = bases.get(text)
    if (known !== undefined) return known
    const base = parseBase(text, allowPlaintext)
    if (bases.size >= rememberedBases) bases.clear()
    bases.set(text, base)
    return base
  }
}
