/**
 * Beside ModSecurity: `npm run bench:waf:peer -- --rules DIR [--setup FILE]`. CPU that the same rules, set-up and requests cost in nginx with
 * libmodsecurity 3 (the worker with the module, less the same worker without it) and in process here, interleaved in one run. All five
 * phases on both sides, no body of answers. Everything on loopback, one nginx worker, one connection.
 *
 * Options: --quick, --rounds N (default 3), --mode detect, --corpus FILE.
 */
import { load, median } from './support/load.ts'
import { readArguments } from './waf/arguments.ts'
import { groupOf, groups, readCorpus, tokens, weightedMean, wire } from './waf/corpus.ts'
import { inProportion, statusOf } from './waf/messages.ts'
import { missing, startPeer } from './waf/nginx.ts'
import { compiledModule } from './waf/rules.ts'
import { calibrate, measure } from './waf/run.ts'

const { rules, setup, corpus, mode, quick, rounds } = readArguments('bench:waf:peer')
const install = missing()
if (install !== undefined) {
  console.error(`bench:waf:peer needs nginx with ModSecurity's module (Debian): ${install}`)
  process.exit(1)
}
const module = await compiledModule(rules, setup)
const samples = readCorpus(corpus)
const seconds = quick ? 0.4 : 1.5
const requests = quick ? 200 : 1000 // a round, about; fewer where bodies are long

interface Row {
  readonly ours: number[]
  readonly theirs: number[]
  readonly bare: number[]
}
const rows = new Map<string, Row>(Object.keys(groups).map((name) => [name, { ours: [], theirs: [], bare: [] }]))
const calibrations: number[] = []
calibrate()
const token = tokens()
const refusedHere = new Set<string>()
const refusedThere: string[] = []
const peer = await startPeer(rules, setup, mode)
process.once('SIGINT', () => peer.stop().then(() => process.exit(130)))
try {
  for (const sample of samples)
    if ((await statusOf(peer.withRules, wire(sample, token()))) === 403) refusedThere.push(sample.name)
  for (let round = 0; round < rounds; round++)
    for (const [group, row] of rows) {
      calibrations.push(calibrate())
      row.bare.push(await nginx(peer.withoutRules, group))
      row.theirs.push((await nginx(peer.withRules, group)) - (row.bare.at(-1) as number))
      const { figures, refused } = measure({ module, corpus, group, seconds, mode, answer: true })
      for (const name of refused) refusedHere.add(name)
      row.ours.push(weightedMean(groupOf(samples, group), figures))
    }
} finally {
  await peer.stop()
}

console.log(
  `CPU a request, ${rounds} interleaved round${rounds === 1 ? '' : 's'}, ${mode}; ${peer.version}, Node ${process.versions.node}`,
)
console.log(`calibration ${median(calibrations).toFixed(1)} ms\n`)
console.log(`${''.padEnd(14)}   sallyport  ModSecurity     ratio   (rounds)              nginx alone`)
const us = (value: number): string => `${value.toFixed(0).padStart(9)} us`
for (const [group, { ours, theirs, bare }] of rows) {
  const ratios = theirs.map((value, round) => value / (ours[round] as number))
  const each = `(${ratios.map((ratio) => ratio.toFixed(2)).join(' ')})`.padEnd(22)
  console.log(
    `${group.padEnd(14)}${us(median(ours))} ${us(median(theirs))} ${median(ratios).toFixed(2).padStart(9)}   ${each}${us(median(bare))}`,
  )
}
console.log('\nratio: how many times as much ModSecurity takes')
const both = refusedThere.filter((name) => refusedHere.has(name))
const differ = [...new Set([...refusedThere, ...refusedHere])].filter((name) => !both.includes(name))
console.log(`refused by both: ${both.length} of ${samples.length}; by one alone: ${differ.join(', ') || 'none'}`)

/** CPU microseconds a request of the nginx worker. */
async function nginx(port: number, group: string): Promise<number> {
  const from = groupOf(samples, group)
  const bytes = weightedMean(from, Object.fromEntries(from.map(({ name, body = '' }) => [name, body.length])))
  const weight = from.reduce((sum, sample) => sum + sample.weight, 0)
  const messages = inProportion(from, Math.ceil(requests / weight / Math.max(1, bytes / 2048)), token)
  const statuses = group === 'attacks' ? [200, 403, 404] : [200]
  await load(port, messages.slice(0, weight), weight, 1, statuses)
  const before = peer.cpu()
  await load(port, messages, messages.length, 1, statuses)
  return (peer.cpu() - before) / 1000 / messages.length
}
