import type { Output } from './ftw.ts'

/** What became of one request of a test. */
export interface Outcome {
  /** 0 where the connection closed without an answer; `undefined` where there was no server that could have given one. */
  readonly status: number | undefined
  /** What the rules made of it; `undefined` where they never saw it. */
  readonly seen: { readonly ids: ReadonlySet<number>; readonly log: string } | undefined
}

/** @returns why the outcome is not what is expected, or `undefined` */
export function judge({ status, seen }: Outcome, output: Output): string | undefined {
  const statusHolds = status === undefined || output.status.length === 0 || output.status.includes(status)
  // Refused before any rule: nothing but the status can have been meant.
  if (!seen) return statusHolds && output.status.length > 0 ? undefined : `status ${status}, not inspected`
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
