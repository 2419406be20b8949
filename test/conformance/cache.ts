/**
 * Runs a checkout of http-tests/cache-tests against the cache, in workerd: `npm run conformance:cache -- --suite DIR`. Without `--suite`
 * it is npm's older `http-cache-tests`, as CI has it.
 *
 * Results are told by the suite's own rules (a test counts only where those that it depends on pass). The process ends with 1 where fewer
 * pass than are promised, or where a check test is answered otherwise than was chosen.
 *
 * Options: --suite DIR, --store NAME, --id TEST (one test, with what was sent), --failed (list checks that say no), --json FILE.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort } from '../support/ports.ts'
import { startWorker } from '../support/worker.ts'
import { checkAnswers } from './cache-checks.ts'
import { type CacheSuite, fetchPacked, loadSuite, type Results, type SuiteTest } from './cache-suite.ts'
import { cacheWorker, stores, suiteOptions } from './cache-worker.ts'

const { values } = parseArgs({
  options: {
    suite: { type: 'string' },
    store: { type: 'string', default: 'memory' },
    id: { type: 'string' },
    failed: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
const store = stores[values.store]
if (store === undefined) fail(`--store "${values.store}": there is ${Object.keys(stores).join(', ')}`)

const suite: CacheSuite = await loadSuite(values.suite ?? fetchPacked()).catch((error: Error) => fail(error.message))
const results = await run(suite, store)
if (values.json) writeFileSync(values.json, JSON.stringify(results, null, 2))
process.exit(report(suite, results) || values.id !== undefined ? 0 : 1)

function fail(why: string): never {
  console.error(why)
  process.exit(2)
}

/** Starts the suite's server, and the worker before it; ends both. */
async function run({ server, folder, tests, older, run: runTests }: CacheSuite, storeText: string): Promise<Results> {
  const port = await freePort()
  const origin = spawn(process.execPath, [server], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      npm_config_protocol: 'http',
      npm_config_port: String(port),
      npm_config_pidfile: join(tmpdir(), `cache-tests-${process.pid}.pid`),
    },
  })
  await once(origin.stdout, 'data')
  origin.stdout.resume()
  const worker = await startWorker({
    source: cacheWorker(`http://127.0.0.1:${port}`, storeText, suiteOptions(older)),
    durableObjects: { CACHE: { className: 'CacheObject', useSQLite: true } },
  })
  const chosen = tests
    .map((group) => ({ ...group, tests: group.tests.filter(({ id }) => (values.id ?? id) === id).map(shown) }))
    .filter((group) => group.tests.length > 0)
  const found = await runTests(chosen, worker.url)
  origin.kill()
  await worker.stop()
  return found
}

function shown(test: SuiteTest): SuiteTest {
  return values.id === undefined ? test : ({ ...test, dump: true } as SuiteTest)
}

/** Prints the table, and tells whether it is as promised. */
function report({ tests, older, passes }: CacheSuite, found: Results): boolean {
  const applied = tests
    .flatMap((group) => group.tests)
    .filter(({ browser_only: browser, id }) => !browser && (values.id ?? id) === id)
  const good = new Set(applied.filter(({ id }) => passes(id, found, values.id === undefined)).map(({ id }) => id))
  console.log(`store ${values.store}; options that the route turns on: ${JSON.stringify(suiteOptions(older))}`)
  const counted = (['required', 'optimal', 'check'] as const).map((kind) => {
    const all = applied.filter((test) => (test.kind ?? 'required') === kind)
    const passed = all.filter(({ id }) => good.has(id)).length
    console.log(`${kind.padEnd(9)} ${passed} of ${all.length}`)
    return { passed, of: all.length }
  })
  for (const { id, kind = 'required' } of applied) {
    if (good.has(id) || (kind === 'check' && !values.failed)) continue
    const result = found[id]
    console.log(
      `  ${kind}  ${id}: ${result === true ? 'depends on one that does not pass' : (result?.[1] ?? 'not run')}`,
    )
  }
  const checks = applied.filter(({ kind }) => kind === 'check')
  // Tests that only the older suite calls checks have been decided as required or optional ones of the newer.
  const surprises = checks.filter(
    ({ id }) => !(older && checkAnswers[id] === undefined) && checkAnswers[id] !== (good.has(id) ? 'yes' : 'no'),
  )
  for (const { id } of surprises) {
    console.log(`  check  ${id}: ${good.has(id) ? 'yes' : 'no'}; chosen is ${checkAnswers[id] ?? 'nothing yet'}`)
  }
  const [required, optimal] = counted
  const floor = older ? { required: 151, optimal: 84 } : { required: 158, optimal: 98 }
  const met = (required?.passed ?? 0) >= floor.required && (optimal?.passed ?? 0) >= floor.optimal
  console.log(
    met && surprises.length === 0
      ? `as promised: at least ${floor.required} and ${floor.optimal}, every check as chosen`
      : `not as promised: ${floor.required} required, ${floor.optimal} optimal, every check as chosen`,
  )
  return met && surprises.length === 0
}
