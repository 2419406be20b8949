import { setTimeout as wait } from 'node:timers/promises'

/** When the command has to end. */
export interface Ending {
  /** Resolves when it is time. */
  readonly asked: Promise<void>
  /**
   * Whether something that failed just now failed because of the end. A Ctrl-C goes to every process of the foreground: esbuild or workerd
   * may be gone a moment before this process is told.
   */
  because(): Promise<boolean>
}

const toldWithinMs = 100
const lookEveryMs = 500

/**
 * Time to end is at the first SIGINT, SIGTERM or SIGHUP; when nobody reads the output any more (`| head`); and, under `npm start`, when the
 * shell that npm put in between is gone: npm passes a SIGTERM on to that shell only, and this process would hold its ports for ever. A
 * second signal does not wait for the end to be in order.
 */
export function ending(): Ending {
  let over = false
  const asked = new Promise<void>((resolve) => {
    const end = (): void => {
      over = true
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => (over ? process.exit(1) : end()))
    }
    for (const stream of [process.stdout, process.stderr]) stream.on('error', end)
    if (process.env.npm_lifecycle_event === undefined) return
    const shell = process.ppid
    const look = setInterval(() => process.ppid !== shell && end(), lookEveryMs)
    look.unref()
  })
  return {
    asked,
    async because() {
      if (!over) await wait(toldWithinMs)
      return over
    },
  }
}
