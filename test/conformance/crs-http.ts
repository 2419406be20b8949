import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { requestOf, type Sent, wire } from '../../bin/ftw/request.ts'
import { readOverrides, readTests, type Test } from '../../bin/ftw/tests.ts'
import { type StartedGate, startGate } from '../support/gate.ts'
import { raw } from '../support/raw.ts'
import { judge, type Outcome } from './judge.ts'
import { reflectingOrigin } from './origin.ts'

/**
 * Runs CRS's own regression tests through `sallyport dev`, byte for byte over sockets: `npm run conformance:crs:http -- --rules DIR
 * --tests DIR`. What workerd's own HTTP layer changes is in the overrides; `--check-overrides` asks whether each still holds and is
 * still needed.
 */

const { values: options } = parseArgs({
  options: {
    rules: { type: 'string' },
    tests: { type: 'string' },
    setup: { type: 'string' },
    overrides: { type: 'string' },
    'check-overrides': { type: 'boolean', default: false },
    only: { type: 'string' },
  },
})
if (!options.rules || !options.tests) {
  throw new Error(
    'usage: conformance:crs:http -- --rules DIR --tests DIR [--setup FILE] [--overrides FILE] [--check-overrides] [--only ID]',
  )
}
const connections = 8
/** CRS's longest test takes seconds on a busy machine, and holds up those beside it. */
const patienceMs = 60_000

const overrides = readOverrides(options.overrides ?? usualOverrides(options.tests))
const all = readTests(options.tests)
const unknown = [...overrides.keys()].filter((title) => !all.some((test) => test.title === title))
const tests = all.filter(
  ({ title }) =>
    (!options.only || title.startsWith(options.only)) && (!options['check-overrides'] || overrides.has(title)),
)
const origin = await reflectingOrigin()
const folder = mkdtempSync(join(tmpdir(), 'sallyport-crs-http-'))
const gate = await startGate([
  ...['--origin', `http://127.0.0.1:${origin.port}`, '--insecure-origin', '--modules', 'waf,origin'],
  ...['--rules', options.rules, '--setup', setupFile()],
  ...['--mode', 'detect', '--debug=log'],
])
const failures: string[] = unknown.map((title) => `${title}: overridden, but there is no such test`)
const started = performance.now()
try {
  const queue = tests.values()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (const test of queue) {
        const reason = await run(gate, test)
        if (reason) failures.push(`${test.title}: ${reason}`)
      }
    }),
  )
} finally {
  await gate.stop()
  await origin.stop()
  rmSync(folder, { recursive: true })
}
for (const line of failures.sort()) console.log(line)
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(`${tests.length - failures.length} of ${tests.length} tests passed in ${seconds} s`)
process.exitCode = failures.length === 0 ? 0 : 1

/** What the tests assume of the engine comes before the set-up that was named, as in process. */
function setupFile(): string {
  const file = join(folder, 'setup.conf')
  const own = join(import.meta.dirname, 'setup.conf')
  const files = options.setup ? [own, resolve(options.setup)] : [own]
  writeFileSync(file, files.map((path) => `Include "${path}"\n`).join(''))
  return file
}

async function run({ port }: StartedGate, { title, stages }: Test): Promise<string | undefined> {
  const override = overrides.get(title)
  let needed = false
  for (const { input, output } of stages) {
    const outcome = await exchange(port, requestOf(input))
    const reason = judge(outcome, override ?? output)
    if (reason) return override ? `the override does not hold: ${reason}` : reason
    needed ||= judge(outcome, output) !== undefined
  }
  return options['check-overrides'] && !needed
    ? 'the override is no longer needed: the test passes as written'
    : undefined
}

async function exchange(port: number, sent: Sent): Promise<Outcome> {
  const announced = Number(sent.headers.find(({ name }) => /^content-length$/i.test(name))?.value ?? 0)
  const { status, headers } = await raw(port, wire(sent), patienceMs, announced > sent.body.length)
  const verdict = headers.get('x-sallyport-waf')
  if (verdict === undefined) return { status, seen: undefined, by: headers.has('x-sallyport-id') ? 'gate' : 'platform' }
  const ids = new Set(/(?:^|; )rules=([\d,]*)/.exec(verdict)?.[1]?.split(',').filter(Boolean).map(Number))
  const log = Buffer.from(headers.get('x-sallyport-waf-log') ?? '', 'base64url').toString('latin1')
  return { status, seen: { ids, log } }
}

/** The overrides lie beside the tests of each version; the plain name is that of the newest. */
function usualOverrides(folder: string): string {
  const version = folder.replace(/\/+$/, '').split('/').at(-1)
  const names = [`overrides-workerd-${version}.yaml`, 'overrides-workerd.yaml']
  const data = join(import.meta.dirname, '../../../shared/data/crs-tests')
  const found = names.map((name) => join(data, name)).find((path) => existsSync(path))
  if (!found) throw new Error(`no overrides in ${data}: name a file with --overrides`)
  return found
}
