import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** What one process measures. */
export interface Job {
  /** Path of a compiled module. */
  readonly module: string
  readonly corpus: string
  /** A name of `groups`, or `leaves`. */
  readonly group: string
  /** CPU time that is measured, after what is dropped. */
  readonly seconds: number
  readonly mode: 'block' | 'detect'
  /** Whether phases 3 and 4 run on an answer without a body. */
  readonly answer: boolean
}

export interface Measured {
  /** CPU microseconds a request. */
  readonly figures: Readonly<Record<string, number>>
  readonly refused: readonly string[]
}

/** Runs a job in a process of its own: functions that two groups share would otherwise be compiled for both. */
export function measure(job: Job): Measured {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions', 'sallyport-source', join(import.meta.dirname, 'measure.ts'), JSON.stringify(job)],
    { encoding: 'utf8', timeout: 600_000 },
  )
  if (status !== 0) throw new Error(`${job.group}: ${stderr}`)
  return JSON.parse(stdout) as Measured
}

/** Milliseconds of CPU for 16 MB of a hash in plain JavaScript: tells one machine, and one minute of it, from another. */
export function calibrate(): number {
  const text = 'q'.repeat(1 << 20)
  const before = process.cpuUsage()
  let hash = 0x811c9dc5
  for (let round = 0; round < 16; round++)
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 + (hash & 1) * 1e-9
}
