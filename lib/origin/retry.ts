/** Methods that may be sent twice with the effect of once (RFC 9110, section 9.2.2). */
const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

export interface Attempt {
  readonly method: string
  /** Whether the same body can be sent again. */
  readonly replayable: boolean
  /** Whether we show a client certificate. */
  readonly mutual: boolean
  /** Whether this isolate has had an answer from the origin before. */
  readonly answered: boolean
}

/**
 * Whether a request may be sent again after `thrown`. Only where the connection broke before any answer, which the platform marks as
 * `retryable`; never after a timeout. An origin that refuses our certificate looks the same, so with one it needs a sign that the
 * connection was an old one gone stale: an earlier answer.
 */
export const mayRetry = ({ method, replayable, mutual, answered }: Attempt, thrown: unknown): boolean =>
  idempotent.has(method) &&
  replayable &&
  (thrown as { retryable?: unknown } | undefined)?.retryable === true &&
  (!mutual || answered)
