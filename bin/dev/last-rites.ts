import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

export interface Rites {
  cancel(): Promise<void>
}

/**
 * Sees to it that this process's children end with it even where it is killed outright (SIGKILL, out of memory), when no handler of its own
 * runs: a shell waits for the end of its input, which comes when this process is gone, and then ends them. Linux only; elsewhere
 * nothing is done. To be cancelled before an end in order, and when a child is replaced by another.
 */
export function lastRites(): Rites {
  const children = childrenOf(process.pid)
  if (children.length === 0) return { cancel: async () => undefined }
  // Detached: a Ctrl-C goes to the whole foreground group, and must not end the watch before the children.
  const watch: ChildProcess = spawn('/bin/sh', ['-c', 'read _ || kill -9 "$@"', 'sh', ...children], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watch.on('error', () => undefined)
  watch.unref()
  return {
    async cancel() {
      if (watch.pid === undefined || watch.exitCode !== null || watch.signalCode !== null) return
      watch.ref()
      watch.kill('SIGKILL')
      await once(watch, 'exit') // else it would count as a child of ours in the next list
    },
  }
}

function childrenOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  } catch {
    return []
  }
}
