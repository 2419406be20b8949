import { once } from 'node:events'
import { connect } from 'node:net'

/**
 * Sends `count` requests over `connections` kept-alive sockets of 127.0.0.1, the next one when the answer to the last is
 * whole: the same one, or the messages of a list in turn. Answers need a Content-Length; one whose status is not among `statuses` ends the run.
 * On raw sockets, because a client library would take the processor that is being measured.
 */
export async function load(
  port: number,
  request: string | readonly Buffer[],
  count: number,
  connections = 8,
  statuses: readonly number[] = [200],
): Promise<void> {
  let sent = 0
  const messages = typeof request === 'string' ? [Buffer.from(request, 'latin1')] : request
  const runs = Array.from({ length: connections }, async () => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true)
    await once(socket, 'connect')
    let buffered = ''
    let remaining = 0 // bytes of a body whose head has been read
    let message: Buffer = messages[0] as Buffer
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
      message = messages[sent++ % messages.length] as Buffer
      socket.write(message)
    }
    socket.on('data', (data) => {
      if (remaining > 0) {
        remaining -= data.length
        if (remaining <= 0) next()
        return
      }
      buffered += data.toString('latin1')
      const end = buffered.indexOf('\r\n\r\n')
      if (end < 0) return
      const bodiless = message[0] === 0x48 // HEAD
      const length = bodiless ? 0 : Number(/\r\ncontent-length: *(\d+)/i.exec(buffered.slice(0, end))?.[1])
      if (!statuses.includes(Number(buffered.slice(9, 12)))) {
        const asked = message.subarray(0, 80).toString('latin1').split('\r\n')[0]
        socket.destroy(new Error(`${asked} was answered: ${buffered.slice(0, 80)}`))
        return
      }
      remaining = end + 4 + length - buffered.length
      buffered = ''
      if (remaining <= 0) next()
    })
    next()
    await finished
    socket.removeAllListeners('close').destroy()
  })
  await Promise.all(runs)
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number
