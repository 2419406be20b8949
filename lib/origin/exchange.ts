import type { Context } from '../core/context.ts'
import type { Endpoint } from './endpoint.ts'
import { brokenBodyFault, type Fault, faultOf, inspectedGetFault, lateAnswer } from './fault.ts'
import type { Settings } from './options.ts'
import { mayRetry } from './retry.ts'
import type { Fetcher } from './tls.ts'
import { Upload } from './upload.ts'

/** One request, ready to be sent. */
export interface Outgoing {
  readonly request: Request
  readonly url: string
  readonly fields: Headers
  readonly endpoint: Endpoint
  readonly fetcher: Fetcher
  readonly mutual: boolean
}

/** Runs `task` once after `ms`, unless the returned function is called first. */
export type After = (ms: number, task: () => void) => () => void

/** The head of an answer, or why there is none. */
export type Outcome =
  | { readonly upstream: Response; readonly attempts: number }
  | { readonly fault: Fault; readonly attempts: number }

/** Sends a request, with a time limit and at most one more attempt, and waits for the head of the answer. Never rejects. */
export async function exchange(
  outgoing: Outgoing,
  context: Context,
  settings: Settings,
  after: After,
): Promise<Outcome> {
  const { request, url, fields, endpoint, fetcher, mutual } = outgoing
  const { method } = request
  const { body } = context
  const overdue = overdueAfter(settings.exchangeMs, after)
  for (let attempts = 1; ; attempts++) {
    const { replayable } = body
    const load = loadOf(outgoing, context)
    if (load === undefined) return { fault: inspectedGetFault, attempts: attempts - 1 }
    const { input, content, upload } = load
    const init: PlatformInit = { encodeResponseBody: 'manual' }
    if (input === url) {
      init.method = method
      init.headers = fields
      init.redirect = 'manual'
    }
    if (content !== null) init.body = content
    // A client that leaves ends the fetch: by itself while nobody has called waitUntil, by a signal after that. Not always by a signal, because
    // it costs a request its native path.
    const departure = context.held ? departureOf(request) : undefined
    if (departure !== undefined) init.signal = departure.signal
    try {
      const answer = inTime(fetcher.fetch(input, init), settings.firstByteMs, upload, after)
      const upstream = await (overdue === undefined ? answer : Promise.race([answer, overdue]))
      if (upstream === undefined) {
        departure?.abort()
        return { fault: lateAnswer, attempts }
      }
      endpoint.answered = true
      return { upstream, attempts }
    } catch (thrown) {
      if (upload?.broken) return { fault: brokenBodyFault, attempts }
      const again = mayRetry({ method, replayable, mutual, answered: endpoint.answered }, thrown)
      if (attempts > settings.retries || !again) return { fault: faultOf(thrown), attempts }
    }
  }
}

/** Resolves when the whole exchange has had its time. After the head of an answer it means nothing: the body has a limit of its own. */
function overdueAfter(ms: number | undefined, after: After): Promise<undefined> | undefined {
  return ms === undefined ? undefined : new Promise((resolve) => after(ms, () => resolve(undefined)))
}

/** Aborts when the client leaves. Handed to `fetch` itself, the request's own signal is ignored by workerd. */
function departureOf({ signal }: Request): AbortController {
  const departure = new AbortController()
  if (signal.aborted) departure.abort()
  else signal.addEventListener('abort', () => departure.abort(), { once: true })
  return departure
}

/** What the platform's `fetch` takes beside the standard. `manual`: the origin's coded bytes pass as they are. */
interface PlatformInit extends RequestInit {
  encodeResponseBody: 'manual'
}

interface Load {
  readonly input: string | Request
  readonly content: BodyInit | null
  readonly upload: Upload | undefined
}

/** How the body goes out; `undefined` where it cannot. */
function loadOf({ request, url, fields }: Outgoing, context: Context): Load | undefined {
  const { body } = context
  if (!body.present) return { input: url, content: null, upload: undefined }
  if (request.method === 'GET' || request.method === 'HEAD') {
    if (body.declaredBytes === 0) return { input: url, content: null, upload: undefined }
    if (body.replayable || request.bodyUsed) return undefined
    return { input: withBody(url, request, fields), content: null, upload: undefined }
  }
  const { head, rest } = body.take()
  if (rest === null) return { input: url, content: head, upload: undefined }
  const upload = new Upload(head, rest, body.declaredBytes)
  context.waitUntil(upload.finished)
  return { input: url, content: upload.stream, upload }
}

/** No Request may be made with the method GET and a body, but one may be made from a request that has both. */
function withBody(url: string, request: Request, fields: Headers): Request {
  const made = new Request(url, request)
  for (const name of request.headers.keys()) if (!fields.has(name)) made.headers.delete(name)
  for (const [name, value] of fields) made.headers.set(name, value)
  return made
}

/**
 * The answer, or `undefined` where its head is not there `ms` after the request has gone out. A fetch that is given up needs no abort where
 * nothing holds the request: the platform ends the one with the other.
 */
function inTime(
  answer: Promise<Response>,
  ms: number,
  upload: Upload | undefined,
  after: After,
): Promise<Response | undefined> {
  return new Promise((resolve, reject) => {
    const expire = (): void => {
      if (upload?.excuses()) stop = after(ms, expire)
      else resolve(undefined)
    }
    let stop = after(ms, expire)
    answer.then(
      (response) => {
        stop()
        resolve(response)
      },
      (thrown) => {
        stop()
        reject(thrown)
      },
    )
  })
}
