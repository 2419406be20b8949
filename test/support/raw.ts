import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface RawAnswer {
  /** 0 where the connection closed without an answer. */
  readonly status: number
  /** Names in lower case; one byte a character. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/**
 * Sends bytes (one a character) on a socket and reads one answer: by Content-Length, by chunks, or to the end. Nothing tidies up what
 * is sent.
 *
 * @param close says that nothing more will be sent: bodies that are shorter than announced then break off
 */
export async function raw(port: number, bytes: string, timeoutMs = 5000, close = false): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  let over = false
  const ended = new Promise<void>((resolve) => {
    socket.on('data', (data) => {
      text += data.toString('latin1')
      if (isWhole(text)) resolve()
    })
    socket.on('close', () => {
      over = true
      resolve()
    })
    socket.on('error', () => resolve())
    setTimeout(resolve, timeoutMs).unref()
  })
  socket.write(Buffer.from(bytes, 'latin1'))
  if (close) socket.end()
  await ended
  socket.destroy()
  return parse(text, over)
}

const isWhole = (text: string): boolean => {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const head = text.slice(0, end).toLowerCase()
  const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1]
  if (length !== undefined) return text.length >= end + 4 + Number(length)
  return head.includes('transfer-encoding: chunked')
    ? text.endsWith('0\r\n\r\n')
    : / (?:204|304) /.test(head.slice(0, 14))
}

function parse(text: string, _over: boolean): RawAnswer {
  const end = text.indexOf('\r\n\r\n')
  const head = end < 0 ? '' : text.slice(0, end)
  const lines = head.split('\r\n')
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(lines[0] ?? '')?.[1] ?? 0)
  const headers = new Map(
    lines.slice(1).map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const rest = end < 0 ? '' : text.slice(end + 4)
  return { status, headers, body: headers.get('transfer-encoding') === 'chunked' ? unchunk(rest) : rest }
}

function unchunk(text: string): string {
  let out = ''
  let at = 0
  for (;;) {
    const line = text.indexOf('\r\n', at)
    const size = Number.parseInt(text.slice(at, line), 16)
    if (line < 0 || !(size > 0)) return out
    out += text.slice(line + 2, line + 2 + size)
    at = line + 4 + size
  }
}

export interface RawOrigin {
  readonly port: number
  /** Every byte of every request so far, one string a connection. */
  readonly received: string[]
  readonly stop: () => Promise<void>
}

/** An origin that keeps the very bytes it is sent and answers each request head with `answer`. */
export async function rawOrigin(answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'): Promise<RawOrigin> {
  const received: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let pending = ''
    socket.on('data', (data) => {
      pending += data.toString('latin1')
      const end = pending.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(pending.slice(0, end + 2))?.[1] ?? 0)
      const chunked = /\r\ntransfer-encoding: chunked/i.test(pending.slice(0, end + 2))
      if (chunked ? !pending.endsWith('0\r\n\r\n') : pending.length < end + 4 + length) return
      received.push(pending)
      pending = ''
      socket.write(answer)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    received,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
