import { conditionalFields } from '../http/conditional.ts'
import type { Head } from './entry.ts'

/**
 * Fields that some applications let change an answer, and that no key holds: an attacker sends one, everybody gets what it did (cache
 * poisoning). They are taken out of requests whose answers could be stored, unless the route's key holds them. The door and the origin
 * take out some of them too; a route may have told these not to.
 */
export const unkeyedFields: readonly string[] = [
  'x-envoy-original-path',
  'x-forward-host',
  'x-invoke-path',
  'x-now-route-matches',
  'x-original-method',
  'forwarded',
  'x-amz-website-redirect-location',
  'x-backend-host',
  'x-forwarded-host',
  'x-forwarded-path',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-proto',
  'x-forwarded-protocol',
  'x-forwarded-scheme',
  'x-forwarded-server',
  'x-forwarded-ssl',
  'x-forwarded-uri',
  'x-host',
  'x-http-destinationurl',
  'x-http-host-override',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-host',
  'x-original-uri',
  'x-original-url',
  'x-proxy-url',
  'x-rewrite-url',
  'x-scheme',
  'x-url-scheme',
  'x-wap-profile',
]

/** How a request is changed on its way to the origin. */
export interface Changes {
  /** Fields of the route's key: they stay. */
  readonly keyed: ReadonlySet<string>
  /** Ask whether this is still so. */
  readonly validate?: Head | undefined
  /** Ask for what this lacks: a part that begins at 0. */
  readonly complete?: Head | undefined
}

/**
 * The request that fills or refreshes the cache. It stands for everybody who wants the same, so it does not end when its client leaves: a
 * Request made from URL and fields has no signal of the client's.
 */
export function asking(request: Request, { keyed, validate, complete }: Changes): Request {
  const fields = new Headers(request.headers)
  for (const name of unkeyedFields) if (!keyed.has(name)) fields.delete(name)
  if (validate !== undefined || complete !== undefined) for (const name of conditionalFields) fields.delete(name)
  if (validate !== undefined) {
    const { etag } = validate
    if (etag !== undefined) fields.set('if-none-match', etag)
    const modified = validate.fields.find(([name]) => name === 'last-modified')?.[1]
    if (validate.lastModified !== undefined && modified !== undefined) fields.set('if-modified-since', modified)
  }
  if (complete?.part !== undefined) {
    fields.set('range', `bytes=${complete.part.last + 1}-`)
    if (complete.etag !== undefined) fields.set('if-range', complete.etag)
  }
  return new Request(request.url, { method: request.method, headers: fields, redirect: 'manual' })
}

/** A GET for the whole, whatever part of it or condition on it a client has asked for: what refreshes the cache behind its back. */
export function plain(request: Request): Request {
  const fields = new Headers(request.headers)
  for (const name of [...conditionalFields, 'range']) fields.delete(name)
  return new Request(request.url, { headers: fields, redirect: 'manual' })
}

/** Whether there is anything to validate by. */
export const hasValidator = ({ etag, lastModified }: Head): boolean => etag !== undefined || lastModified !== undefined
