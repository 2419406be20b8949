import type { ProxyErrorType } from '../core/verdicts.ts'

/** What is known of an exchange that failed, and no more. */
export interface Failed {
  readonly error: ProxyErrorType
  /** In words of ours: nothing of the origin's, nor of the platform's, is quoted. */
  readonly detail: string
  readonly status: 502 | 504
}

/**
 * Reads what the platform says of a failed fetch. workerd gives no cause: `Network connection lost.` is a refused or broken connection or a
 * refused client certificate; `internal error; reference = …` is TLS, DNS or anything else before the first byte.
 */
export function classify(error: unknown): Failed {
  const message = error instanceof Error ? error.message : ''
  if (message.startsWith('Network connection lost')) {
    return { error: 'connection_terminated', detail: 'the connection was refused or broke off', status: 502 }
  }
  return {
    error: 'destination_unavailable',
    detail: 'no connection was made; the platform gives no cause',
    status: 502,
  }
}

export const timedOut: Failed = { error: 'http_response_timeout', detail: 'no answer in time', status: 504 }
export const looped: Failed = { error: 'proxy_loop_detected', detail: 'the request has been here before', status: 502 }
export const notWebSocket: Failed = {
  error: 'http_upgrade_failed',
  detail: 'the origin changed to another protocol',
  status: 502,
}
/** A 101 that nobody asked for, or a status that no answer may have. */
export const badStatus: Failed = {
  error: 'http_protocol_error',
  detail: 'the answer has no usable status',
  status: 502,
}

const idempotent: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
  'PROPFIND',
  'REPORT',
  'SEARCH',
  'QUERY',
])

/** What is known when a try has failed. */
export interface Attempt {
  readonly method: string
  readonly replayable: boolean
  /** The platform's own hint: the connection broke before any answer. */
  readonly retryable: boolean
  /** A client certificate was presented: a refused one looks like a broken connection. */
  readonly mutual: boolean
  /** This isolate has had an answer from this origin: its certificate is accepted there. */
  readonly answeredBefore: boolean
}

/** Whether to send the request again (RFC 9110, section 9.2.2). */
export const mayRetry = ({ method, replayable, retryable, mutual, answeredBefore }: Attempt): boolean =>
  idempotent.has(method) && replayable && retryable && (!mutual || answeredBefore)
