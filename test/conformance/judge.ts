import type { Output } from '../../bin/ftw/tests.ts'

/** What became of one request of a test. */
export interface Outcome {
  /** 0 where the connection closed without an answer; `undefined` where there was no server that could have given one. */
  readonly status: number | undefined
  /** What the rules made of it; `undefined` where they never saw it. */
  readonly seen: { readonly ids: ReadonlySet<number>; readonly log: string } | undefined
  /** Who answered in place of the rules. @default 'platform' */
  readonly by?: 'platform' | 'gate'
}

/** What servers answer to what is no proper request; 500 is workerd's to CONNECT. */
const refusals: ReadonlySet<number> = new Set([400, 414, 431, 500, 501, 505])

/** @returns why the outcome is not what is expected, or `undefined` */
export function judge({ status, seen, by = 'platform' }: Outcome, output: Output): string | undefined {
  const statusHolds = status === undefined || output.status.length === 0 || output.status.includes(status)
  if (!seen) {
    const refusedAsAsked = output.status.length > 0 && statusHolds
    // No rule matched what never got to one. Only the platform may have seen to that, and by refusing.
    const asksForNone = output.status.length === 0 && output.expectIds.length === 0 && output.match === undefined
    // `expect_error` is of the client's: it got no answer at all.
    const refused = output.error ? status === 0 : by === 'platform' && refusals.has(status ?? 0)
    return refusedAsAsked || (asksForNone && refused) ? undefined : `status ${status}, not inspected`
  }
  const { ids, log } = seen
  const missing = output.expectIds.filter((id) => !ids.has(id))
  const extra = output.forbidIds.filter((id) => ids.has(id))
  const got = `(status ${status}, matched ${[...ids].join(' ')})`
  if (missing.length > 0) return `expected ${missing.join(' ')} ${got}`
  if (extra.length > 0) return `forbidden ${extra.join(' ')} ${got}`
  if (output.match !== undefined && !new RegExp(output.match).test(log))
    return `no log line is like ${output.match}\n${log}`
  if (output.forbid !== undefined && new RegExp(output.forbid).test(log)) return `a log line is like ${output.forbid}`
  return statusHolds ? undefined : `expected status ${output.status.join(' or ')} ${got}`
}
