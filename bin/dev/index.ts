import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { bundle } from './bundle.ts'
import { ending } from './ending.ts'
import { lastRites, type Rites } from './last-rites.ts'
import { log } from './log.ts'
import { type Runtime, startRuntime } from './miniflare.ts'
import { readOptions } from './options.ts'
import { originOf } from './origin.ts'
import { makePlan } from './plan.ts'
import { originReachable, portFree } from './probe.ts'
import { compileInto } from './rules.ts'
import { welcome } from './welcome.ts'

/**
 * `sallyport dev`: starts what the options ask for, says where it listens, and stays until it is time to end. Then everything that it
 * started is ended, and the process leaves with 0.
 *
 * @throws CommandError for anything that the person at the terminal can mend
 */
export async function dev(args: readonly string[]): Promise<void> {
  const options = readOptions(args)
  const directory = process.cwd()
  const started: (() => unknown)[] = []
  const end = ending()
  try {
    const plan = makePlan(options, directory)
    for (const { port } of plan.workers) await portFree(options.host, port)
    if (options.origin) await originReachable(options.origin)
    const origin = await originOf(options, directory)
    started.push(origin.stop)
    started.push(() => rm(plan.folder, { recursive: true, force: true }))
    if (options.rules) await compileInto(options.rules, join(plan.folder, 'rules'))
    for (const worker of plan.workers) await bundle(worker.entry(origin), worker.script)
    const onLog = log(process.stdout, process.env)
    let rites: Rites | undefined
    const runtime: Runtime = await startRuntime({
      host: options.host,
      workers: plan.workers.map((worker) => ({ ...worker, vars: worker.varsFor(origin) })),
      credentials: origin.credentials,
      onLog,
      onRestart: async () => {
        onLog({ level: 'error', message: 'workerd ended unexpectedly, and was started again' })
        await rites?.cancel()
        rites = lastRites() // the new workerd has another process id
      },
    })
    started.push(() => runtime.stop())
    rites = lastRites()
    started.push(() => rites?.cancel())
    for (const line of welcome(plan, options, origin)) console.log(line)
    await end.asked
  } catch (error) {
    if (!(await end.because())) throw error
  } finally {
    for (const stop of started.splice(0).reverse()) await stop()
  }
  process.exit(0)
}
