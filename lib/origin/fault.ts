import type { ProxyErrorType } from '../core/verdicts.ts'

/** Why there is no answer to pass on, as far as it is known. */
export interface Fault {
  readonly error: ProxyErrorType
  readonly status: 400 | 502 | 504
  /** For operators; never shown to a visitor. */
  readonly detail: string
}

/** The platform's own limit of what it tells, and therefore of what we do: docs/origin.md has the table. */
const lost = /^Network connection lost\.?/
const internal = /^internal error/

/**
 * What a failed `fetch` means (RFC 9209, section 2.3). workerd says "internal error; reference = ..." for an unknown name, an untrusted
 * certificate and much else, and "Network connection lost." for whatever broke, a refused connection too. No more is concluded.
 */
export function faultOf(thrown: unknown): Fault {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const detail = message.slice(0, 200)
  if (lost.test(message)) return { error: 'connection_terminated', status: 502, detail }
  if (internal.test(message)) return { error: 'destination_unavailable', status: 502, detail }
  return { error: 'proxy_internal_error', status: 502, detail }
}

export const lateAnswer: Fault = {
  error: 'http_response_timeout',
  status: 504,
  detail: 'no answer within firstByteSeconds',
}

export const loopFault: Fault = {
  error: 'proxy_loop_detected',
  status: 502,
  detail: 'CDN-Loop names this gate',
}

export const upgradeFault: Fault = {
  error: 'http_upgrade_failed',
  status: 502,
  detail: 'the origin switched to a protocol that is not WebSocket',
}

/** An answer whose status or fields no Response can hold. */
export const protocolFault: Fault = {
  error: 'http_protocol_error',
  status: 502,
  detail: 'the answer cannot be passed on',
}

export const brokenBodyFault: Fault = { error: 'http_request_error', status: 400, detail: 'the request body broke off' }

export const inspectedGetFault: Fault = {
  error: 'http_request_error',
  status: 400,
  detail: 'a GET or HEAD body that a module has read cannot be sent on',
}
