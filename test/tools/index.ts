import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startGate } from '../support/gate.ts'
import type { Job } from './job.ts'
import { listJobs } from './lists.ts'
import { type Attack, attack } from './run.ts'
import { startVulnerableShop } from './shop/server.ts'
import { sqlmapJobs } from './sqlmap.ts'
import { row, sums, title } from './table.ts'
import { wapitiJobs } from './wapiti.ts'

const usage = `usage: npm run attack:tools -- [--tools sqlmap,wapiti,ffuf,wfuzz] [--only TEXT] [--seconds N] [--gate-only] [--list N]
Starts a shop with a hole of each kind, and the gate before it; sends tools straight at the shop, then through the gate. All on 127.0.0.1.
--only      jobs whose name this expression finds
--seconds   a run is ended after so long. default: 240
--gate-only leaves out the runs that prove the holes
--list      how many of the values that got through are shown for each job. default: 10`

const { values } = parseArgs({
  options: {
    tools: { type: 'string', default: 'wapiti,ffuf,wfuzz,sqlmap' },
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '240' },
    'gate-only': { type: 'boolean', default: false },
    list: { type: 'string', default: '10' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

async function main(): Promise<void> {
  if (values.help) return void console.log(usage)
  const wanted = values.tools.split(',')
  const missing = wanted.filter((tool) => spawnSync('which', [tool]).status !== 0)
  if (missing.length > 0)
    console.log(`not installed, so left out: ${missing.join(', ')} (apt install ${missing.join(' ')})`)
  const jobs = [...wapitiJobs, ...listJobs, ...sqlmapJobs].filter(
    ({ tool, name }) => wanted.includes(tool) && !missing.includes(tool) && new RegExp(values.only).test(name),
  )
  const folder = mkdtempSync(join(tmpdir(), 'attack-'))
  const shop = await startVulnerableShop()
  const gate = await startGate(['--origin', shop.url, '--insecure-origin', '--modules', 'waf,origin'])
  try {
    console.log(title)
    const done: (readonly [Job, Attack | undefined, Attack])[] = []
    for (const job of jobs) {
      const straight =
        values['gate-only'] || !job.straight
          ? undefined
          : await attack(job, shop.url, { folder, shop, seconds: Number(values.seconds) })
      const through = await attack(job, gate.url, { folder, shop, gate, seconds: Number(values.seconds) })
      done.push([job, straight, through])
      console.log(row(job, straight, through, Number(values.list)))
    }
    console.log(sums(done))
  } finally {
    await gate.stop()
    await shop.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

await main()
