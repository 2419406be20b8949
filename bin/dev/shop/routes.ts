import type { IncomingMessage, ServerResponse } from 'node:http'
import { api } from './api.ts'
import { assets } from './assets.ts'
import { countBytes, readText } from './body.ts'
import { productOf, search } from './catalogue.ts'
import { homePage, livePage, loginPage, messagePage, productPage, searchPage, uploadPage } from './pages.ts'

/** Answers one request of the demo shop. */
export async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://shop.invalid')
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const html = (text: string, status = 200, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers })
    response.end(text)
  }
  if (pathname.startsWith('/assets/')) return sendAsset(request, response, pathname)
  if (pathname.startsWith('/api/')) {
    const [status, value] = (await api(request, pathname)) ?? [404, { error: 'nothing here' }]
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(`${JSON.stringify(value)}\n`)
    return
  }
  if (pathname === '/events' && method === 'GET') return sendEvents(request, response)
  const route = `${method} ${pathname}`
  if (route === 'GET /') return html(homePage(), 200, { 'cache-control': 'public, max-age=60' })
  if (route === 'GET /search') {
    const query = (searchParams.get('q') ?? '').slice(0, 200)
    return html(searchPage(query, search(query)))
  }
  if (route === 'GET /login') return html(loginPage(), 200, { 'cache-control': 'no-store' })
  if (route === 'POST /login') {
    const form = new URLSearchParams(await readText(request))
    if (form.get('password') !== 'portcullis') return html(loginPage('Wrong name or password.'), 401)
    return html(messagePage('Welcome back', `Signed in as ${(form.get('user') ?? '').slice(0, 100)}.`), 200, {
      'set-cookie': 'session=demo; Path=/; HttpOnly; SameSite=Lax',
    })
  }
  if (route === 'POST /cart') {
    const product = productOf(new URLSearchParams(await readText(request)).get('product') ?? '')
    return product
      ? html(messagePage('In your cart', product.name))
      : html(messagePage('Not found', 'No such product.'), 404)
  }
  if (route === 'GET /upload') return html(uploadPage())
  if (route === 'POST /upload') return html(messagePage('Thank you', `${await countBytes(request)} bytes arrived.`))
  if (route === 'GET /live') return html(livePage())
  const product = method === 'GET' ? productOf(/^\/products\/([a-z-]{1,40})$/.exec(pathname)?.[1] ?? '') : undefined
  return product ? html(productPage(product)) : html(messagePage('Not found', 'There is nothing at this address.'), 404)
}

function sendAsset(request: IncomingMessage, response: ServerResponse, path: string): void {
  const asset = assets.get(path)
  if (asset === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n')
    return
  }
  const { type, bytes, etag } = asset
  const headers = { 'content-type': type, 'cache-control': 'public, max-age=3600', etag }
  if (request.headers['if-none-match'] === etag) response.writeHead(304, headers).end()
  else response.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes)
}

const eventEveryMs = 1000
const mostEvents = 600

/** One event a second, for ten minutes at most. */
function sendEvents(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  let sent = 0
  const send = (): void => {
    sent++
    response.write(`id: ${sent}\ndata: visitor ${sent} is at the gate\n\n`)
    if (sent >= mostEvents) response.end()
  }
  send()
  const timer = setInterval(send, eventEveryMs)
  request.once('close', () => clearInterval(timer))
  response.once('close', () => clearInterval(timer))
}
