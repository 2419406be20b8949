/**
 * The consumer test: `npm run test:consumer`. Packs every workspace as npm would publish it, installs the packages into an empty project, and
 * there type-checks, bundles and runs a worker that imports `sallyport`, and calls `npx sallyport --help`. Needs the npm registry.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const project = mkdtempSync(join(tmpdir(), 'sallyport-consumer-'))
let failed = 0

function run(title: string, cwd: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${title}`)
  if (status !== 0) {
    failed++
    console.log(`${stdout}${stderr}`)
  }
  return stdout
}

const versions = (
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> }
).devDependencies
const pinned = (name: string): string => `${name}@${versions[name]}`

const packages = join(project, 'packages')
mkdirSync(packages)
run('pack sallyport', root, 'npm', 'pack', '--pack-destination', packages)
for (const rules of readdirSync(join(root, 'rules'), { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  run(`pack rules/${rules.name}`, join(root, 'rules', rules.name), 'npm', 'pack', '--pack-destination', packages)
}
const tarballs = readdirSync(packages).map((file) => join(packages, file))
for (const tarball of tarballs)
  run(`publint ${tarball.slice(packages.length + 1)}`, root, 'npx', 'publint', '--strict', tarball)

writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
const tools = ['hono', 'itty-router', 'typescript', 'esbuild', 'miniflare', '@cloudflare/workers-types'].map((name) =>
  name === 'esbuild' ? 'esbuild@0.28.2' : pinned(name),
)
run('install', project, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs, ...tools)

writeFileSync(
  join(project, 'worker.ts'),
  `import { core } from '@sallyport/rules-core'
import { Hono } from 'hono'
import { type Module, pipeline, SallyportError } from 'sallyport'
import { type Door, door } from 'sallyport/door'
import { gate, unknownAddress } from 'sallyport/gate'
import { hono } from 'sallyport/hono'
import { itty } from 'sallyport/itty'
import { origin } from 'sallyport/origin'
import { edge } from 'sallyport/presets/edge'
import { consoleLines, telemetry } from 'sallyport/telemetry'

interface Env { readonly ORIGIN_URL: string }
declare module 'sallyport' { interface Verdicts { readonly geo?: { readonly country: string } } }

const geo: Module<Env> = {
  name: 'geo', failure: 'open', provides: 'geo',
  handle(request, context, next) {
    context.settle('geo', { country: context.client.country ?? 'ZZ' })
    return next(request, context)
  },
}
const says: Module<Env> = { name: 'says', failure: 'closed', handle: (_, context) => new Response('geo ' + context.verdicts.geo?.country) }
const app = new Hono<{ Bindings: Env }>()
app.all('/geo', hono(geo, gate({ policies: [unknownAddress('log')] }), says))
app.all('/shop/*', hono(edge<Env>({ waf: { rules: core() }, origin: { url: (env) => env.ORIGIN_URL } })))
export const other = itty(pipeline(gate(), origin({ url: 'https://origin.example' })))
export const code: string = new SallyportError('ERR_OPTION', 'x').code
const worker: Door<Env> = door(app, { observe: telemetry(consoleLines()) })
export default worker
`,
)
writeFileSync(
  join(project, 'itty.ts'),
  `import { AutoRouter } from 'itty-router'
import { door } from 'sallyport/door'
import { itty } from 'sallyport/itty'
import { origin } from 'sallyport/origin'

const router = AutoRouter()
router.all('*', itty(origin({ url: 'https://origin.example' })))
export default door(router)
`,
)
const strict = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'esnext']
run(
  'type-check with Workers types',
  project,
  'npx',
  'tsc',
  ...strict,
  '--lib',
  'esnext',
  '--types',
  '@cloudflare/workers-types',
  'worker.ts',
)
run(
  'type-check with the web’s types',
  project,
  'npx',
  'tsc',
  ...strict,
  '--lib',
  'esnext,dom,dom.iterable',
  '--types',
  '',
  '--skipLibCheck',
  'worker.ts',
)
const workersTypes = ['--lib', 'esnext', '--types', '@cloudflare/workers-types']
const readme = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
  ([, code]) => code as string,
)
if (readme.length < 2) throw new Error('the README has lost its examples')
const examples = readme.map((code, at) => {
  writeFileSync(join(project, `readme-${at}.ts`), code)
  return `readme-${at}.ts`
})
// itty-router's own declarations name files that it does not ship, hence --skipLibCheck.
for (const file of ['itty.ts', ...examples]) {
  run(`type-check ${file}`, project, 'npx', 'tsc', ...strict, ...workersTypes, '--skipLibCheck', file)
  run(
    `bundle ${file}`,
    project,
    'npx',
    'esbuild',
    file,
    '--bundle',
    '--format=esm',
    '--conditions=workerd,worker',
    `--outfile=${file}.mjs`,
  )
}
// A part of rules-core alone, and a module of somebody else's, as docs/rules.md has them.
const documented = [...readFileSync(join(root, 'docs/rules.md'), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
  ([, code]) => code as string,
)
const part = documented.find((code) => code.includes('rules-core/sqli')) ?? ''
const third = documented.find((code) => code.includes('latexRules')) ?? ''
if (part === '' || third.split('\n').length > 40) throw new Error('docs/rules.md has lost its examples')
writeFileSync(join(project, 'part.ts'), part)
writeFileSync(join(project, 'latex.ts'), third)
writeFileSync(
  join(project, 'latex-run.ts'),
  `import { waf } from 'sallyport/waf'
import { latexRules } from './latex.ts'
const verdict = await waf({ rules: latexRules() }).inspect({ method: 'GET', target: '/?a=%5Cinput%7Ba%7D', protocol: 'HTTP/1.1', headers: [] })
console.log(verdict.action)
`,
)
for (const file of ['part', 'latex-run'])
  run(
    `bundle ${file}.ts`,
    project,
    'npx',
    'esbuild',
    `${file}.ts`,
    '--bundle',
    '--format=esm',
    '--conditions=workerd,worker',
    `--outfile=${file}.mjs`,
  )
const bundled = readFileSync(join(project, 'part.mjs'), 'utf8')
// Its own detector is in it, no other's.
if (!bundled.includes('UNION SELECT') || /an event handler|xp_none|php:\/\/filter/.test(bundled)) {
  failed++
  console.log('FAILED rules-core/sqli brings other detectors along')
}
if (!run('a third-party rule module', project, 'node', 'latex-run.mjs').includes('refuse')) failed++
run(
  'bundle',
  project,
  'npx',
  'esbuild',
  'worker.ts',
  '--bundle',
  '--format=esm',
  '--conditions=workerd,worker',
  '--outfile=worker.mjs',
)
writeFileSync(
  join(project, 'run.mjs'),
  `import { readFileSync, writeFileSync } from 'node:fs'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
// Only the default export is the worker; the others are there to be type-checked.
writeFileSync('entry.mjs', 'export { default } from "./worker.mjs"')
const miniflare = new Miniflare(convertV4MiniflareOptions({ modules: [
  { type: 'ESModule', path: 'entry.mjs', contents: readFileSync('entry.mjs', 'utf8') },
  { type: 'ESModule', path: 'worker.mjs', contents: readFileSync('worker.mjs', 'utf8') },
], compatibilityDate: '2026-10-01', cf: false, bindings: { ORIGIN_URL: 'https://localhost:1' } }))
const says = async (path) => { const answer = await miniflare.dispatchFetch('http://shop.test' + path); return answer.status + ' ' + (await answer.text()).trim() }
const got = [await says('/geo'), await says('/.well-known/sallyport/health'), (await says('/nowhere')).slice(0, 3), (await says('/shop/x')).slice(0, 3)]
await miniflare.dispose()
console.log(JSON.stringify(got))
// US is miniflare's placeholder.
process.exit(JSON.stringify(got) === JSON.stringify(['200 geo US', '200 {"status":"ok"}', '404', '502']) ? 0 : 1)
`,
)
console.log(run('run in workerd', project, 'npx', 'node', 'run.mjs').split('\n').slice(-2).join(''))
const help = run('npx sallyport --help', project, 'npx', 'sallyport', '--help')
if (!help.includes('dev')) {
  failed++
  console.log(`FAILED --help does not mention dev:\n${help}`)
}
rmSync(project, { recursive: true, force: true })
console.log(failed === 0 ? 'the packages work where they are installed' : `${failed} of the steps failed`)
process.exit(failed === 0 ? 0 : 1)
