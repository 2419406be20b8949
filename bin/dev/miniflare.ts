import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { CommandError, reason } from '../failure.ts'

/** The one file that imports miniflare: what it needs to know is here, and what an upgrade breaks, too. */

export interface OriginCredentials {
  /** PEM. `undefined`: the public CAs. */
  readonly ca: string | undefined
  /** PEM. */
  readonly client: { readonly certificate: string; readonly key: string } | undefined
}

export interface RuntimeWorker {
  readonly name: string
  /** Under the working directory: miniflare says no more than "failed to start" otherwise. */
  readonly script: string
  readonly port: number
  readonly compatibilityDate: string | undefined
  readonly compatibilityFlags: readonly string[]
  readonly vars: Readonly<Record<string, unknown>>
  readonly kv: readonly string[]
  readonly objects: readonly { readonly binding: string; readonly className: string; readonly sqlite: boolean }[]
}

/** One line or several that workerd or a worker wrote. */
export interface RuntimeLog {
  readonly level: string
  readonly message: string
}

export interface RuntimeOptions {
  readonly host: string
  readonly workers: readonly RuntimeWorker[]
  readonly credentials: OriginCredentials
  readonly onLog: (log: RuntimeLog) => void
  /** Called when workerd has crashed and a new one serves. */
  readonly onRestart: () => Promise<void>
}

export interface Runtime {
  /** Ends workerd and removes what it wrote. */
  stop(): Promise<void>
}

const newestDate = '2026-10-01'
const outbound = 'sallyport-outbound'
const relay = 'export default { fetch: (request, env) => env.ORIGIN.fetch(request) }'
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

// Without these it looks up its own version and a sample of request.cf on the network.
const quiet = { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_HIDE_BANNER: 'true' }

/** @throws CommandError when workerd does not start; its own reason is in the line */
export async function startRuntime({ host, workers, credentials, onLog, onRestart }: RuntimeOptions): Promise<Runtime> {
  Object.assign(process.env, quiet)
  const network = networkOf(credentials)
  // The platform's own `fetch` trusts the public CAs. Where a worker uses it, without a client certificate, on an origin of another CA, it has
  // to go out by the network that trusts that one; miniflare takes only a worker for it.
  const ownTrust = credentials.ca !== undefined && credentials.client === undefined
  // What is said before it serves is either the reason why it does not, in the error's line, or shown afterwards.
  let held: RuntimeLog[] | undefined = []
  const options = {
    log: new Log(LogLevel.NONE),
    cf: false,
    logRequests: false,
    handleStructuredLogs: (log: RuntimeLog) => (held ? void held.push(log) : onLog(log)),
    unsafeHandleRuntimeRestart: onRestart,
    workers: [
      ...workers.map((worker) => ({
        name: worker.name,
        modules: true,
        scriptPath: worker.script,
        compatibilityDate: worker.compatibilityDate ?? newestDate,
        compatibilityFlags: [...new Set([...worker.compatibilityFlags, 'enable_request_signal'])],
        bindings: { ...worker.vars },
        kvNamespaces: [...worker.kv],
        durableObjects: Object.fromEntries(
          worker.objects.map(({ binding, className, sqlite }) => [binding, { className, useSQLite: sqlite }]),
        ),
        serviceBindings: { ORIGIN: network },
        ...(ownTrust && { outboundService: outbound }),
        // Direct: miniflare's own entry worker would tidy paths and headers up before rules see them.
        unsafeDirectSockets: [{ host, port: worker.port }],
      })),
      ...(ownTrust
        ? [
            {
              name: outbound,
              modules: true,
              script: relay,
              compatibilityDate: newestDate,
              serviceBindings: { ORIGIN: network },
            },
          ]
        : []),
    ],
  }
  const before = signals.map((signal) => new Set(process.listeners(signal)))
  const miniflare = new Miniflare(convertV4MiniflareOptions(options as Parameters<typeof convertV4MiniflareOptions>[0]))
  // Its signal handlers leave at once with 130; ending in order, with 0, is this command's to do. Its hook on 'exit' stays.
  for (const [at, signal] of signals.entries()) {
    for (const listener of process.listeners(signal)) if (!before[at]?.has(listener)) process.off(signal, listener)
  }
  try {
    await miniflare.ready
  } catch (error) {
    await miniflare.dispose().catch(() => undefined)
    throw new CommandError(`workerd did not start: ${startFailure(error, held)}`)
  }
  const said = held
  held = undefined
  for (const log of said) onLog(log)
  return { stop: () => miniflare.dispose() }
}

function networkOf({ ca, client }: OriginCredentials): object {
  return {
    network: {
      allow: ['public', 'private'],
      tlsOptions: {
        trustBrowserCas: ca === undefined,
        ...(ca !== undefined && { trustedCertificates: [ca] }),
        ...(client && { keypair: { privateKey: client.key, certificateChain: client.certificate } }),
      },
    },
  }
}

/** The first line of the first error that workerd wrote, without the name that miniflare gave the worker; else what miniflare says. */
function startFailure(error: unknown, said: readonly RuntimeLog[]): string {
  const told = said.find(({ level }) => level === 'error')?.message.split('\n', 1)[0]
  return told?.replace(/^service core:user:\S+?: (?:Uncaught )?(?:Error: )?/, '') ?? reason(error)
}
