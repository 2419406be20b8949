/**
 * Whether the engine remembers what it has seen: `npm run soak:waf -- --rules DIR [--setup FILE]`. 100,000 requests, half of them as a weighted
 * corpus has them, half with random damage. Heap and array buffers after collection, each 1,000 requests; tables fill and are emptied, so
 * that the highest in the second ten thousand is compared with the highest in the last. Growth over 2 MB fails.
 *
 * Options: --quick (30,000 requests), --mode detect, --corpus FILE. Needs node --expose-gc.
 */
import { waf } from '../lib/waf/index.ts'
import { readArguments } from './waf/arguments.ts'
import { fresh, readCorpus, type Sample, tokens } from './waf/corpus.ts'
import { mutate, pick } from './waf/mutate.ts'
import { compiledModule, load } from './waf/rules.ts'

const most = 2e6
const { rules, setup, corpus, mode, quick } = readArguments('soak:waf')
const collect = globalThis.gc
if (collect === undefined) throw new Error('soak:waf needs node --expose-gc')
const gate = waf({ rules: await load(await compiledModule(rules, setup)), mode })
const count = quick ? 30_000 : 100_000

const samples = readCorpus(corpus).flatMap((sample) => Array.from({ length: sample.weight }, () => sample))
const token = tokens()
const chance = pick()
const counts = { pass: 0, log: 0, refuse: 0 }
const started = performance.now()
const peaks: number[] = []
let peak = 0
for (let sent = 1; sent <= count; sent++) {
  const whole = fresh(samples[chance(samples.length)] as Sample, token())
  const { action } = await gate.inspect(sent % 2 === 0 ? whole : mutate(whole, chance))
  counts[action]++
  if (sent % 1_000 !== 0) continue
  await new Promise((resolve) => setTimeout(resolve, 10)) // what waits for a turn of the loop to be let go
  // Twice: buffers go with what is collected after their owners.
  await collect()
  await collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  peak = Math.max(peak, heapUsed + arrayBuffers)
  if (sent % 10_000 !== 0) continue
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(`to ${String(sent).padStart(7)} requests  at most ${(peak / 1e6).toFixed(2)} MB  after ${seconds} s`)
  peaks.push(peak)
  peak = 0
}
const growth = (peaks.at(-1) as number) - (peaks[1] as number)
console.log(`passed ${counts.pass}, logged ${counts.log}, refused ${counts.refuse}`)
console.log(`growth ${(growth / 1e6).toFixed(2)} MB of ${most / 1e6} MB: ${growth <= most ? 'ok' : 'FAILED'}`)
process.exit(growth <= most ? 0 : 1)
