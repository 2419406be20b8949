import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { reflect } from './reflect.ts'

export interface ReflectingOrigin {
  readonly port: number
  readonly stop: () => Promise<void>
}

/** The origin that CRS's tests ask for, on loopback: 200 and empty, but for `/reflect`. It reads whatever the gate sends. */
export async function reflectingOrigin(): Promise<ReflectingOrigin> {
  const options = {
    insecureHTTPParser: true,
    maxHeaderSize: 1_048_576,
    requireHostHeader: false,
    keepAliveTimeout: 60_000,
  }
  const server = createServer(options, (request, response) => {
    let body = ''
    request.setEncoding('latin1')
    request.on('data', (data) => (body += data))
    request.on('end', () => answer(request, body, response))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function answer({ method = '', url: target = '' }: IncomingMessage, body: string, response: ServerResponse): void {
  const { status, headers, body: content = '' } = reflect({ method, target, protocol: 'HTTP/1.1', headers: [], body })
  response.writeHead(
    status,
    headers
      .filter(({ name }) => !/^(?:content-length|transfer-encoding|connection)$/i.test(name))
      .flatMap(({ name, value }) => [name, value]),
  )
  response.end(Buffer.from(content, 'latin1'))
}
