import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { freePortPair } from './ports.ts'

export interface StartedGate {
  readonly url: string
  readonly port: number
  /** Everything printed so far. */
  readonly output: () => string
  /** Ends it with a signal, and tells the exit code. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>
  readonly pid: number
}

/** Between the look for a free port and its use, another program may take it. */
const tries = 3

/** Runs `sallyport dev` as a person would, on a free port, and waits until it says that it listens. */
export async function startGate(args: readonly string[] = []): Promise<StartedGate> {
  for (let left = tries; ; left--) {
    try {
      return await started(args)
    } catch (error) {
      if (left === 1 || !String(error).includes('Address already in use')) throw error
    }
  }
}

async function started(args: readonly string[]): Promise<StartedGate> {
  const port = await freePortPair()
  const child = command(['--port', String(port), ...args])
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += data))
  const ended = once(child, 'exit')
  await Promise.race([
    ended.then(() => Promise.reject(new Error(`it ended: ${output}`))),
    new Promise<void>((resolve) => child.stdout?.on('data', () => output.includes('Ctrl-C') && resolve())),
  ])
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    output: () => output,
    pid: child.pid as number,
    stop: async (signal = 'SIGINT') => {
      child.kill(signal)
      return (await ended)[0] as number | null
    },
  }
}

const command = (args: readonly string[]): ChildProcess =>
  spawn(process.execPath, ['bin/sallyport.ts', 'dev', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })

/** Runs `sallyport dev` with arguments that it refuses, and gives what it said. */
export async function refused(args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const child = command(args)
  let said = ''
  child.stdout?.on('data', (data) => (said += data))
  child.stderr?.on('data', (data) => (said += data))
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  const [code] = (await once(child, 'exit')) as [number | null]
  clearTimeout(timer)
  return { code: code ?? -1, said }
}

/** Processes that descend from one, by /proc. */
export function descendants(pid: number): readonly number[] {
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const columns = readFileSync(`/proc/${entry}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      if (columns[0] !== 'Z') parents.set(Number(entry), Number(columns[1]))
    } catch {
      // It has ended since.
    }
  }
  const found: number[] = []
  for (let from = [pid]; from.length > 0; ) {
    from = [...parents].filter(([, parent]) => from.includes(parent)).map(([child]) => child)
    found.push(...from)
  }
  return found
}

export const alive = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '')[0] !== 'Z'
  } catch {
    return false
  }
}
