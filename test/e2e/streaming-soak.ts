/**
 * What large bodies leave in memory: `npm run soak:streaming`. Sends 2 GiB up and 2 GiB down through the gate to an HTTPS origin that
 * demands a client certificate, and reads workerd's resident memory before, at most, and after. No more than 64 MiB may be added.
 *
 * Options: --mib N (default 2048), --only NAME.
 */
import { once } from 'node:events'
import type { createServer, IncomingMessage } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { parseArgs } from 'node:util'
import { listenerOf, residentMib } from '../../bench/support/processes.ts'
import { makeAuthority } from '../support/certificates.ts'
import { startWorker } from '../support/worker.ts'

const { values } = parseArgs({ options: { mib: { type: 'string', default: '2048' }, only: { type: 'string' } } })
const bytes = Number(values.mib) * 1_048_576
const boundMib = 64
const chunk = Buffer.alloc(262_144, 'x')

const authority = await makeAuthority('soak')
const server = await authority.issue({})
const client = await authority.issue({ names: ['gate'] })

const serve: Parameters<typeof createServer>[1] = (request, response) => {
  if (request.method === 'POST') {
    count(request).then((got) => response.end(String(got)))
    return
  }
  response.writeHead(200, { 'content-length': bytes })
  let left = bytes
  const more = (): void => {
    while (left > 0) {
      const part = chunk.subarray(0, Math.min(left, chunk.length))
      left -= part.length
      if (!response.write(part)) return void response.once('drain', more)
    }
    response.end()
  }
  more()
}

async function count(request: IncomingMessage): Promise<number> {
  let got = 0
  for await (const part of request) got += (part as Buffer).length
  return got
}

const origin = createHttpsServer(
  {
    cert: server.certificate,
    key: server.key,
    ca: authority.certificate,
    requestCert: true,
    rejectUnauthorized: true,
  },
  serve,
).listen(0, '127.0.0.1')
await once(origin, 'listening')

const worker = await startWorker({
  source: `
    import { door } from 'sallyport/door'
    import { pipeline, unknownClient } from 'sallyport'
    import { origin } from 'sallyport/origin'
    const options = { url: 'https://localhost:${(origin.address() as AddressInfo).port}', tls: { certificate: (env) => env.ORIGIN } }
    const plain = pipeline(origin(options))
    const limited = pipeline(origin({ ...options, timeouts: { exchangeSeconds: 3600 } }))
    export default door({ fetch: (request, env, context) =>
      (request.url.endsWith('/limited') ? limited : plain).fetch(request, env, context) },
      { client: unknownClient, routes: () => [] })`,
  serviceBindings: {
    ORIGIN: {
      network: {
        allow: ['private'],
        tlsOptions: {
          trustBrowserCas: false,
          trustedCertificates: [authority.certificate],
          keypair: { privateKey: client.key, certificateChain: client.certificate },
        },
      },
    },
  },
})
const pid = listenerOf(worker.port)
if (pid === undefined) throw new Error('workerd is not listening')

/** Sends a request and reads the answer; how many bytes its body had, and its end. */
async function exchange(head: string, send: number, chunked = false): Promise<{ got: number; tail: string }> {
  const socket = connect(worker.port, '127.0.0.1')
  await once(socket, 'connect')
  let got = -1
  let tail = ''
  const answered = new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.on('data', (data) => {
      if (got < 0) {
        const end = data.indexOf('\r\n\r\n')
        got = data.length - end - 4
      } else got += data.length
      tail = data.subarray(-32).toString('latin1')
    })
  })
  socket.write(head)
  for (let left = send; left > 0; left -= chunk.length) {
    const part = chunk.subarray(0, Math.min(left, chunk.length))
    if (chunked) socket.write(`${part.length.toString(16)}\r\n`)
    const room = socket.write(part)
    if (chunked) socket.write('\r\n')
    if (!room) await once(socket, 'drain')
  }
  if (chunked) socket.write('0\r\n\r\n')
  await answered
  return { got, tail }
}

const fields = 'Host: shop.test\r\nConnection: close\r\n'
const runs: readonly [name: string, run: () => Promise<boolean>][] = [
  ['down', async () => (await exchange(`GET / HTTP/1.1\r\n${fields}\r\n`, 0)).got === bytes],
  [
    'up, with a length',
    async () =>
      (await exchange(`POST / HTTP/1.1\r\n${fields}Content-Length: ${bytes}\r\n\r\n`, bytes)).tail.includes(`${bytes}`),
  ],
  [
    'up, in chunks',
    async () =>
      (await exchange(`POST / HTTP/1.1\r\n${fields}Transfer-Encoding: chunked\r\n\r\n`, bytes, true)).tail.includes(
        `${bytes}`,
      ),
  ],
  ['down, exchange limited', async () => (await exchange(`GET /limited HTTP/1.1\r\n${fields}\r\n`, 0)).got === bytes],
]

let failed = 0
for (const [name, run] of runs) {
  if (values.only !== undefined && values.only !== name) continue
  const before = residentMib(pid)
  let peak = before
  const sampler = setInterval(() => {
    peak = Math.max(peak, residentMib(pid))
  }, 50)
  const began = performance.now()
  const whole = await run()
  clearInterval(sampler)
  const after = residentMib(pid)
  const good = whole && peak - before <= boundMib
  if (!good) failed++
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(
    `${good ? 'ok  ' : 'FAIL'} ${name}: ${values.mib} MiB in ${seconds} s${whole ? '' : ', NOT WHOLE'}; resident MiB ${before.toFixed(0)} before, ` +
      `${peak.toFixed(0)} at most, ${after.toFixed(0)} after`,
  )
}
await worker.stop()
origin.close()
origin.closeAllConnections()
console.log(`${failed === 0 ? 'every run' : 'NOT every run'} stayed within ${boundMib} MiB`)
process.exit(failed === 0 ? 0 : 1)
