import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'smol-toml'
import type { Module, Risk } from '../../lib/core/module.ts'
import { declarations } from '../../lib/core/pipeline.ts'
import { CommandError, reason } from '../failure.ts'
import { unsafeWorkersCache } from './workers-cache.ts'

/** One thing that is wrong, and in which pipeline. */
export interface Finding extends Risk {
  /** Names of its modules, in order. */
  readonly route: string
}

/** Modules that must see every request: what is answered from a cache before them, they do not see. */
const watching: ReadonlySet<string> = new Set(['limit', 'bot', 'waf', 'gate'])

/** What is wrong in the pipelines that a worker declares. */
export function findings(pipelines: readonly (readonly Module[])[]): readonly Finding[] {
  return pipelines.flatMap((modules) => {
    const names = modules.map(({ name }) => name)
    const route = names.join(', ')
    const after = names.slice(names.indexOf('cache') + 1).filter((name) => watching.has(name))
    const order: readonly Risk[] =
      names.includes('cache') && after.length > 0
        ? [{ id: 'order', severity: 'error', message: `a hit never meets ${after.join(', ')}: put cache after it` }]
        : []
    return [...order, ...modules.flatMap(({ risks = [] }) => risks)].map((risk) => ({ ...risk, route }))
  })
}

/**
 * `sallyport check routes [FILE]`: loads a worker (a module, or the wrangler file that names it; default: wrangler.toml here), looks at every pipeline
 * that it declares, and prints what is unsafe.
 *
 * @returns 1 where there is an error, else 0
 * @throws CommandError for a worker that cannot be loaded
 */
export async function checkRoutes([file = 'wrangler.toml']: readonly string[]): Promise<number> {
  const pipelines = await declaredBy(mainOf(file))
  if (pipelines.length === 0) throw new CommandError(`${file}: no pipeline is declared when it is loaded`)
  const found = findings(pipelines)
  for (const { severity, id, route, message } of found)
    console.log(`${severity} ${id} in pipeline(${route}): ${message}`)
  const errors = found.filter(({ severity }) => severity === 'error').length
  console.log(`${pipelines.length} pipelines, ${errors} errors, ${found.length - errors} warnings`)
  return errors > 0 ? 1 : 0
}

function mainOf(file: string): string {
  if (!existsSync(file)) throw new CommandError(`${file}: there is no such file; give a worker or its wrangler.toml`)
  if (!file.endsWith('.toml')) return resolve(file)
  const table = parse(readFileSync(file, 'utf8'))
  const unsafe = unsafeWorkersCache(table)
  if (unsafe !== undefined) throw new CommandError(`${file}: ${unsafe}`)
  const { main } = table
  if (typeof main !== 'string') throw new CommandError(`${file}: there is no main = "…" in it`)
  return resolve(dirname(file), main)
}

/** What stands in for the platform's modules: a worker is loaded here, not run. */
const platformModule = `
export class DurableObject {}
export class WorkerEntrypoint {}
export class RpcTarget {}
export const env = {}
export const exports = {}
export const connect = () => { throw new Error('not here') }`

/** Bundles a worker, loads it in this process, and listens to what it declares. */
async function declaredBy(main: string): Promise<readonly (readonly Module[])[]> {
  const { build } = await import('esbuild')
  // Beside the worker, so that packages that stay outside are found.
  const folder = mkdtempSync(join(dirname(main), '.sallyport-check-'))
  const outfile = join(folder, 'worker.mjs')
  const listener = globalThis as { [declarations]?: (modules: readonly Module[]) => void }
  const declared: (readonly Module[])[] = []
  try {
    await build({
      entryPoints: [main],
      outfile,
      bundle: true,
      format: 'esm',
      target: 'esnext',
      conditions: ['sallyport-source', 'workerd', 'worker', 'browser'],
      external: ['node:*'],
      logLevel: 'silent',
      plugins: [
        {
          name: 'platform',
          setup(build) {
            build.onResolve({ filter: /^cloudflare:/ }, ({ path }) => ({ path, namespace: 'platform' }))
            build.onLoad({ filter: /.*/, namespace: 'platform' }, () => ({ contents: platformModule }))
          },
        },
      ],
    })
    listener[declarations] = (modules) => void declared.push(modules)
    await import(pathToFileURL(outfile).href)
  } catch (error) {
    throw new CommandError(`${main}: cannot be loaded: ${reason(error).split('\n', 1)[0]}`)
  } finally {
    delete listener[declarations]
    rmSync(folder, { recursive: true, force: true })
  }
  return declared
}
