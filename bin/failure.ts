import { createRequire } from 'node:module'

/** What the person at the terminal can mend: printed as one line, without a stack, and the process exits 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

/** The first line of whatever was thrown, for use inside a CommandError's own line. */
export const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] as string

/**
 * The failure as the person at the terminal can mend it. A package that only commands need is an optional peer: where one is missing,
 * the line says how to get them. Anything else is a defect of ours, and stays what it is.
 */
export function mendable(error: unknown): unknown {
  const { code } = error as { code?: unknown }
  const name = code === 'ERR_MODULE_NOT_FOUND' ? /Cannot find package '([^']+)'/.exec(reason(error))?.[1] : undefined
  if (name === undefined) return error
  const { peerDependencies } = createRequire(import.meta.url)('sallyport/package.json') as {
    peerDependencies: Readonly<Record<string, string>>
  }
  if (peerDependencies[name] === undefined) return error
  const wanted = Object.entries(peerDependencies).filter(([peer]) => !routers.has(peer))
  const packages = wanted.map(([peer, range]) => `"${peer}@${range}"`).join(' ')
  return new CommandError(`the package ${name} is not installed: npm install --save-dev ${packages}`)
}

/** Peers that a worker needs, not a command. */
const routers: ReadonlySet<string> = new Set(['hono', 'itty-router'])
