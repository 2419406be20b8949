import { type RequestRule, rule, type Transaction } from 'sallyport/rules'

/** Methods that echo, tunnel or debug: no application needs them from outside. */
const refusedMethods: ReadonlySet<string> = new Set(['TRACE', 'TRACK', 'CONNECT', 'DEBUG'])
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}$/

const field = (transaction: Transaction, name: string): string | undefined => transaction.header(name)

const transferEncoding = /^content-transfer-encoding[\s]*:/i
const usualEncoding = /:\s*(?:7bit|8bit|binary|base64)\s*$/i

/** Gentle: what HTTP does not allow, or nobody sends. PUT, PATCH, DELETE, JSON Patch, NDJSON and GraphQL are ordinary. */
export const protocol: readonly RequestRule[] = [
  rule({
    id: 509_010,
    message: 'Method: it echoes, tunnels or is no token',
    stops: 'TRACE, TRACK, CONNECT, DEBUG, and what is no method at all (RFC 9110, section 9).',
    severity: 'critical',
    tags: ['attack-protocol'],
    at: 'head',
    test: ({ request }) =>
      refusedMethods.has(request.method) || !token.test(request.method)
        ? { name: 'method', value: request.method }
        : undefined,
    matches: [{ method: 'TRACE' }, { method: 'G E T' }],
    passes: [{ method: 'PATCH' }, { method: 'DELETE' }, { method: 'PROPFIND' }, { method: 'PUT' }],
  }),
  rule({
    id: 509_110,
    message: 'Content-Length: it is no number, or there are two',
    stops: 'Lengths that two readers would read differently (RFC 9112, section 6.3).',
    severity: 'critical',
    tags: ['attack-protocol', 'capec/33'],
    at: 'head',
    test: (transaction) => {
      const length = field(transaction, 'content-length')
      return length !== undefined && !/^[0-9]{1,18}$/.test(length)
        ? { name: 'content-length', value: length }
        : undefined
    },
    matches: [
      { headers: [{ name: 'Content-Length', value: '5, 6' }] },
      { headers: [{ name: 'Content-Length', value: '+5' }] },
    ],
    passes: [{ headers: [{ name: 'Content-Length', value: '0' }] }],
  }),
  rule({
    id: 509_120,
    message: 'Transfer-Encoding and Content-Length in one request',
    stops: 'Smuggling between readers of which one believes the length and one the chunks (RFC 9112, section 6.1).',
    severity: 'critical',
    tags: ['attack-protocol', 'capec/33'],
    at: 'head',
    test: (transaction) => {
      const coding = field(transaction, 'transfer-encoding')
      return coding !== undefined && field(transaction, 'content-length') !== undefined
        ? { name: 'transfer-encoding', value: coding }
        : undefined
    },
    matches: [
      {
        headers: [
          { name: 'Transfer-Encoding', value: 'chunked' },
          { name: 'Content-Length', value: '4' },
        ],
      },
    ],
    passes: [{ headers: [{ name: 'Transfer-Encoding', value: 'chunked' }] }],
  }),
  rule({
    id: 509_210,
    message: 'Range: more pieces than anybody needs',
    stops: 'Requests that make an origin assemble hundreds of overlapping pieces.',
    severity: 'critical',
    tags: ['attack-protocol', 'capec/130'],
    at: 'head',
    test: (transaction) => {
      const range = field(transaction, 'range')
      return range !== undefined && range.split(',', 22).length > 20 ? { name: 'range', value: range } : undefined
    },
    matches: [
      { headers: [{ name: 'Range', value: `bytes=${Array.from({ length: 30 }, (_, at) => `${at}-`).join(',')}` }] },
    ],
    passes: [{ headers: [{ name: 'Range', value: 'bytes=0-99,200-299' }] }],
  }),
  rule({
    id: 509_310,
    message: 'NUL in an argument',
    stops: 'Values that some readers end at the NUL and others do not.',
    severity: 'critical',
    paranoia: 2,
    tags: ['attack-protocol'],
    at: 'body',
    test: (transaction) => transaction.arguments.find(({ name, value }) => name.includes('\0') || value.includes('\0')),
    matches: [{ target: '/?a=b%00c' }],
    passes: [{ target: '/?a=bc' }],
  }),
  rule({
    id: 509_220,
    message: 'A field that only the inside may send',
    stops:
      '`Proxy`, which CGI makes the setting of an outgoing proxy of, and the mark by which Next.js knows its own sub-requests.',
    severity: 'critical',
    tags: ['attack-protocol', 'capec/105'],
    at: 'head',
    test: ({ request }) =>
      request.headers.find(({ name, value }) => {
        const field = name.toLowerCase()
        return field === 'proxy' || (field === 'x-middleware-subrequest' && value.includes('middleware'))
      }),
    matches: [
      { headers: [{ name: 'Proxy', value: 'http://198.51.100.1:80' }] },
      { headers: [{ name: 'X-Middleware-Subrequest', value: 'middleware:middleware' }] },
    ],
    passes: [{ headers: [{ name: 'X-Middleware', value: 'a' }] }],
  }),
  rule({
    id: 509_230,
    message: 'Query: it is a command line',
    stops: 'Options that PHP as CGI takes from a query without `=` before them (RFC 3875, section 4.4).',
    severity: 'critical',
    tags: ['attack-protocol', 'capec/88'],
    at: 'head',
    test: ({ query }) =>
      /^(?:-|%2d|%ad|\xad)[a-z](?:[+ ]|%20|$)/i.test(query) ? { name: 'query', value: query.slice(0, 128) } : undefined,
    matches: [
      { target: '/index.php?-d+allow_url_include%3d1' },
      { target: '/?%ADd+auto_prepend_file%3dphp://input' },
      { target: '/index.php?-s' },
    ],
    passes: [{ target: '/?-d=1' }, { target: '/?q=-d+x' }],
  }),
  rule({
    id: 509_330,
    message: 'Multipart: a part is encoded in a way that forms do not use',
    stops: 'Parts in quoted-printable and the like, which some readers decode (RFC 7578, section 4.7).',
    severity: 'critical',
    tags: ['attack-protocol', 'capec/267'],
    at: 'body',
    test: ({ body }) => {
      for (const { name, lines } of body?.multipart?.partHeaders ?? [])
        for (const line of lines)
          if (transferEncoding.test(line) && !usualEncoding.test(line)) return { name, value: line }
      return undefined
    },
    matches: [part('quoted-printable'), part('x-uuencode')],
    passes: [part('binary'), part('8bit')],
  }),
  rule({
    id: 509_410,
    message: 'An argument is given several times',
    stops:
      'Parameters of which one reader takes the first and another the last. Lists (`tag=a&tag=b`) do this as well.',
    severity: 'warning',
    paranoia: 3,
    tags: ['attack-protocol', 'capec/460'],
    at: 'body',
    test: (transaction) => {
      const seen = new Set<string>()
      return transaction.argumentsGet.find(({ name }) => seen.has(name) || !seen.add(name))
    },
    matches: [{ target: '/?a=1&a=2' }],
    passes: [{ target: '/?a=1&b=2' }],
  }),
]

function part(encoding: string): { method: string; headers: { name: string; value: string }[]; body: string } {
  return {
    method: 'POST',
    headers: [{ name: 'Content-Type', value: 'multipart/form-data; boundary=b0' }],
    body: `--b0\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\nx\r\n--b0--\r\n`,
  }
}
