import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Sees to it that this process's children end with it even where it is killed outright (SIGKILL, out of memory), when no handler of its own
 * runs: a shell waits for the end of its input, which comes when this process is gone, and then ends them. Linux only; elsewhere
 * nothing is done. Call the returned function before an end in order.
 */
export function lastRites(): () => void {
  const children = childrenOf(process.pid)
  if (children.length === 0) return () => undefined
  // Detached: a Ctrl-C goes to the whole foreground group, and must not end the watch before the children.
  const watch: ChildProcess = spawn('/bin/sh', ['-c', 'read _ || kill -9 "$@"', 'sh', ...children], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watch.on('error', () => undefined)
  watch.unref()
  return () => watch.kill('SIGKILL')
}

function childrenOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  } catch {
    return []
  }
}
