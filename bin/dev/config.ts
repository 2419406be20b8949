import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'smol-toml'
import { unsafeWorkersCache } from '../check/workers-cache.ts'
import { CommandError, reason } from '../failure.ts'

/** The part of a wrangler file that `sallyport dev` can serve. */
export interface WorkerConfig {
  readonly file: string
  readonly name: string
  /** Absolute. */
  readonly main: string
  readonly compatibilityDate: string | undefined
  readonly compatibilityFlags: readonly string[]
  readonly vars: Readonly<Record<string, unknown>>
  readonly kv: readonly string[]
  readonly objects: readonly { readonly binding: string; readonly className: string; readonly sqlite: boolean }[]
  /** Kinds of bindings that the file has and that are not served here. */
  readonly unserved: readonly string[]
}

/** The files looked for when none is named. Those after the first count only beside it. */
const usualNames = ['wrangler.toml', 'wrangler.assets.toml']

export function usualConfigs(directory: string): readonly string[] {
  const found = usualNames.filter((name) => existsSync(resolve(directory, name)))
  return found[0] === usualNames[0] ? found : []
}

/** @throws CommandError when the file cannot be read, is not TOML, or names no `main` that exists */
export function readConfig(file: string, directory: string): WorkerConfig {
  const path = resolve(directory, file)
  const table = readToml(path, file)
  const unsafe = unsafeWorkersCache(table)
  if (unsafe !== undefined) throw new CommandError(`${file}: ${unsafe}`)
  if (typeof table.main !== 'string') throw new CommandError(`${file}: there is no main = "…" in it`)
  const main = resolve(dirname(path), table.main)
  if (!existsSync(main)) throw new CommandError(`${file}: main = "${table.main}" does not exist`)
  const sqlite = new Set(tables(table.migrations).flatMap((migration) => texts(migration.new_sqlite_classes)))
  return {
    file,
    name: typeof table.name === 'string' ? table.name : file,
    main,
    compatibilityDate: typeof table.compatibility_date === 'string' ? table.compatibility_date : undefined,
    compatibilityFlags: texts(table.compatibility_flags),
    vars: isTable(table.vars) ? table.vars : {},
    kv: tables(table.kv_namespaces).flatMap(({ binding }) => texts([binding])),
    objects: tables(isTable(table.durable_objects) ? table.durable_objects.bindings : []).flatMap(
      ({ name, class_name: className }) =>
        typeof name === 'string' && typeof className === 'string'
          ? [{ binding: name, className, sqlite: sqlite.has(className) }]
          : [],
    ),
    unserved: Object.keys(table).filter((key) => !served.has(key) && typeof table[key] === 'object'),
  }
}

// mtls_certificates: ORIGIN is bound to the certificate of the command line.
const served: ReadonlySet<string> = new Set([
  'compatibility_flags',
  'vars',
  'kv_namespaces',
  'durable_objects',
  'migrations',
  'mtls_certificates',
  'routes',
  'route',
  'env',
  'observability',
  'cache',
  'exports',
  'build',
  'limits',
  'placement',
  'triggers',
  'dev',
])

type Table = Readonly<Record<string, unknown>>

function readToml(path: string, file: string): Table {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new CommandError(`${file}: cannot be read: ${reason(error)}`)
  }
  try {
    return parse(text) as Table
  } catch (error) {
    const { line, column } = error as { line?: number; column?: number }
    throw new CommandError(`${file}:${line ?? 0}:${column ?? 0}: ${reason(error)}`)
  }
}

const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null && !Array.isArray(value)
const tables = (value: unknown): readonly Table[] => (Array.isArray(value) ? value.filter(isTable) : [])
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : []
