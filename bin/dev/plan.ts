import { join, relative } from 'node:path'
import { readConfig, usualConfigs, type WorkerConfig } from './config.ts'
import { entryOfModules, entryOfWorker } from './entry.ts'
import type { RuntimeWorker } from './miniflare.ts'
import { defaultModules } from './modules.ts'
import type { DevOptions } from './options.ts'
import type { Origin } from './origin.ts'

/** A worker that will run: all but what the origin decides. */
export interface PlannedWorker extends Omit<RuntimeWorker, 'vars'> {
  /** What it is made of, for the person at the terminal. */
  readonly from: string
  readonly entry: (origin: Origin) => string
  readonly varsFor: (origin: Origin) => Readonly<Record<string, unknown>>
  /** Kinds of bindings that its file has and that are not served here. */
  readonly unserved: readonly string[]
}

export interface Plan {
  /** Where the generated entries lie; of this run alone. */
  readonly folder: string
  readonly workers: readonly PlannedWorker[]
}

/** @throws CommandError for a config that cannot be used */
export function makePlan(options: DevOptions, directory: string): Plan {
  // One folder a port: two commands in one directory cannot have the same, and so never overwrite each other's entry.
  const folder = join(directory, '.sallyport', 'dev', String(options.port))
  const configs = configsOf(options, directory).map((file) => readConfig(file, directory))
  const workers = configs.map((config, at) => workerOfConfig(config, at, options, folder, directory))
  return { folder, workers: workers.length > 0 ? workers : [workerOfModules(options, folder)] }
}

function configsOf(options: DevOptions, directory: string): readonly string[] {
  // Whether a route may be plaintext is written in the worker: --insecure-origin runs the named modules instead.
  if (options.modules !== undefined || options.rules !== undefined || options.origin?.protocol === 'http:') return []
  return options.configs ?? usualConfigs(directory)
}

function workerOfConfig(
  config: WorkerConfig,
  at: number,
  options: DevOptions,
  folder: string,
  directory: string,
): PlannedWorker {
  const { name, file, main, vars, ...rest } = config
  const specifier = relative(folder, main).replaceAll('\\', '/')
  return {
    ...rest,
    name,
    from: file,
    script: join(folder, `${at}.mjs`),
    port: options.port + at,
    entry: () => entryOfWorker(specifier, relative(directory, main), options),
    varsFor: (origin) => ({ ...vars, ...originVars(origin) }),
  }
}

function workerOfModules(options: DevOptions, folder: string): PlannedWorker {
  const modules = options.modules ?? defaultModules
  const waf = options.rules && { module: './rules/index.js', mode: options.rules.mode }
  return {
    name: 'sallyport-dev',
    from: `door, ${modules.join(', ')}`,
    script: join(folder, '0.mjs'),
    port: options.port,
    compatibilityDate: undefined,
    compatibilityFlags: [],
    kv: [],
    objects: [],
    unserved: [],
    entry: ({ url, credentials: { client } }) => {
      const plaintext = url.protocol === 'http:'
      return entryOfModules(
        modules,
        { url: url.href, plaintext, certificate: client !== undefined },
        { ...options, waf },
      )
    },
    varsFor: originVars,
  }
}

/** What `workers/edge.ts` reads. `none` says, as a deployment would, that this origin asks for no certificate. */
const originVars = ({ url, credentials }: Origin): Readonly<Record<string, string>> => ({
  ORIGIN_URL: url.href,
  ...(credentials.client === undefined && { ORIGIN_CERTIFICATE: 'none' }),
})
