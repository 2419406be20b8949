import type { LinkedRule } from '../link.ts'

/** Variables that are known before the body is. */
export const early: ReadonlySet<string> = new Set([
  'ARGS_GET',
  'ARGS_GET_NAMES',
  'QUERY_STRING',
  'REQUEST_BASENAME',
  'REQUEST_COOKIES',
  'REQUEST_COOKIES_NAMES',
  'REQUEST_FILENAME',
  'REQUEST_HEADERS',
  'REQUEST_HEADERS_NAMES',
  'REQUEST_LINE',
  'REQUEST_METHOD',
  'REQUEST_PROTOCOL',
  'REQUEST_URI',
  'REQUEST_URI_RAW',
])

/** Variables that stay as they are from the start of a phase to its end. Others are looked at when the rule's turn comes. */
const steady = new Set([
  ...early,
  'ARGS',
  'ARGS_NAMES',
  'ARGS_POST',
  'ARGS_POST_NAMES',
  'FILES',
  'FILES_NAMES',
  'MULTIPART_FILENAME',
  'MULTIPART_NAME',
  'MULTIPART_PART_HEADERS',
  'REQUEST_BODY',
  'RESPONSE_BODY',
  'RESPONSE_HEADERS',
  'XML',
])

/** Operators of which something is known, and two that look at every value by themselves. */
const screenable = new Set([
  'rx',
  'pm',
  'pmfromfile',
  'validatebyterange',
  'validateutf8encoding',
  'validateurlencoding',
  'detectsqli',
  'detectxss',
])
/** These come with a need that the build worked out; without it they are tested always. */
const needy = new Set(['validatebyterange', 'validateutf8encoding', 'validateurlencoding'])

export function isScreenable({ rule, targets, negated, test, shortcut }: LinkedRule): boolean {
  // What is asked first is cheaper than a look.
  if (test === undefined || shortcut !== undefined || targets.length === 0) return false
  if (targets.some(({ count }) => count)) return false
  // What an operator says of values that come again is kept, whichever it is.
  if (targets.every(({ target }) => asked.has(target.name))) return true
  return (
    !negated &&
    screenable.has(rule.operator?.name ?? '') &&
    (rule.need !== undefined || !needy.has(rule.operator?.name ?? '')) &&
    targets.every(({ target }) => steady.has(target.name))
  )
}

/** Of the recurring ones, those in which most rules that no prefilter understands look for one member. */
const asked = new Set(['REQUEST_HEADERS', 'REQUEST_METHOD', 'REQUEST_PROTOCOL'])
