/** W3C Trace Context, level 1: where this request stands in somebody's trace. */
export interface TraceParent {
  /** 32 lower-case hex digits, not all zero. */
  readonly traceId: string
  /** 16 lower-case hex digits, not all zero. */
  readonly parentId: string
  /** Two hex digits. */
  readonly flags: string
}

const version00 = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
const laterVersion = /^(?!00|ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.{0,128})?$/

/** Reads a `traceparent` header (section 3.2); `undefined` where a new trace must be started. */
export function parseTraceParent(header: string | null): TraceParent | undefined {
  if (header === null) return undefined
  const [, traceId, parentId, flags] = version00.exec(header) ?? laterVersion.exec(header) ?? []
  if (!traceId || !parentId || !flags || /^0+$/.test(traceId) || /^0+$/.test(parentId)) return undefined
  return { traceId, parentId, flags }
}

/** Writes version 00 (section 3.2.2). Of the flags only `sampled` is defined there; the others are cleared. */
export const formatTraceParent = ({ traceId, parentId, flags }: TraceParent): string =>
  `00-${traceId}-${parentId}-0${Number.parseInt(flags, 16) & 1}`
