import { rm } from 'node:fs/promises'
import { bundle } from './bundle.ts'
import { lastRites } from './last-rites.ts'
import { log } from './log.ts'
import { type Runtime, startRuntime } from './miniflare.ts'
import { readOptions } from './options.ts'
import { originOf } from './origin.ts'
import { makePlan } from './plan.ts'
import { originReachable, portFree } from './probe.ts'
import { welcome } from './welcome.ts'

/**
 * `sallyport dev`: starts what the options ask for, says where it listens, and stays until a signal comes. Then everything that it
 * started is ended, and the process leaves with 0.
 *
 * @throws CommandError for anything that the person at the terminal can mend
 */
export async function dev(args: readonly string[]): Promise<void> {
  const options = readOptions(args)
  const directory = process.cwd()
  const started: (() => unknown)[] = []
  const stop = async (): Promise<void> => {
    for (const end of started.splice(0).reverse()) await end()
  }
  const ended = signalled()
  try {
    const plan = makePlan(options, directory)
    for (const { port } of plan.workers) await portFree(options.host, port)
    if (options.origin) await originReachable(options.origin)
    const origin = await originOf(options, directory)
    started.push(origin.stop)
    started.push(() => rm(plan.folder, { recursive: true, force: true }))
    for (const worker of plan.workers) await bundle(worker.entry(origin), worker.script)
    const runtime: Runtime = await startRuntime({
      host: options.host,
      workers: plan.workers.map((worker) => ({ ...worker, vars: worker.varsFor(origin) })),
      credentials: origin.credentials,
      onLog: log(process.stdout, process.env),
    })
    started.push(() => runtime.stop())
    started.push(lastRites())
    for (const line of welcome(plan, options, origin)) console.log(line)
    await ended
  } finally {
    await stop()
  }
  process.exit(0)
}

/** Resolves at the first signal. A second one does not wait for the end to be in order. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(1)
        asked = true
        resolve()
      })
    }
  })
}
