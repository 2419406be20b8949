import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { type Finding, lintRoute } from '../../lib/cache/lint.ts'
import type { Module } from '../../lib/core/module.ts'
import { bundle } from '../dev/bundle.ts'
import { readConfig, usualConfigs } from '../dev/config.ts'
import { CommandError, reason } from '../failure.ts'
import { printable } from '../terminal.ts'

/** One route of a worker, as it is declared. */
export interface DeclaredRoute {
  /** `ALL /api/*` */
  readonly pattern: string
  readonly modules: readonly Module[]
}

/** `sallyport check routes [WRANGLER.TOML...]`: fails on unsafe combinations. @throws CommandError */
export async function checkRoutes(args: readonly string[]): Promise<void> {
  const directory = process.cwd()
  const given = files(args)
  const configs = given.length > 0 ? given : usualConfigs(directory)
  if (configs.length === 0) throw new CommandError('there is no wrangler.toml here: name one')
  let errors = 0
  let count = 0
  for (const [at, file] of configs.entries()) {
    const { main } = readConfig(file, directory)
    const script = join(directory, '.sallyport', 'routes', `${process.pid}-${at}.mjs`)
    for (const { pattern, modules } of await declaredRoutes(main, script)) {
      count++
      for (const finding of lintRoute(pattern.replace(/^\S+ /, ''), modules)) {
        if (finding.level === 'error') errors++
        process.stderr.write(`${line(file, pattern, finding)}\n`)
      }
    }
  }
  if (errors > 0) throw new CommandError(`${errors} unsafe combination${errors === 1 ? '' : 's'} in ${count} routes`)
  console.log(`${count} routes: nothing unsafe about what they store`)
}

const line = (file: string, pattern: string, { level, id, message }: Finding): string =>
  printable(`${file}: ${pattern}: ${level}: ${message} [${id}]`)

function files(args: readonly string[]): readonly string[] {
  try {
    return parseArgs({ args: [...args], allowPositionals: true }).positionals
  } catch (error) {
    throw new CommandError(reason(error))
  }
}

/** Loads a worker, as it is bundled, and reads the routes behind its door. @throws CommandError where that cannot be done */
export async function declaredRoutes(main: string, script: string): Promise<readonly DeclaredRoute[]> {
  const shown = relative(process.cwd(), main)
  await bundle(`export { default } from ${JSON.stringify(resolve(main))}`, script)
  let worker: { readonly app?: unknown } | undefined
  try {
    worker = ((await import(pathToFileURL(script).href)) as { readonly default?: { readonly app?: unknown } }).default
  } catch (error) {
    throw new CommandError(`${shown} cannot be loaded outside workerd: ${reason(error)}`)
  }
  const routes = routesOf(worker?.app)
  if (routes === undefined) {
    throw new CommandError(
      `the routes of ${shown} cannot be read: export default door(app), with a Hono app, an itty router or a pipeline`,
    )
  }
  return routes
}

type Bound = { readonly pipeline?: { readonly modules: readonly Module[] } }
type HonoRoute = { readonly method: string; readonly path: string; readonly handler: Bound }
type IttyRoute = readonly [method: string, pattern: RegExp, handlers: readonly Bound[], path: string]

export function routesOf(app: unknown): readonly DeclaredRoute[] | undefined {
  const { modules, routes } = (app ?? {}) as { readonly modules?: readonly Module[]; readonly routes?: unknown }
  // An itty router answers to any name with a function.
  if (Array.isArray(modules)) return [{ pattern: 'ALL *', modules }]
  if (!Array.isArray(routes)) return undefined
  return (routes as readonly (HonoRoute | IttyRoute)[]).flatMap((route) => {
    const [method, handlers, path] =
      'handler' in route ? [route.method, [route.handler], route.path] : [route[0], route[2], route[3]]
    return handlers.flatMap(({ pipeline }) =>
      pipeline ? [{ pattern: `${method} ${path}`, modules: pipeline.modules }] : [],
    )
  })
}
