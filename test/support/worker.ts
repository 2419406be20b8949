import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { freePort } from './ports.ts'

export interface StartedWorker {
  readonly port: number
  readonly url: string
  /** Process id of workerd, for memory and CPU figures. */
  readonly stop: () => Promise<void>
}

export interface WorkerOptions {
  /** TypeScript of the entry; imports resolve from the repository. */
  readonly source: string
  readonly bindings?: Readonly<Record<string, string>>
  /** As miniflare takes them. */
  readonly serviceBindings?: Readonly<Record<string, unknown>>
  /** Binding to the class, which the entry exports. */
  readonly durableObjects?: Readonly<Record<string, string | { readonly className: string; readonly useSQLite: true }>>
}

let made = 0

/** Runs a worker in workerd on a socket of its own, with no entry worker before it: paths and headers arrive raw. */
export async function startWorker({
  source,
  bindings = {},
  serviceBindings = {},
  durableObjects = {},
}: WorkerOptions): Promise<StartedWorker> {
  const scriptPath = join('.sallyport', 'test', `worker-${process.pid}-${++made}.mjs`)
  await mkdir(join('.sallyport', 'test'), { recursive: true })
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: process.cwd(), loader: 'ts', sourcefile: 'worker-under-test.ts' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'esnext',
    conditions: ['sallyport-source', 'workerd', 'worker', 'browser'],
    external: ['cloudflare:*'],
  })
  await writeFile(scriptPath, outputFiles[0]?.text ?? '')
  const port = await freePort()
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      scriptPath,
      compatibilityDate: '2026-10-01',
      compatibilityFlags: ['enable_request_signal'],
      cf: false,
      // What workerd says of faults that tests cause on purpose; a test that wants it runs `sallyport dev`.
      handleStructuredLogs: () => undefined,
      bindings: { ...bindings },
      durableObjects: { ...durableObjects },
      serviceBindings: { NET: { network: { allow: ['private', 'public'] } }, ...serviceBindings },
      unsafeDirectSockets: [{ host: '127.0.0.1', port }],
    } as Parameters<typeof convertV4MiniflareOptions>[0]),
  )
  await miniflare.ready
  return { port, url: `http://127.0.0.1:${port}`, stop: () => miniflare.dispose() }
}
