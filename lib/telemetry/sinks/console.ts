import type { Sink } from '../index.ts'

/** One JSON line an event, as tail workers and `wrangler tail` read them. */
export const consoleLines = (): Sink => (event) => console.log(JSON.stringify(event))

export interface BatchOptions {
  /** @default 50 */
  readonly flushAfterMs?: number
  /** Lines held at most; a burst over it is written at once. @default 256 */
  readonly maxLines?: number
}

/**
 * The same in batches, several lines to one `console.log`: each call crosses a process boundary under miniflare and costs more than the
 * request. What is held when the isolate dies is lost; for development.
 */
export function batchedConsole({ flushAfterMs = 50, maxLines = 256 }: BatchOptions = {}): Sink {
  let lines: string[] = []
  let waiting = false
  const flush = (): void => {
    if (lines.length === 0) return
    const batch = lines
    lines = []
    console.log(batch.join('\n'))
  }
  return (event, platform) => {
    lines.push(JSON.stringify(event))
    if (lines.length >= maxLines) return flush()
    if (waiting) return
    waiting = true
    platform.waitUntil(
      new Promise<void>((resolve) => setTimeout(resolve, flushAfterMs)).then(() => {
        waiting = false
        flush()
      }),
    )
  }
}
