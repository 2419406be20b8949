import { type Pair, type RequestRule, rule, type Transaction } from 'sallyport/rules'
import { graphqlLimits, isOpaqueCharset, shell, sql } from 'sallyport/runtime'

/** Longest text that the values of one name are put together to. */
const longest = 8192
/** Names that are given several times and looked at. */
const mostNames = 16

/** What readers do with an argument that is given several times and has to be one: ASP joins with a comma, others with nothing or a blank. */
const joints = [',', ' ', ''] as const

function together(transaction: Transaction): Pair | undefined {
  // Elements of a JSON array bear one name as well, and stay a list.
  const all = transaction.processor === 'JSON' ? transaction.argumentsGet : transaction.arguments
  if (all.length < 2) return undefined
  // Only what has a comment, a blank or a quote in it is a piece of a statement; tags and numbers of a list are not.
  const pieces = new Map<string, string[]>()
  for (const { name, value } of all) {
    if (!/[\s*'";|]/.test(value)) continue
    const seen = pieces.get(name)
    if (seen) seen.push(value)
    else if (pieces.size < mostNames) pieces.set(name, [value])
  }
  for (const [name] of pieces) {
    const values = all.filter((one) => one.name === name).map(({ value }) => value)
    if (values.length < 2) continue
    for (const joint of joints) {
      const value = values.join(joint).slice(0, longest)
      if (sure(value) && !values.some(sure)) return { name, value }
    }
  }
  return undefined
}

const sure = (value: string): boolean => (sql(value)?.confidence ?? 0) >= 0.9 || (shell(value)?.confidence ?? 0) >= 0.9

const charset = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i

/** What no single value shows: pieces that an origin puts together, charsets that hide every byte, many operations at once. */
export const pieces: readonly RequestRule[] = [
  rule({
    id: 509_420,
    message: 'An argument that is given several times: its values together are a statement',
    stops: 'SQL and commands that are handed over in pieces under one name, for readers that put them together.',
    severity: 'critical',
    tags: ['attack-protocol', 'attack-sqli', 'capec/460'],
    at: 'body',
    test: together,
    matches: [
      { target: '/?id=1%20union/*&id=*/select%20pass%20from%20users' },
      { target: '/?id=1%20union&id=select%20pass,mail%20from%20users' },
    ],
    passes: [
      { target: '/?tag=red%20shoes&tag=union%20jack&tag=select' },
      { target: '/?q=union%20of&q=select%20committees' },
      { target: '/?a=1&a=2' },
      {
        method: 'POST',
        headers: [{ name: 'Content-Type', value: 'application/json' }],
        body: JSON.stringify({ lines: ['1 union/*', '*/select pass from users'] }),
      },
    ],
  }),
  rule({
    id: 509_350,
    message: 'Content-Type: a charset in which nothing can be read as it stands',
    stops: 'Bodies in EBCDIC, UTF-7 and their like, which an origin turns into what was never looked at.',
    severity: 'critical',
    tags: ['attack-protocol', 'capec/267'],
    at: 'head',
    test: (transaction) => {
      const type = transaction.header('content-type')
      const named = type === undefined ? undefined : charset.exec(type)?.[1]?.toLowerCase()
      if (type === undefined || named === undefined || !isOpaqueCharset(named)) return undefined
      // XML may be in UTF-16, and says so itself.
      return /^utf-?16/.test(named) && /[/+]xml\b/i.test(type) ? undefined : { name: 'content-type', value: type }
    },
    matches: [
      {
        method: 'POST',
        headers: [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded; charset=ibm037' }],
      },
      { method: 'POST', headers: [{ name: 'Content-Type', value: 'application/json; charset="UTF-7"' }] },
    ],
    passes: [
      { method: 'POST', headers: [{ name: 'Content-Type', value: 'application/json; charset=utf-8' }] },
      { method: 'POST', headers: [{ name: 'Content-Type', value: 'text/xml; charset=utf-16' }] },
      { method: 'POST', headers: [{ name: 'Content-Type', value: 'text/plain;charset=Shift_JIS' }] },
    ],
  }),
  rule({
    id: 518_220,
    message: 'GraphQL: many operations in one request',
    stops: 'Batches that try a password or an id in each of their operations.',
    severity: 'critical',
    tags: ['attack-graphql', 'capec/130'],
    at: 'body',
    test: ({ body }) => {
      const all = body?.arguments ?? []
      if (all.length <= graphqlLimits.batch || all[0]?.name.startsWith('array.') !== true) return undefined
      const queries = all.filter(({ name, value }) => name === 'array.array.query' && value.includes('{'))
      return queries.length > graphqlLimits.batch ? queries[0] : undefined
    },
    matches: [batch(40)],
    passes: [batch(5)],
  }),
]

function batch(size: number): { method: string; headers: Pair[]; body: string } {
  const operations = Array.from({ length: size }, (_, at) => ({ query: `mutation { login(pin: ${at}) { token } }` }))
  return {
    method: 'POST',
    headers: [{ name: 'Content-Type', value: 'application/json' }],
    body: JSON.stringify(operations),
  }
}
