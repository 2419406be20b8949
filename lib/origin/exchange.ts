import type { Context } from '../core/context.ts'
import type { Endpoint } from './endpoint.ts'
import { brokenBodyFault, type Fault, faultOf, inspectedGetFault, lateAnswer, leftFault } from './fault.ts'
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

export interface Outcome {
  readonly upstream?: Response
  readonly fault?: Fault
  readonly attempts: number
  /** Cuts off the answer's body. */
  readonly controller: AbortController
}

/** Sends a request, with time limits and at most one more attempt, and waits for the head of the answer. Never rejects. */
export async function exchange(
  { request, url, fields, endpoint, fetcher, mutual }: Outgoing,
  context: Context,
  { firstByteMs, retries }: Settings,
  after: After,
): Promise<Outcome> {
  const controller = new AbortController()
  const { method } = request
  const { body } = context
  const { replayable } = body
  let upload: Upload | undefined
  let cut: Fault | undefined
  const abort = (fault: Fault): void => {
    cut = fault
    controller.abort()
  }
  // The platform cancels by itself only where nobody has called waitUntil.
  request.signal.addEventListener('abort', () => abort(leftFault), { once: true })

  for (let attempts = 1; ; attempts++) {
    let content: BodyInit | null = null
    let input: string | Request = url
    if (body.present) {
      if (method !== 'GET' && method !== 'HEAD') {
        content = body.forward()
        if (content instanceof ReadableStream) {
          upload = new Upload(content, body.declaredBytes)
          content = upload.stream
          context.waitUntil(upload.finished)
        }
      } else if (body.declaredBytes !== 0) {
        // No Request may be made with a method GET and a body, but one may be made from a request that has both.
        if (replayable || request.bodyUsed) return { fault: inspectedGetFault, attempts: attempts - 1, controller }
        input = new Request(url, request)
      }
    }
    const expire = (): void => {
      if (upload?.excuses()) stop = after(firstByteMs, expire)
      else abort(lateAnswer)
    }
    let stop = after(firstByteMs, expire)
    try {
      const upstream = await fetcher.fetch(input, {
        method,
        headers: fields,
        ...(input === url && { body: content }),
        redirect: 'manual',
        signal: controller.signal,
        encodeResponseBody: 'manual',
      } as RequestInit)
      endpoint.answered = true
      return { upstream, attempts, controller }
    } catch (thrown) {
      if (cut) return { fault: cut, attempts, controller }
      if (upload?.broken) return { fault: brokenBodyFault, attempts, controller }
      if (attempts > retries || !mayRetry({ method, replayable, mutual, answered: endpoint.answered }, thrown)) {
        return { fault: faultOf(thrown), attempts, controller }
      }
    } finally {
      stop()
    }
  }
}
