/**
 * What a cold start costs: `npm run bench:waf:start -- --rules DIR [--setup FILE]`. CPU of the main thread in a fresh process around the
 * import of the compiled rules with their runtime (one bundle, as a worker is deployed), linking and the rehearsal (both while a worker
 * starts), and the first benign GET; the median of 20 processes.
 *
 * Options: --quick (5 processes), --corpus FILE.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { median } from './support/load.ts'
import { readArguments } from './waf/arguments.ts'
import { fresh, readCorpus, type Sample, tokens } from './waf/corpus.ts'
import { compiledModule, ownRules } from './waf/rules.ts'
import { calibrate } from './waf/run.ts'

const { rules, setup, corpus, quick } = readArguments('bench:waf:start')
const processes = quick ? 5 : 20
const module = await compiledModule(rules, setup)
const folder = join('.sallyport', 'bench', 'start')
mkdirSync(folder, { recursive: true })
const bundle = join(folder, 'bundle.mjs')
const own = `import { core } from '@sallyport/rules-core'
export const rules = core()`
const text = `${module === ownRules ? own : `export { rules } from ${JSON.stringify(module)}`}
export { firstRequest } from ${JSON.stringify(join(import.meta.dirname, 'waf', 'first-request.ts'))}`
await build({
  stdin: { contents: text, resolveDir: module === ownRules ? import.meta.dirname : dirname(module), loader: 'ts' },
  outfile: bundle,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'esnext',
  conditions: ['sallyport-source', 'workerd', 'worker'],
  logLevel: 'error',
})
const size = readFileSync(bundle)
console.log(`bundle ${(size.length / 1000).toFixed(0)} kB, gzip ${(gzipSync(size).length / 1000).toFixed(0)} kB`)

type Figures = Readonly<Record<'module' | 'link' | 'rehearsal' | 'first' | 'second', number>>
const token = tokens()
const wanted = ['static-css', 'html-product', 'json-300']
const samples = readCorpus(corpus).filter(({ name }) => wanted.includes(name))
const results = new Map<string, Figures[]>(samples.map(({ name }) => [name, []]))
calibrate()
const calibrations: number[] = []
for (let round = 0; round < processes; round++) {
  calibrations.push(calibrate())
  for (const sample of samples) results.get(sample.name)?.push(run(sample))
}

const ms = (value: number): string => `${value.toFixed(1).padStart(8)} ms`
console.log(
  `CPU of the main thread, median of ${processes} processes; calibration ${median(calibrations).toFixed(1)} ms\n`,
)
console.log(
  `${''.padEnd(16)}${['module', 'link', 'rehearsal', 'first', 'all four', 'second'].map((t) => t.padStart(11)).join('')}`,
)
for (const [name, all] of results) {
  const of = (pick: (figures: Figures) => number): string => ms(median(all.map(pick)))
  const together = of(({ module, link, rehearsal, first }) => module + link + rehearsal + first)
  const parts = [
    of((f) => f.module),
    of((f) => f.link),
    of((f) => f.rehearsal),
    of((f) => f.first),
    together,
    of((f) => f.second),
  ]
  console.log(`${name.padEnd(16)}${parts.join('')}`)
}

function run(sample: Sample): Figures {
  const requests = join(folder, 'requests.json')
  writeFileSync(requests, JSON.stringify([fresh(sample, token()), fresh(sample, token())]), 'latin1')
  const script = join(import.meta.dirname, 'waf', 'start-process.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, bundle, requests], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Figures
}
