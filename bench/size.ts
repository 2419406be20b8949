/**
 * Gzip sizes of what would be deployed, against budgets: `npm run size`. An edge bundle is read and compiled at each cold start. Uses
 * `wrangler deploy --dry-run`, so the figure is the one that the platform would print.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const budgets: readonly { readonly config: string; readonly main: string; readonly maxKb: number }[] = [
  // Door, pipeline, Hono, origin, gate, telemetry.
  { config: 'wrangler.toml', main: 'edge.js', maxKb: 40 },
  { config: 'wrangler.assets.toml', main: 'assets.js', maxKb: 32 },
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
  console.log(
    `${config.padEnd(22)} ${(code.length / 1000).toFixed(1)} kB, gzip ${kb.toFixed(1)} kB of ${maxKb} kB: ${verdict}`,
  )
}
process.exit(over === 0 ? 0 : 1)
