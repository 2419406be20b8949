/**
 * What the rules cost: `npm run bench:waf -- --rules DIR [--setup FILE]`. CPU microseconds a request in this Node, phases 1, 2 and 5, of a
 * weighted corpus at paranoia 1, and what a leaf of a JSON body costs as bodies grow. Each group in a process of its own, three passes
 * and 0.6 s dropped, in interleaved rounds; medians.
 *
 * Options: --quick (one short round), --rounds N (default 3), --mode detect, --corpus FILE.
 */

import { median } from './support/load.ts'
import { readArguments } from './waf/arguments.ts'
import { groupOf, groups, readCorpus, type Sample, weightedMean } from './waf/corpus.ts'
import { leafSeries } from './waf/leaves.ts'
import { compiledModule } from './waf/rules.ts'
import { calibrate, type Measured, measure } from './waf/run.ts'

const { rules, setup, corpus, mode, quick, rounds } = readArguments('bench:waf')
const module = await compiledModule(rules, setup)
const samples = readCorpus(corpus)
const seconds = quick ? 0.4 : 1.5

const calibrations: number[] = []
const results = new Map<string, Measured[]>()
calibrate()
for (let round = 0; round < rounds; round++)
  for (const group of [...Object.keys(groups), 'leaves']) {
    calibrations.push(calibrate())
    const measured = measure({ module, corpus, group, seconds, mode, answer: false })
    results.set(group, [...(results.get(group) ?? []), measured])
  }

const of = (group: string, name: string): number =>
  median((results.get(group) ?? []).map(({ figures }) => figures[name] as number))
const meanOf = (group: string, from: readonly Sample[]): readonly number[] =>
  (results.get(group) ?? []).map(({ figures }) => weightedMean(from, figures))
const us = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0).padStart(7)} us`

console.log(
  `CPU a request, ${rounds} interleaved round${rounds === 1 ? '' : 's'}, ${mode}; Node ${process.versions.node}`,
)
console.log(`calibration ${median(calibrations).toFixed(1)} ms (${spread(calibrations)})\n`)
for (const group of Object.keys(groups)) {
  const means = meanOf(group, groupOf(samples, group))
  console.log(`${group.padEnd(28)}${us(median(means))}   (${means.map((mean) => mean.toFixed(0)).join(' ')})`)
}
console.log('')
for (const { name, leaves } of leafSeries(groupOf(samples, 'JSON 64 KB')[0] as Sample)) {
  const whole = of('leaves', name)
  console.log(
    `JSON ${name.padEnd(23)}${us(whole)}   ${(whole / leaves).toFixed(2)} us a leaf${wasRefused('leaves', name) ? '  REFUSED' : ''}`,
  )
}
console.log('\nby request, in the mix and among the attacks')
for (const { name, kind, weight } of samples) {
  const group = kind === 'benign' ? 'benign mix' : 'attacks'
  const refused = wasRefused(group, name)
  // A benign request that is refused costs less than it should.
  const odd = refused === (kind === 'benign') && mode === 'block' ? (refused ? '  REFUSED' : '  not refused') : ''
  console.log(`  ${name.padEnd(26)}${us(of(group, name))}   weight ${weight}${odd}`)
}

function spread(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`
}

function wasRefused(group: string, name: string): boolean {
  return (results.get(group) ?? []).some(({ refused }) => refused.includes(name))
}
