import { once } from 'node:events'
import { connect } from 'node:net'

/**
 * Sends `count` times the same request over `connections` kept-alive sockets of 127.0.0.1, the next one when the answer to the last is
 * whole. Answers need a Content-Length; one that is not 200 ends the run. On raw sockets, because a client library would take
 * the processor that is being measured.
 */
export async function load(port: number, request: string, count: number, connections = 8): Promise<void> {
  let sent = 0
  const bytes = Buffer.from(request, 'latin1')
  const runs = Array.from({ length: connections }, async () => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true)
    await once(socket, 'connect')
    let buffered = ''
    let done: () => void = () => undefined
    const finished = new Promise<void>((resolve, reject) => {
      done = resolve
      socket.on('error', reject)
      socket.on('close', () => reject(new Error('the connection was closed')))
    })
    const next = (): void => {
      if (sent >= count) {
        done()
        return
      }
      sent++
      socket.write(bytes)
    }
    socket.on('data', (data) => {
      buffered += data.toString('latin1')
      const end = buffered.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(buffered.slice(0, end))?.[1])
      if (!buffered.startsWith('HTTP/1.1 200')) socket.destroy(new Error(`answered: ${buffered.slice(0, 80)}`))
      if (buffered.length < end + 4 + length) return
      buffered = ''
      next()
    })
    next()
    await finished
    socket.removeAllListeners('close').destroy()
  })
  await Promise.all(runs)
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number
