/**
 * Everything that two readers could read differently, one row each. `refuse` answers the row's status; `canonicalise` makes it
 * harmless as the row says; `same-route` lets it pass as it is where every reading of the path leads to the same route, and refuses
 * it elsewhere; `keep` lets it pass.
 */
export type RowPolicy = 'refuse' | 'canonicalise' | 'same-route' | 'keep'

export interface Row {
  /** What was met. */
  readonly meets: string
  /** Policies that make sense for it, the default first. */
  readonly policies: readonly [RowPolicy, ...RowPolicy[]]
  /** What `canonicalise` does. */
  readonly canonical?: string
  /** Answered on `refuse`. @default 400 */
  readonly status?: number
}

const row = (meets: string, policies: Row['policies'], canonical?: string, status?: number): Row => ({
  meets,
  policies,
  ...(canonical && { canonical }),
  ...(status && { status }),
})

export type RowId =
  | 'dot-segment'
  | 'above-root'
  | 'dot-parameter'
  | 'hidden-dot-segment'
  | 'empty-segment'
  | 'backslash'
  | 'encoded-slash'
  | 'encoded-backslash'
  | 'path-parameter'
  | 'double-encoding'
  | 'encoded-nul'
  | 'encoded-control'
  | 'bad-escape'
  | 'overlong-utf8'
  | 'not-utf8'
  | 'raw-control'
  | 'needless-escape'
  | 'raw-text'
  | 'asterisk'
  | 'target-length'
  | 'ambiguous-length'
  | 'bad-host'
  | 'two-hosts'
  | 'host-conflict'
  | 'unknown-host'
  | 'control-byte'
  | 'unseen-byte'
  | 'second-cookie'
  | 'two-content-types'
  | 'connection-named'
  | 'connection-forbidden'
  | 'own-field'
  | 'underscore-field'
  | 'rewrite-field'
  | 'method-override'
  | 'header-length'
  | 'trace'
  | 'max-forwards'
  | 'bad-max-forwards'
  | 'chunked-get'

/** The table. A row is an id, so that verdicts, logs, options and docs name the same thing. */
export const rows: Readonly<Record<RowId, Row>> = {
  // The path. Sources: RFC 3986, sections 3.3, 5.2.4, 6.2.2; WHATWG URL; what Hono, itty, workerd and common origins do.
  'dot-segment': row('`.` or `..` between slashes, plain or as %2e', ['canonicalise', 'refuse'], 'resolved'),
  'above-root': row('more `..` than there are segments', ['refuse', 'canonicalise'], 'held at the root'),
  'dot-parameter': row('`..;x` or `.;x`, which Java servers read as a dot segment', ['refuse', 'keep']),
  'hidden-dot-segment': row('a dot segment behind an encoded slash or backslash or a second encoding', [
    'refuse',
    'keep',
  ]),
  'empty-segment': row('`//`', ['canonicalise', 'refuse', 'keep'], 'merged into one slash'),
  backslash: row('`\\` in the path', ['refuse', 'canonicalise'], 'made a slash'),
  'encoded-slash': row('%2f', ['same-route', 'refuse', 'keep']),
  'encoded-backslash': row('%5c', ['same-route', 'refuse', 'keep']),
  'path-parameter': row('`;`, or %3b, in the path', ['same-route', 'refuse', 'keep']),
  'double-encoding': row('%25 followed by two hex digits', ['same-route', 'refuse', 'keep']),
  'encoded-nul': row('%00', ['refuse', 'keep']),
  'encoded-control': row('%01 to %1f, %7f', ['refuse', 'keep']),
  'bad-escape': row('% without two hex digits', ['refuse', 'canonicalise'], 'the percent sign is encoded as %25'),
  'overlong-utf8': row('an overlong UTF-8 sequence, such as %c0%ae', ['refuse', 'keep']),
  'not-utf8': row('escapes that are not UTF-8, as old applications send', ['keep', 'refuse']),
  'raw-control': row('a control byte or a blank in the target, which the platform should have refused', ['refuse']),
  'needless-escape': row(
    'an unreserved character as an escape, or lower-case hex',
    ['canonicalise', 'refuse'],
    'decoded',
  ),
  'raw-text': row('a character outside the URI grammar', ['canonicalise', 'refuse'], 'encoded as UTF-8'),
  asterisk: row('`*` or no path at all as the target', ['refuse', 'canonicalise'], 'made `/`'),
  'ambiguous-length': row(
    'an ambiguous path of over 2,048 characters, which would have to be read in up to 32 ways',
    ['refuse'],
    undefined,
    414,
  ),
  'target-length': row('a target over the limit', ['refuse'], undefined, 414),

  // The host. RFC 9110, section 7.2; RFC 3986, section 3.2.2.
  'bad-host': row(
    'a Host that is not one host name or address, with an optional port',
    ['refuse', 'canonicalise'],
    '`unknown.invalid` is taken',
  ),
  'two-hosts': row('two Host fields, joined by the platform', ['refuse']),
  'host-conflict': row('a Host that is not the URL’s', ['canonicalise', 'refuse'], 'the URL’s is taken'),
  'unknown-host': row('a host that is not in `hosts`', ['refuse'], undefined, 421),

  // Fields. RFC 9110, sections 5.5, 7.6.1; RFC 9113, section 8.2.3; RFC 6265.
  'control-byte': row('a control byte other than tab in a field', ['refuse', 'canonicalise'], 'made a blank'),
  'unseen-byte': row(
    'a byte that is not UTF-8 in a field: rules see U+FFFD',
    ['canonicalise', 'refuse'],
    'sent on as U+FFFD',
  ),
  'second-cookie': row('two Cookie fields, joined by a comma', ['canonicalise', 'refuse'], 'joined by a semicolon'),
  'two-content-types': row('two Content-Type fields', ['refuse', 'keep']),
  'connection-named': row('a field named in Connection', ['canonicalise', 'refuse'], 'taken out'),
  'connection-forbidden': row(
    'Connection names a field that is meant for the origin',
    ['refuse', 'canonicalise'],
    'taken out',
  ),
  'own-field': row('`x-sallyport-*` from outside', ['canonicalise', 'refuse'], 'taken out'),
  'underscore-field': row(
    'a field that CGI reads as one we guard, such as X_Forwarded_For',
    ['canonicalise', 'refuse'],
    'taken out',
  ),
  'rewrite-field': row(
    'X-Original-URL and its like: some origins route by it',
    ['canonicalise', 'refuse', 'keep'],
    'taken out',
  ),
  'method-override': row('X-HTTP-Method-Override and its like', ['canonicalise', 'refuse', 'keep'], 'taken out'),
  'header-length': row('more fields or longer fields than the limit', ['refuse'], undefined, 431),

  // Methods and framing. RFC 9110, sections 7.6.2, 9.3.1, 9.3.8.
  trace: row('TRACE', ['refuse'], undefined, 405),
  'max-forwards': row('Max-Forwards on OPTIONS', ['canonicalise'], 'counted down, answered here at 0'),
  'bad-max-forwards': row('Max-Forwards on OPTIONS that is not a number', ['refuse', 'canonicalise'], 'taken out'),
  'chunked-get': row(
    'GET or HEAD with a chunked body, which the platform loses',
    ['refuse', 'canonicalise'],
    'sent without it',
  ),
}

export const rowIds: readonly RowId[] = Object.keys(rows) as RowId[]

export const statusOf = (id: RowId): number => rows[id].status ?? 400
