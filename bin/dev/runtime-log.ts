import picocolors from 'picocolors'
import { printable } from '../terminal.ts'
import type { RuntimeLog } from './miniflare.ts'

type Colours = ReturnType<typeof picocolors.createColors>

/** What workerd or a worker wrote, as one line. */
export function formatRuntimeLog(
  { level, message }: RuntimeLog,
  colours: Colours = picocolors.createColors(false),
): string {
  const native = readNative(message)
  const text = native === undefined ? `worker ${level}: ${printable(message)}` : `workerd: ${printable(native)}`
  return level === 'error' ? colours.red(text) : level === 'warn' ? colours.yellow(text) : text
}

// `e = file:line: failed: REASON`, the addresses of its stack frames, then `; name = value` pairs.
const nativeStack = /\nstack:(?: \S+)*?(?=;|\n|$)/
const place = /^(?:e = )?\S+?:\d+: (?:failed: |error: |overloaded: |disconnected: )?/

/**
 * The reason in an exception of workerd's own, which is all that is ever said of a TLS failure, with the reference that the request's line
 * repeats. `undefined` for what a worker wrote: its stacks have no addresses.
 */
function readNative(message: string): string | undefined {
  const stack = nativeStack.exec(message)
  if (stack === null) return undefined
  const said = message.slice(0, stack.index).replace(place, '')
  const reference = /; wdErrId = (\w+)/.exec(message.slice(stack.index))?.[1]
  return reference === undefined ? said : `${said} (reference ${reference})`
}
