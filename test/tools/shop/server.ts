import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileHoles } from './files.ts'
import { type Hole, type Outcome, page, type Visit } from './hole.ts'
import { pageHoles } from './pages.ts'
import { sqlHoles } from './sql.ts'
import { systemHoles } from './system.ts'

/** A request that reached the shop. */
export interface Reached {
  readonly hole: string
  readonly method: string
  readonly target: string
  /** The field that the hole reads, and the body. */
  readonly rest: string
  readonly outcome: Outcome
}

export interface VulnerableShop {
  readonly url: string
  /** What has reached it since the last call. */
  reached(): readonly Reached[]
  stop(): Promise<void>
}

const mostBody = 1_048_576
const mostKept = 200_000

/** A shop with a hole of each kind, on a free port of this machine. For tools that look for holes; never for anybody else. */
export async function startVulnerableShop(): Promise<VulnerableShop> {
  const holes: readonly Hole[] = [...sqlHoles(), ...pageHoles, ...fileHoles, ...systemHoles]
  const home = page(`<h1>Shop</h1>${holes.map(({ link }) => link).join('')}`)
  let log: Reached[] = []

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const visit = await visitOf(request)
    const hole = holes.find(({ path }) => (path.endsWith('/') ? visit.path.startsWith(path) : visit.path === path))
    const reply = hole?.answer(visit) ?? {
      outcome: 'kept' as const,
      status: visit.path === '/' ? 200 : 404,
      body: visit.path === '/' ? home : page('not here'),
    }
    if (log.length < mostKept)
      log.push({
        hole: hole?.name ?? '',
        method: request.method ?? '',
        target: request.url ?? '',
        rest: [hole?.reads ? visit.header(hole.reads) : '', visit.body].join(''),
        outcome: reply.outcome,
      })
    if (reply.sleepMs) await pause(reply.sleepMs)
    if (reply.raw !== undefined) {
      request.socket.end(Buffer.from(reply.raw, 'utf8'))
      return
    }
    response
      .writeHead(reply.status ?? 200, { 'content-type': 'text/html; charset=utf-8', ...reply.headers })
      .end(reply.body)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  server.on('clientError', (_, socket) => socket.destroy())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reached() {
      const kept = log
      log = []
      return kept
    },
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function visitOf(request: IncomingMessage): Promise<Visit> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += (chunk as Buffer).length
    if (length <= mostBody) chunks.push(chunk as Buffer)
  }
  const body = Buffer.concat(chunks).toString('utf8')
  const target = request.url ?? '/'
  const mark = target.indexOf('?')
  const header = (name: string): string => {
    const value = request.headers[name]
    return typeof value === 'string' ? value : (value ?? []).join(', ')
  }
  const cookies = header('cookie')
    .split(/;\s*/)
    .map((one) => [one.slice(0, one.indexOf('=')), decoded(one.slice(one.indexOf('=') + 1))] as const)
  return {
    method: request.method ?? 'GET',
    path: decoded(mark < 0 ? target : target.slice(0, mark)),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark)),
    form: new URLSearchParams(/urlencoded/.test(header('content-type')) ? body : ''),
    cookies: new Map(cookies),
    body,
    header,
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
