/**
 * Whether the engine remembers what it has seen: `npm run soak:waf -- --rules DIR [--setup FILE]`. 100,000 requests, half of them as a weighted
 * corpus has them, half with random damage; the heap after collection at 10,000, 50,000 and 100,000. Growth over 2 MB fails.
 *
 * Options: --quick (a tenth of it), --mode detect, --corpus FILE. Needs node --expose-gc.
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
const stops = [10_000, 50_000, 100_000].map((count) => (quick ? count / 10 : count))

const samples = readCorpus(corpus).flatMap((sample) => Array.from({ length: sample.weight }, () => sample))
const token = tokens()
const chance = pick()
const counts = { pass: 0, log: 0, refuse: 0 }
const started = performance.now()
const heaps: number[] = []
for (let sent = 1; sent <= (stops.at(-1) as number); sent++) {
  const whole = fresh(samples[chance(samples.length)] as Sample, token())
  const { action } = await gate.inspect(sent % 2 === 0 ? whole : mutate(whole, chance))
  counts[action]++
  if (!stops.includes(sent)) continue
  await new Promise((resolve) => setTimeout(resolve, 50)) // what waits for a turn of the loop to be let go
  await collect()
  const heap = process.memoryUsage().heapUsed
  heaps.push(heap)
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(`${String(sent).padStart(7)} requests  ${(heap / 1e6).toFixed(2)} MB of heap  after ${seconds} s`)
}
const growth = (heaps.at(-1) as number) - (heaps[0] as number)
console.log(`passed ${counts.pass}, logged ${counts.log}, refused ${counts.refuse}`)
console.log(`growth ${(growth / 1e6).toFixed(2)} MB of ${most / 1e6} MB: ${growth <= most ? 'ok' : 'FAILED'}`)
process.exit(growth <= most ? 0 : 1)
