import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { CommandError } from '../failure.ts'

const connectTimeoutMs = 3000

/**
 * Whether somebody listens where the origin is said to be. Only a TCP connection: what TLS has to say is the gate's to find out, request
 * by request.
 *
 * @throws CommandError
 */
export async function originReachable({ hostname, port, protocol, host }: URL): Promise<void> {
  const number = Number(port || (protocol === 'https:' ? 443 : 80))
  const socket = connect({ host: hostname.replace(/^\[(.*)\]$/, '$1'), port: number, timeout: connectTimeoutMs })
  const failure = await new Promise<string | undefined>((resolve) => {
    socket.once('connect', () => resolve(undefined))
    socket.once('timeout', () => resolve('no answer within 3 s'))
    socket.once('error', ({ code, message }: NodeJS.ErrnoException) => resolve(causes[code ?? ''] ?? code ?? message))
  })
  socket.destroy()
  if (failure !== undefined) {
    throw new CommandError(`cannot reach the origin at ${host}: ${failure}; start it, or mend --origin`)
  }
}

const causes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there (connection refused)',
  ENOTFOUND: 'the name is unknown',
  EAI_AGAIN: 'the name could not be looked up',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no route to it',
}

/**
 * Whether a port can be taken. workerd would say so too, but only after everything else has started.
 *
 * @throws CommandError
 */
export async function portFree(host: string, port: number): Promise<void> {
  if (port > 65_535) throw new CommandError(`--port: the last worker would need port ${port}; choose a smaller one`)
  const server = createServer()
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve)
    server.listen({ host, port, exclusive: true }, () => resolve(undefined))
  })
  if (failure === undefined) {
    server.close()
    await once(server, 'close')
    return
  }
  const { code, message } = failure
  if (code === 'EADDRINUSE')
    throw new CommandError(`port ${port} on ${host} is in use: end who holds it, or choose another with --port`)
  if (code === 'EACCES')
    throw new CommandError(`port ${port} on ${host} needs more rights: choose one over 1023 with --port`)
  if (code === 'EADDRNOTAVAIL') throw new CommandError(`--host ${host} is not an address of this machine`)
  throw new CommandError(`cannot listen on ${host} port ${port}: ${code ?? message}`)
}
