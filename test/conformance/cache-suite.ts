import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** One test, as the suite describes it. */
export interface SuiteTest {
  readonly id: string
  readonly kind?: 'required' | 'optimal' | 'check'
  readonly browser_only?: boolean
}

export type Suites = readonly { readonly id: string; readonly tests: readonly SuiteTest[] }[]
export type Result = true | readonly [kind: string, message: string] | undefined
export type Results = Readonly<Record<string, Result>>

/** A checkout of http-tests/cache-tests, used as it is: its server is the origin, its client asks and judges. */
export interface CacheSuite {
  readonly folder: string
  /** Script of its server. */
  readonly server: string
  readonly tests: Suites
  /** npm's: it wants some things otherwise. */
  readonly older: boolean
  run(tests: Suites, base: string): Promise<Results>
  passes(id: string, results: Results, dependencies: boolean): boolean
}

/** npm has an older suite under the same version number; it is fetched packed, because it depends on a whole old npm. */
const packed = {
  name: 'http-cache-tests@0.4.5',
  sha512: 'DjuwN9nUZXLTW+wav1LRESCZNVxl8SshwOy4z1pxuWbWt5/ay6sM9QQ1lebBaDO6P1IMBoK6mdf+PuVP/QNL8A==',
}

/** Fetches npm's package, once, into a folder that git ignores. @throws where its bytes are not those that are expected */
export function fetchPacked(): string {
  const folder = resolve('.sallyport', 'http-cache-tests')
  if (existsSync(join(folder, 'package', 'tests'))) return join(folder, 'package')
  mkdirSync(folder, { recursive: true })
  const out = execFileSync('npm', ['pack', packed.name, '--silent', '--pack-destination', folder], { encoding: 'utf8' })
  const file = join(folder, out.trim().split('\n').at(-1) as string)
  const found = createHash('sha512').update(readFileSync(file)).digest('base64')
  if (found !== packed.sha512) throw new Error(`${packed.name} is not what it was: sha512 ${found}`)
  execFileSync('tar', ['xzf', file, '-C', folder])
  return join(folder, 'package')
}

type Runner = { readonly getResults: () => Results; readonly runTests: (...args: unknown[]) => Promise<void> }
type Judge = {
  /** Icon, colour, and the sign that is printed: ✅ for a pass, Y for a yes. */
  readonly determineTestResult: (
    tests: Suites,
    id: string,
    results: Results,
    dependencies: boolean,
  ) => readonly [string, string, string]
}

/** Loads a checkout, or npm's older layout of one. @throws where `folder` is neither */
export async function loadSuite(given: string): Promise<CacheSuite> {
  const folder = resolve(given)
  const engine = existsSync(join(folder, 'test-engine')) ? join(folder, 'test-engine') : folder
  const server = join(engine, 'server', 'server.mjs')
  if (!existsSync(server))
    throw new Error(`${folder} is no checkout of http-tests/cache-tests: give one with --suite DIR`)
  const load = async <T>(file: string): Promise<T> => (await import(pathToFileURL(file).href)) as T
  const { default: tests } = await load<{ default: Suites }>(join(folder, 'tests', 'index.mjs'))
  const runner = await load<Runner>(join(engine, 'client', 'runner.mjs'))
  const results = join(engine, 'lib', 'results.mjs')
  const judge = await load<Judge>(existsSync(results) ? results : join(engine, 'lib', 'display.mjs'))
  return {
    folder,
    server,
    tests,
    older: engine === folder,
    run: async (chosen, base) => {
      // The older runner is handed the fetch that it uses.
      await (runner.runTests.length === 4
        ? runner.runTests(chosen, fetch, false, base)
        : runner.runTests(chosen, false, base))
      return runner.getResults()
    },
    passes: (id, found, dependencies) => {
      const [, , sign] = judge.determineTestResult(tests, id, found, dependencies)
      return sign === '✅' || sign === 'Y'
    },
  }
}
