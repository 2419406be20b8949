/**
 * Runs a checkout of http-tests/cache-tests against the cache, in workerd: `npm run conformance:cache -- --suite DIR`.
 *
 * The checkout's own server is the origin and its own client asks; nothing of it is copied here. Results are told by its own rules
 * (dependencies count), and held against the floor below: the process ends with 1 when a floor is missed.
 *
 * Options: --suite DIR, --store memory, --id TEST (one test, with what was sent), --failed (list what does not pass), --json FILE.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { freePort } from '../support/ports.ts'
import { startWorker } from '../support/worker.ts'
import { checkAnswers } from './cache-checks.ts'
import { cacheWorker, stores, suiteOptions } from './cache-worker.ts'

interface SuiteTest {
  readonly id: string
  readonly kind?: 'required' | 'optimal' | 'check'
  readonly browser_only?: boolean
}
type Suites = readonly { readonly id: string; readonly tests: readonly SuiteTest[] }[]
type Result = true | readonly [kind: string, message: string] | undefined

const { values } = parseArgs({
  options: {
    suite: { type: 'string' },
    store: { type: 'string', default: 'memory' },
    id: { type: 'string' },
    failed: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})

const folder = resolve(values.suite ?? 'node_modules/http-cache-tests')
if (!existsSync(join(folder, 'test-engine', 'server', 'server.mjs'))) {
  console.error(`${folder} is no checkout of http-tests/cache-tests: give one with --suite DIR`)
  process.exit(2)
}
const store = stores[values.store]
if (store === undefined) {
  console.error(`--store "${values.store}": there is ${Object.keys(stores).join(', ')}`)
  process.exit(2)
}

const load = async (file: string): Promise<Record<string, unknown>> => import(pathToFileURL(join(folder, file)).href)

const originPort = await freePort()
const origin = spawn(process.execPath, [join(folder, 'test-engine', 'server', 'server.mjs')], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    ...process.env,
    npm_config_protocol: 'http',
    npm_config_port: String(originPort),
    npm_config_pidfile: join(tmpdir(), `cache-tests-${process.pid}.pid`),
  },
})
await once(origin.stdout, 'data')
origin.stdout.resume()
const worker = await startWorker({ source: cacheWorker(`http://127.0.0.1:${originPort}`, store) })

const all = (await load('tests/index.mjs')).default as Suites
const suites = all
  .map((suite) => ({
    ...suite,
    tests: suite.tests
      .filter(({ id }) => values.id === undefined || id === values.id)
      .map((test) => ({ ...test, ...(values.id && { dump: true }) })),
  }))
  .filter(({ tests }) => tests.length > 0)
const runner = await load('test-engine/client/runner.mjs')
const runTests = runner.runTests as (suites: Suites, browser: boolean, base: string) => Promise<void>
await runTests(suites, false, worker.url)
const results = (runner.getResults as () => Record<string, Result>)()
const told = await load('test-engine/lib/results.mjs')
const judge = told.determineTestResult as (
  suites: Suites,
  id: string,
  results: Record<string, Result>,
  dependencies: boolean,
) => readonly string[]
const resultTypes = told.resultTypes as Record<string, readonly string[]>

const passes = (id: string): boolean => {
  const verdict = judge(all, id, results, values.id === undefined)
  return verdict === resultTypes.pass || verdict === resultTypes.yes
}

const kinds = ['required', 'optimal', 'check'] as const
const applied = suites.flatMap(({ tests }) => tests).filter(({ browser_only: browser }) => !browser)
console.log(`cache ${values.store}, options ${JSON.stringify(suiteOptions)}`)
const counts = Object.fromEntries(
  kinds.map((kind) => {
    const tests = applied.filter((test) => (test.kind ?? 'required') === kind)
    return [kind, { passed: tests.filter(({ id }) => passes(id)).length, of: tests.length }]
  }),
) as Record<(typeof kinds)[number], { passed: number; of: number }>
for (const kind of kinds) console.log(`${kind.padEnd(9)} ${counts[kind].passed} of ${counts[kind].of}`)

for (const { id, kind = 'required' } of applied) {
  if (passes(id) || (kind === 'check' && !values.failed)) continue
  const [, why] =
    results[id] === true ? ['', 'a test that it depends on does not pass'] : (results[id] ?? ['', 'not run'])
  console.log(`  ${kind}  ${id}: ${why}`)
}

const surprises = applied
  .filter(({ kind }) => kind === 'check')
  .filter(({ id }) => checkAnswers[id] !== undefined && checkAnswers[id] !== (passes(id) ? 'yes' : 'no'))
for (const { id } of surprises) console.log(`  check ${id}: ${passes(id) ? 'yes' : 'no'}, not as chosen`)
const unchosen = applied.filter(({ kind, id }) => kind === 'check' && checkAnswers[id] === undefined)
if (unchosen.length > 0) console.log(`  check tests without a chosen answer: ${unchosen.map(({ id }) => id).join(' ')}`)

if (values.json) writeFileSync(values.json, JSON.stringify(results, null, 2))
origin.kill()
await worker.stop()
// The checkout has 160, 105 and 100 of each; npm's older one 157 and 86.
const older = counts.required.of < 160
const floor = older ? { required: 151, optimal: 84 } : { required: 158, optimal: 98 }
const met = counts.required.passed >= floor.required && counts.optimal.passed >= floor.optimal && surprises.length === 0
console.log(
  met ? 'as promised' : `missed: required ${floor.required}, optimal ${floor.optimal}, check answers as chosen`,
)
process.exit(values.id !== undefined || met ? 0 : 1)
