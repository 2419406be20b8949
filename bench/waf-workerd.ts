/**
 * What the rules add in workerd: `npm run bench:waf:workerd -- --rules DIR [--setup FILE]`. CPU per request (all threads of workerd, read from
 * outside) of `sallyport dev` with `--modules waf,origin` less that with `--modules origin`, on the benign mix of a weighted corpus over 8 kept-alive
 * connections, in interleaved rounds.
 *
 * Options: --quick, --rounds N (default 3), --mode detect, --corpus FILE.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startGate } from '../test/support/gate.ts'
import { load, median } from './support/load.ts'
import { cpuMicroseconds, listenerOf, residentMib } from './support/processes.ts'
import { readArguments } from './waf/arguments.ts'
import { groupOf, readCorpus, tokens } from './waf/corpus.ts'
import { inProportion } from './waf/messages.ts'
import { calibrate } from './waf/run.ts'

const { rules, setup, corpus, mode, quick, rounds } = readArguments('bench:waf:workerd')
const times = quick ? 10 : 40 // the whole corpus, each request as often as its weight

const page = 'x'.repeat(1000)
const server = createServer((incoming, response) => {
  incoming.resume()
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.setHeader('content-length', page.length)
  response.end(page)
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const usual = ['--origin', origin, '--insecure-origin']
const ruled = ['--rules', rules, ...(setup === undefined ? [] : ['--setup', setup]), '--mode', mode, '--paranoia', '1']

const gates = [
  { name: '--modules origin', gate: await startGate(['--modules', 'origin', ...usual]) },
  { name: '--modules waf,origin', gate: await startGate(['--modules', 'waf,origin', ...ruled, ...usual]) },
].map(({ name, gate }) => ({ name, gate, pid: listenerOf(gate.port) as number, microseconds: [] as number[] }))

try {
  const samples = groupOf(readCorpus(corpus), 'benign mix')
  const token = tokens()
  calibrate()
  const calibrations: number[] = []
  for (let round = 0; round <= rounds; round++) {
    calibrations.push(calibrate())
    for (const { gate, pid, microseconds } of gates) {
      const messages = inProportion(samples, times, token)
      const before = cpuMicroseconds(pid)
      await load(gate.port, messages, messages.length)
      const us = (cpuMicroseconds(pid) - before) / messages.length
      if (round > 0) microseconds.push(us) // in the first everything is compiled
    }
  }
  console.log(
    `CPU of workerd a request, benign mix, ${rounds} interleaved rounds; calibration ${median(calibrations).toFixed(1)} ms`,
  )
  for (const { name, pid, microseconds } of gates) {
    const each = microseconds.map((value) => value.toFixed(0)).join(' ')
    console.log(
      `${name.padEnd(22)} ${median(microseconds).toFixed(0).padStart(5)} us  (${each}), ${residentMib(pid).toFixed(0)} MiB`,
    )
  }
  const [without, within] = gates.map(({ microseconds }) => microseconds) as [number[], number[]]
  const added = within.map((value, round) => value - (without[round] as number))
  console.log(
    `added by the rules     ${median(added).toFixed(0).padStart(5)} us  (${added.map((value) => value.toFixed(0)).join(' ')})`,
  )
} finally {
  for (const { gate } of gates) await gate.stop()
  server.close()
}
process.exit(0)
