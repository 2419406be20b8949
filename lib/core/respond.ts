import { prefersHtml } from '../http/accept.ts'

/** What an error answer says. Every text in it is ours: nothing of the request or of the origin gets in. */
export interface Problem {
  /** 400 to 599. */
  readonly status: number
  /** The request id, so that a visitor can quote it and an operator can find it. */
  readonly id: string
  /** One sentence for a person. Defaults to what the status means. */
  readonly detail?: string
  /** Further header fields, such as Proxy-Status, Allow or Retry-After. */
  readonly headers?: Readonly<Record<string, string>>
}

const titles: Readonly<Record<number, readonly [title: string, detail: string]>> = {
  400: ['Bad Request', 'The request could be read in more than one way, so it was not passed on.'],
  403: ['Forbidden', 'The request was refused.'],
  404: ['Not Found', 'There is nothing at this address.'],
  405: ['Method Not Allowed', 'This method is not served here.'],
  408: ['Request Timeout', 'The request did not arrive in time.'],
  413: ['Content Too Large', 'The request body is larger than is accepted here.'],
  414: ['URI Too Long', 'The address is longer than is accepted here.'],
  415: ['Unsupported Media Type', 'The request body is in a form that is not accepted here.'],
  421: ['Misdirected Request', 'This host name is not served here.'],
  429: ['Too Many Requests', 'Too many requests; try again later.'],
  431: ['Request Header Fields Too Large', 'The request header is larger than is accepted here.'],
  500: ['Internal Server Error', 'The request could not be checked, so it was not passed on.'],
  502: ['Bad Gateway', 'The server behind this one could not be reached, or broke off.'],
  503: ['Service Unavailable', 'The service is not available right now; try again later.'],
  504: ['Gateway Timeout', 'The server behind this one did not answer in time.'],
}

const strict: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
}

/**
 * An answer of our own for a request that got none: problem+json (RFC 9457), or HTML where `request` asks for it. Never cached, never
 * framed, nothing of the request in it but its id.
 */
export function problem(request: Request, { status, id, detail, headers }: Problem): Response {
  const [title, meaning] = titles[status] ?? [`Status ${status}`, 'The request was not answered.']
  const html = prefersHtml(request.headers.get('accept'))
  const body = html
    ? page(status, title, detail ?? meaning, id)
    : `${JSON.stringify({ type: 'about:blank', title, status, detail: detail ?? meaning, requestId: id })}\n`
  return new Response(request.method === 'HEAD' ? null : body, {
    status,
    headers: {
      ...strict,
      'content-type': html ? 'text/html; charset=utf-8' : 'application/problem+json',
      'x-request-id': id,
      ...headers,
    },
  })
}

const page = (status: number, title: string, detail: string, id: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${status} ${title}</title></head>
<body><main><h1>${title}</h1><p>${detail}</p><p>Request <code>${id}</code></p></main></body></html>
`
