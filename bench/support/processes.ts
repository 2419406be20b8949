import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const ticksPerSecond = 100 // USER_HZ, the same on every Linux that Node runs on

/** The process that listens on a TCP port of this machine, or `undefined`. */
export function listenerOf(port: number): number | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const inodes = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter((columns) => columns[1]?.endsWith(`:${hex}`) && columns[3] === '0A')
        .map((columns) => `socket:[${columns[9]}]`),
    ),
  )
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .find((pid) => descriptors(pid).some((target) => inodes.has(target)))
}

function descriptors(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => link(`/proc/${pid}/fd/${fd}`))
  } catch {
    return [] // gone, or not ours
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

/** User and system time of a process so far, in microseconds. */
export function cpuMicroseconds(pid: number): number {
  const columns = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return ((Number(columns[11]) + Number(columns[12])) / ticksPerSecond) * 1e6
}

/** Resident memory of a process, in MiB. */
export function residentMib(pid: number): number {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib) / 1024
}
