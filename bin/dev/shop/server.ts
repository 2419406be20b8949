import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { answer } from './routes.ts'

export interface ShopCertificates {
  /** PEM. */
  readonly certificate: string
  /** PEM. */
  readonly key: string
  /** PEM of the CA whose client certificates are let in. */
  readonly clientCa: string
}

export interface Shop {
  readonly url: string
  stop(): Promise<void>
}

const maxMessageBytes = 1_048_576

/** The demo shop: a real HTTPS server on a free port of this machine, which lets nobody in without a certificate of its CA. */
export async function startShop({ certificate, key, clientCa }: ShopCertificates): Promise<Shop> {
  const server = createServer(
    { cert: certificate, key, ca: clientCa, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      answer(request, response).catch(() => {
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' })
        response.end('something went wrong in the shop\n')
      })
    },
  )
  const echo = new WebSocketServer({ server, path: '/ws', maxPayload: maxMessageBytes })
  echo.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
    socket.on('error', () => socket.terminate())
  })
  // A certificate that is refused, or a client that leaves: nobody here to tell.
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `https://localhost:${port}`,
    async stop() {
      for (const socket of echo.clients) socket.terminate()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
