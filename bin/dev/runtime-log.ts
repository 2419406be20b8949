import picocolors from 'picocolors'
import { printable } from '../terminal.ts'
import type { RuntimeLog } from './miniflare.ts'

type Colours = ReturnType<typeof picocolors.createColors>

/** What workerd or a worker wrote, as one line. */
export function formatRuntimeLog(
  { level, message }: RuntimeLog,
  colours: Colours = picocolors.createColors(false),
): string {
  const text = `worker ${level}: ${printable(message)}`
  return level === 'error' ? colours.red(text) : level === 'warn' ? colours.yellow(text) : text
}
