import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import type { StartedGate } from '../support/gate.ts'
import type { Job } from './job.ts'
import type { Reached, VulnerableShop } from './shop/server.ts'

/** What came of one run. */
export interface Attack {
  readonly found: boolean
  /** It was ended before it was done. */
  readonly ended: boolean
  readonly refused: number
  /** Requests that reached the shop and changed nothing there. */
  readonly harmless: number
  /** Those that broke what they were put into, and those that changed what it means. */
  readonly broke: readonly Reached[]
  readonly changed: readonly Reached[]
}

interface Around {
  readonly folder: string
  readonly shop: VulnerableShop
  readonly gate?: StartedGate
  readonly seconds: number
}

/** Longest output of a tool that is kept. */
const mostOutput = 8_000_000
/** Lines of the gate come in batches. */
const untilLogged = 1500

export async function attack(job: Job, base: string, { folder, shop, gate, seconds }: Around): Promise<Attack> {
  shop.reached()
  const before = gate?.output().length ?? 0
  const { output, ended } = await run(
    [...job.command(base, folder), ...(gate ? [] : (job.known ?? []))],
    folder,
    seconds,
  )
  if (gate) await pause(untilLogged)
  const refused = (
    gate
      ?.output()
      .slice(before)
      .match(/^\d\d:\d\d:\d\d +(?:400|403|413|414|431) /gm) ?? []
  ).length
  const reached = shop.reached()
  return {
    found: job.found.test(output),
    ended,
    refused,
    harmless: reached.filter(({ outcome }) => outcome === 'kept').length,
    broke: reached.filter(({ outcome }) => outcome === 'broken'),
    changed: reached.filter(({ outcome }) => outcome === 'changed'),
  }
}

function run(command: readonly string[], folder: string, seconds: number): Promise<{ output: string; ended: boolean }> {
  return new Promise((resolve, reject) => {
    const [name = '', ...args] = command
    const child = spawn(name, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder, detached: true })
    let output = ''
    let ended = false
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        if (output.length < mostOutput) output += data
      })
    const timer = setTimeout(() => {
      ended = true
      // With what it has started.
      process.kill(-(child.pid as number), 'SIGKILL')
    }, seconds * 1000)
    child.on('error', reject)
    child.on('close', () => {
      clearTimeout(timer)
      resolve({ output, ended })
    })
  })
}
