import { files } from './files.ts'

/** Longest that a command may sleep, in ms. */
const longest = 2000

export interface Ran {
  readonly output: string
  readonly sleepMs: number
  /** Commands that ran beside the first. */
  readonly others: number
}

const commands: Readonly<Record<string, (words: readonly string[]) => string>> = {
  id: () => 'uid=33(www-data) gid=33(www-data) groups=33(www-data)',
  whoami: () => 'www-data',
  uname: () => 'Linux shop 6.1.0 x86_64 GNU/Linux',
  pwd: () => '/srv/shop',
  env: () => 'PATH=/usr/bin:/bin\nPWD=/srv/shop\nSHELL=/bin/sh\nUSER=www-data\nHOME=/srv',
  set: () => 'PATH=/usr/bin:/bin\nPWD=/srv/shop',
  ls: () => 'index.html\nreadme.txt',
  cat: (words) => words.map((name) => files.get(name) ?? '').join(''),
  echo: (words) => words.join(' '),
  printf: (words) => words.join(' '),
  expr: (words) => String(Number(words[0]) * Number(words[2])),
  ping: (words) => `PING ${words.at(-1) ?? ''}: 64 bytes, 0.1 ms`,
}

/**
 * A shell that knows a dozen harmless commands: tools send `rm` and `shutdown` too, and nothing of this may run. Separators, pipes,
 * substitutions, quotes and `$IFS` mean what they mean to `sh`.
 */
export function runShell(line: string): Ran {
  let sleepMs = 0
  let count = 0
  const run = (text: string, depth: number): string => {
    if (depth > 4) return ''
    const substituted = text
      .replace(/\$\(([^()]*)\)|`([^`]*)`/g, (_, a?: string, b?: string) => run(a ?? b ?? '', depth + 1))
      .replace(/\$\{?IFS\}?(?:\$\d)?/g, ' ')
    const out: string[] = []
    for (const piece of substituted.split(/\|\||&&|[;|&\n]/)) {
      const words = piece
        .replace(/#.*$/, '')
        .replace(/\$[@*\d]|\\(?=\w)|''|""/g, '')
        .replace(/['"]/g, '')
        .split(/\s+/)
        .filter((word) => word !== '' && !/^[<>]/.test(word))
      const name = (words[0] ?? '').replace(/^.*\//, '')
      if (name === 'sleep') sleepMs = Math.max(sleepMs, Math.min(longest, Number(words[1]) * 1000 || 0))
      else if (Object.hasOwn(commands, name))
        out.push((commands[name] as (words: readonly string[]) => string)(words.slice(1)))
      else continue
      count++
    }
    return out.join('\n')
  }
  const output = run(line, 0)
  return { output, sleepMs, others: Math.max(0, count - 1) }
}
