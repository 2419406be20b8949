/**
 * What a long body costs in memory: `npm run soak:streaming`. 2 GiB down and 2 GiB up through `sallyport dev --modules origin`, with the
 * resident memory of workerd before, at its highest, and after. It must stay within 64 MiB of what it was.
 */
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startGate } from '../test/support/gate.ts'
import { listenerOf, residentMib } from './support/processes.ts'

const gib = 2
const bytes = gib * 1024 ** 3
const most = 64
const piece = Buffer.alloc(65_536, 'x')

async function send(to: NodeJS.WritableStream): Promise<void> {
  for (let sent = 0; sent < bytes; sent += piece.length) if (!to.write(piece)) await once(to, 'drain')
  to.end()
}

const server = createServer(async (incoming, response) => {
  if (incoming.method === 'GET') {
    response.writeHead(200, { 'content-length': bytes })
    await send(response)
    return
  }
  let received = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) received += chunk.length
  response.end(String(received))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

const gate = await startGate(['--modules', 'origin', '--origin', `http://127.0.0.1:${port}`, '--insecure-origin'])
const workerd = listenerOf(gate.port) as number
const warm = await fetch(gate.url, { method: 'POST', body: 'warm' })
await warm.text()

let failed = 0
for (const direction of ['down', 'up'] as const) {
  const before = residentMib(workerd)
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMib(workerd))
  }, 100)
  const began = performance.now()
  const moved = direction === 'down' ? await download() : await upload()
  clearInterval(watch)
  const seconds = (performance.now() - began) / 1000
  const ok = peak - before <= most && moved === bytes
  if (!ok) failed++
  console.log(
    `${gib} GiB ${direction.padEnd(4)} ${seconds.toFixed(1)} s; workerd ${before.toFixed(0)} MiB before, ${peak.toFixed(0)} at most, ` +
      `${residentMib(workerd).toFixed(0)} after: ${ok ? 'ok' : `FAILED, ${moved} bytes`} (at most ${most} MiB more)`,
  )
}
await gate.stop()
server.close()
process.exit(failed === 0 ? 0 : 1)

async function download(): Promise<number> {
  const outgoing = request(gate.url)
  outgoing.end()
  const [incoming] = (await once(outgoing, 'response')) as [AsyncIterable<Buffer>]
  let received = 0
  for await (const chunk of incoming) received += chunk.length
  return received
}

async function upload(): Promise<number> {
  const outgoing = request(gate.url, { method: 'POST', headers: { 'content-length': bytes } })
  const answered = once(outgoing, 'response')
  await send(outgoing)
  const [incoming] = (await answered) as [AsyncIterable<Buffer>]
  let text = ''
  for await (const chunk of incoming) text += chunk
  return Number(text)
}
