import { existsSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { squash } from '../../lib/bot/score.ts'
import { headerSignals, tlsSignals } from '../../lib/bot/signals/index.ts'
import { readRecordings, recordingsFile } from '../../test/bot/recordings.ts'
import { figures, leaveOneOut, type Scored } from './figures.ts'
import { observe, train, type Weights } from './train.ts'

/**
 * `npm run bot:fit -- [--clients FILE] [--write] [--list]`: cross-validates, prints the figures with their counts, and with `--write` puts the
 * weights fitted on all recordings into lib/bot/weights.ts. Exits with 1 where a figure is missed.
 */
const weightsFile = 'lib/bot/weights.ts'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: recordingsFile },
    write: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
})
if (!existsSync(values.clients)) {
  console.error(`bot:fit: there is no file ${values.clients}; --clients FILE names recordings of clients`)
  process.exit(1)
}
const observations = observe(readRecordings(values.clients))
const clients = new Set(observations.map(({ recording }) => recording.client)).size
console.log(
  `${observations.length} recordings of ${clients} clients, each client scored by weights fitted without it\n`,
)
const scored = leaveOneOut(observations)
if (values.list) for (const one of scored) console.log(lineOf(one))
const rates = figures(scored)
for (const { name, goal, met, value } of rates)
  console.log(`${met ? 'ok  ' : 'MISS'} ${name.padEnd(44)} ${goal.padEnd(9)} ${value}`)
if (values.write) {
  writeFileSync(weightsFile, moduleOf(train(observations)))
  console.log(`\n${weightsFile} written`)
}
process.exitCode = rates.every(({ met }) => met) ? 0 : 1

function lineOf({ observation: { recording }, header, all }: Scored): string {
  const range = (values: readonly number[]): string =>
    `${squash(Math.min(...values))} to ${squash(Math.max(...values))}`
  const kind = `${recording.expected}${recording.niche ? ' niche' : ''}${recording.spoof ? ' spoof' : ''}${recording.twin ? ' twin' : ''}`
  return `${kind.padEnd(16)} ${recording.client.padEnd(30)} ${recording.mode.padEnd(6)} headers ${range(header).padEnd(9)} with JA4 ${range(all)}`
}

function moduleOf({ header, tls }: Weights): string {
  const rows = [
    ...headerSignals.map(({ id, prior }, at) => ({ id, prior, weight: header.weights[at] as number })),
    ...tlsSignals.map(({ id, prior }, at) => ({ id, prior, weight: tls.weights[at] as number })),
  ]
  const lines = rows.map(({ id, prior, weight }) => `  '${id}': ${round(weight)}, // prior ${prior}`)
  return `// Written by \`npm run bot:fit -- --write\` from ${observations.length} recordings of ${clients} clients: log-odds, over 0 for a person. Do not edit: change a signal's prior and fit again.

/** Log-odds of a request of which nothing is known. */
export const base: number = ${round(header.base)}

/** Log-odds of each signal where it speaks. */
export const weights: Readonly<Record<string, number>> = {
${lines.join('\n')}
}
`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
