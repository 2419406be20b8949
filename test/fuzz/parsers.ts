/**
 * Fuzzes each parser that reads what others wrote, guided by V8's block coverage: `npm run fuzz:parsers -- [--minutes 10] [--only json,xml] [--seed 1]`.
 * Exits 1 on a throw, an input that takes over a second of processor time, or a heap that grows.
 */
import { parseArgs } from 'node:util'
import { fuzz } from './guided.ts'
import { targets } from './targets.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: targets.map(({ name }) => name).join() },
  },
})
const wanted = values.only.split(',')
const unknown = wanted.filter((name) => !targets.some((target) => target.name === name))
if (unknown.length > 0)
  throw new Error(`no such parser: ${unknown.join()}. There are ${targets.map(({ name }) => name).join(', ')}`)

let failed = 0
for (const target of targets) {
  if (!wanted.includes(target.name)) continue
  const report = await fuzz(target, Number(values.minutes), Number(values.seed))
  const { executions, perSecond, found, blocks, slowest, slowestInput, grown, failures } = report
  console.log(
    `${target.name.padEnd(16)}${executions} executions (${Math.round(perSecond)}/s), ${blocks} blocks, ${found} inputs found new ones, heap ${grown.toFixed(1)} MB`,
  )
  console.log(`${''.padEnd(16)}slowest ${slowest.toFixed(1)} ms, ${slowestInput}`)
  for (const failure of failures) console.log(`${''.padEnd(16)}${failure}`)
  if (failures.length > 0) failed++
}
console.log(`${wanted.length - failed} of ${wanted.length} parsers: no throw, no hang, no growth`)
process.exit(failed === 0 ? 0 : 1)
