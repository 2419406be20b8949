/**
 * One group in a process of its own, which `bench/waf/run.ts` starts: CPU microseconds a request by name, as JSON. All of the process
 * counts, the collector and the compiler's threads too; making the requests does not.
 */

import { runnerOf } from '../../lib/waf/bench.ts'
import type { InspectedRequest } from '../../lib/waf/message.ts'
import { fresh, groupOf, readCorpus, type Sample, tokens } from './corpus.ts'
import { leafSeries, mostLeaves } from './leaves.ts'
import { load } from './rules.ts'
import type { Job } from './run.ts'

// What is dropped while the code gets hot: three cycles, in which every expression is compiled, and 0.6 s of CPU.
const coldCycles = 3
const dropped = 0.6e6
const batchUs = 5000
const largestBatch = 200

const job = JSON.parse(process.argv[2] as string) as Job
const corpus = readCorpus(job.corpus)
const series = job.group === 'leaves'
const samples = series ? leafSeries(groupOf(corpus, 'JSON 64 KB')[0] as Sample) : groupOf(corpus, job.group)
const rules = await load(job.module)
const unlimited = { argumentsLimit: mostLeaves }
const settings = series ? { ...rules.settings, ...unlimited } : rules.settings
const runner = runnerOf({ ...rules, settings })
const circumstances = { detect: job.mode === 'detect', now: 1_790_000_000_000, random: () => 0.5 }

function inspect(request: InspectedRequest): boolean {
  const transaction = runner.head(request, circumstances)
  runner.body(transaction, request.body)
  if (job.answer && !transaction.interruption) {
    runner.answerHead(transaction, answer)
    runner.answerBody(transaction, undefined)
  }
  runner.conclude(transaction)
  return transaction.interruption !== undefined
}

const answer = {
  status: 200,
  protocol: 'HTTP/1.1',
  reason: 'OK',
  headers: [
    { name: 'content-type', value: 'text/plain' },
    { name: 'content-length', value: '3' },
  ],
}

const token = tokens()
const sizes = new Map<string, number>()
const spent = new Map<string, { us: number; count: number }>()
const refused = new Set<string>()
let hot = 0
let measured = 0
for (let cycles = 0; measured < job.seconds * 1e6; cycles++) {
  let cycle = 0
  for (const sample of samples) {
    const count = sizes.get(sample.name) ?? 1
    const batch = Array.from({ length: count }, () => fresh(sample, token()))
    const before = process.cpuUsage()
    for (const request of batch) if (inspect(request)) refused.add(sample.name)
    const { user, system } = process.cpuUsage(before)
    const us = user + system
    cycle += us
    sizes.set(sample.name, Math.min(largestBatch, Math.max(1, Math.round((batchUs * count) / Math.max(1, us)))))
    if (hot < dropped) continue
    const sum = spent.get(sample.name) ?? { us: 0, count: 0 }
    spent.set(sample.name, { us: sum.us + us, count: sum.count + count })
  }
  if (hot < dropped) {
    if (cycles >= coldCycles) hot += cycle
    spent.clear() // the cycle in which the limit is passed goes, too
  } else measured += cycle
}

const figures = Object.fromEntries([...spent].map(([name, { us, count }]) => [name, us / count]))
console.log(JSON.stringify({ figures, refused: [...refused] }))
