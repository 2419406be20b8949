import type { CacheVerdict, Context, Module } from 'sallyport'
import { pipeline, problem, unknownClient } from 'sallyport'
import { type CacheOptions, cache } from 'sallyport/cache'
import { door } from 'sallyport/door'
import { platformContext } from '../support/reach.ts'

/** What the origin answers; `undefined`: it cannot be reached. Times in seconds since the start. */
export type Origin = (request: Request, count: number) => Response | undefined | Promise<Response | undefined>

export interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  readonly verdict: CacheVerdict
}

/** A cache in front of a scripted origin, with a clock that is moved by hand. */
export interface Edge {
  /** Requests that reached the origin. */
  readonly seen: Request[]
  get(target: string, headers?: Record<string, string>): Promise<Answer>
  send(method: string, target: string, headers?: Record<string, string>, body?: string): Promise<Answer>
  /** Seconds go by; what was deferred has ended. */
  pass(seconds: number): Promise<void>
  /** Everything in the background has ended. */
  settled(): Promise<void>
}

export const start: number = Date.UTC(2026, 10, 24, 12)

export function edge(origin: Origin, options: CacheOptions = {}): Edge {
  let now = start
  let platform = platformContext()
  const seen: Request[] = []
  const scripted: Module = {
    name: 'origin',
    failure: 'closed',
    provides: 'origin',
    async handle(request, context) {
      seen.push(request)
      const response = await origin(request, seen.length)
      const base = { pool: 'origin', endpoint: 'origin.test', attempts: 1, tls: 'none' as const }
      if (response === undefined) {
        context.settle('origin', { ...base, error: 'connection_terminated' })
        return problem(request, { status: 502, id: context.id })
      }
      context.settle('origin', { ...base, status: response.status })
      return response
    },
  }
  const contexts = new WeakMap<Request, Context>()
  const witness: Module = {
    name: 'witness',
    failure: 'closed',
    handle(request, context, next) {
      contexts.set(context.received, context)
      return next(request, context)
    },
  }
  const gate = door(pipeline(witness, cache({ clock: () => now, ...options }), scripted), {
    client: unknownClient,
    clock: () => now,
    random: () => 0.5,
    rows: { 'rewrite-field': 'keep', 'method-override': 'keep' },
  })
  const send: Edge['send'] = async (method, target, headers = {}, body) => {
    const init = { method, headers, ...(body !== undefined && { body }) }
    const request = new Request(`https://shop.test${target}`, init)
    const response = await gate.fetch(request, {}, platform)
    const context = contexts.get(request) as Context
    const text = await response.text()
    return {
      status: response.status,
      text,
      headers: response.headers,
      verdict: context.verdicts.cache as CacheVerdict,
    }
  }
  const settled = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 0))
    await platform.settled()
    platform = platformContext()
  }
  return {
    seen,
    send,
    get: (target, headers) => send('GET', target, headers),
    settled,
    pass: async (seconds) => {
      await settled()
      now += seconds * 1000
    },
  }
}

/** A 200 with a body and fields. */
export const ok = (text: string, headers: Record<string, string> = {}, status = 200): Response =>
  new Response(status === 204 || status === 304 ? null : text, {
    status,
    headers: { 'content-type': 'text/plain', ...headers },
  })

export const fresh = (text: string, headers: Record<string, string> = {}): Response =>
  ok(text, { 'cache-control': 'max-age=60', ...headers })
