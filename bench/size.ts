/**
 * Gzip sizes of what would be deployed, against budgets: `npm run size`. An edge bundle is read and compiled at each cold start. Uses
 * `wrangler deploy --dry-run`, so the figure is the one that the platform would print.
 *
 * Options: --rules DIR (what `sallyport compile` wrote, or rules to compile): the edge bundle with these rules in it, too.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { stopOnErrors, writeModule } from '../bin/rules/commands.ts'
import { compileRules } from '../bin/rules/compile.ts'

interface Budget {
  readonly config: string
  readonly main: string
  readonly maxKb: number
}

const { values } = parseArgs({ options: { rules: { type: 'string' } } })
const scratch = join('.sallyport', 'size', String(process.pid))
const budgets: readonly Budget[] = [
  // Door, pipeline, Hono, WAF with rules-core, origin, gate, telemetry.
  { config: 'wrangler.toml', main: 'edge.js', maxKb: 180 },
  { config: 'wrangler.assets.toml', main: 'assets.js', maxKb: 32 },
  // The edge worker, the WAF, and all of CRS 4.
  ...(values.rules === undefined ? [] : [{ config: await edgeWithRules(values.rules), main: 'waf.js', maxKb: 700 }]),
]

let over = 0
for (const { config, main, maxKb } of budgets) {
  const outdir = mkdtempSync(join(tmpdir(), 'sallyport-size-'))
  const run = spawnSync('wrangler', ['deploy', '--dry-run', '--env=', '-c', config, '--outdir', outdir], {
    encoding: 'utf8',
  })
  if (run.status !== 0) {
    console.error(`${config}: wrangler failed\n${run.stdout}${run.stderr}`)
    process.exit(1)
  }
  const code = readFileSync(join(outdir, main))
  const kb = gzipSync(code, { level: 9 }).length / 1000
  const verdict = kb <= maxKb ? 'ok' : 'OVER'
  if (kb > maxKb) over++
  const name = config.startsWith(scratch) ? 'edge with --rules' : config
  console.log(
    `${name.padEnd(22)} ${(code.length / 1000).toFixed(1)} kB, gzip ${kb.toFixed(1)} kB of ${maxKb} kB: ${verdict}`,
  )
  rmSync(outdir, { recursive: true, force: true })
}
rmSync(scratch, { recursive: true, force: true })
process.exit(over === 0 ? 0 : 1)

/** A worker that is the edge worker and the rules. @returns path of its config, which is the edge worker's but for `main` */
async function edgeWithRules(rules: string): Promise<string> {
  mkdirSync(scratch, { recursive: true })
  const module = existsSync(join(rules, 'index.js')) ? resolve(rules, 'index.js') : await compiled(rules)
  writeFileSync(
    join(scratch, 'waf.ts'),
    `import { waf } from 'sallyport/waf'
import edge from ${JSON.stringify(resolve('workers/edge.ts'))}
import rules from ${JSON.stringify(module)}
export const guard = waf({ rules })
export * from ${JSON.stringify(resolve('workers/edge.ts'))}
export default edge
`,
  )
  const config = join(scratch, 'wrangler.toml')
  writeFileSync(config, readFileSync('wrangler.toml', 'utf8').replace(/^main = .*$/m, 'main = "waf.ts"'))
  return config
}

async function compiled(rules: string): Promise<string> {
  const all = await compileRules({ from: [rules] })
  stopOnErrors(all.diagnostics)
  return resolve(writeModule(all, join(scratch, 'rules')))
}
