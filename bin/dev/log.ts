import picocolors from 'picocolors'
import { coloursWanted } from '../terminal.ts'
import { formatEvent, readEvent } from './line.ts'
import type { RuntimeLog } from './miniflare.ts'
import { formatRuntimeLog } from './runtime-log.ts'

/** Where the lines of requests and of the runtime go. */
export function log(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): (log: RuntimeLog) => void {
  const colours = picocolors.createColors(coloursWanted(stream, env))
  return ({ level, message }) => {
    // A batch of events is one message of several lines; anything else is one message, and stays one line.
    if (level === 'log' && message.startsWith('{"sallyport":1,')) {
      for (const line of message.split('\n')) {
        const event = readEvent(line)
        stream.write(`${event ? formatEvent(event, colours) : formatRuntimeLog({ level, message: line }, colours)}\n`)
      }
      return
    }
    stream.write(`${formatRuntimeLog({ level, message }, colours)}\n`)
  }
}
