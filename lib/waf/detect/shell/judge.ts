import { commandKind, isBareCommand, isSubcommand, takesNumber } from './commands.ts'
import type { Simple } from './simple.ts'

export interface Judged {
  readonly confidence: number
  readonly reason: string
  /** Written to get past a filter: nobody writes so in prose. */
  readonly evasive: boolean
  /** Has no argument that speaks for a command: where it stands decides. */
  readonly bare: boolean
}

/** How surely a simple command, at a place where a command may begin, is one. */
export function judge(simple: Simple): Judged | undefined {
  const folded = simple.name.toLowerCase()
  const base = folded.slice(Math.max(folded.lastIndexOf('/'), folded.lastIndexOf('\\')) + 1)
  const kind = commandKind(base)
  if (simple.evasive) return evasion(simple, kind, base)
  if (kind === 0) return simple.path ? program(simple, base) : test(simple)
  if (isSubcommand(base, simple.first)) return found(0.9, 'a command and what it is told', false)
  const args = simple.flags + simple.things
  const number = simple.numbers > 0 && (takesNumber(base) || simple.flags > 0 || base.startsWith('ping') || kind === 2)
  if (args > 0 || number || simple.redirects) {
    // Words in a row after a flag or a path are a sentence, unless the name is no word of it.
    const wordy = kind === 1 && simple.words > args + simple.numbers + 1
    return found(wordy ? 0.6 : kind === 2 ? 0.9 : 0.85, 'a command and what it works on', false)
  }
  if (simple.path) return found(0.9, 'a program by its path', false)
  if (kind === 2 && simple.words === 1 && host.test(simple.first)) return found(0.85, 'a program and a host', false)
  if (simple.words > 0) return found(kind === 2 && simple.words === 1 ? 0.5 : 0.3, 'a command name before words', false)
  if (simple.name !== folded && kind === 1) return undefined
  return isBareCommand(base) ? found(0.85, 'a command by itself', true) : found(0.4, 'a command name', true)
}

const host = /^[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}$/

const found = (confidence: number, reason: string, bare: boolean): Judged => ({
  confidence,
  reason,
  evasive: false,
  bare,
})

function evasion(simple: Simple, kind: number, base: string): Judged | undefined {
  const reason = 'a command written past filters'
  if (kind > 0) return { confidence: 0.95, reason, evasive: true, bare: false }
  // Globs: /???/c?t. Nothing but a shell reads them.
  if (simple.built) return { confidence: 0.85, reason, evasive: true, bare: false }
  if (/^\/(?:usr\/)?s?bin\/[^/]{0,16}[?*[]/.test(simple.name))
    return { confidence: 0.9, reason, evasive: true, bare: false }
  if (simple.name.startsWith('/') && /[?*[].*[?*[]/.test(simple.name.slice(0, 32)))
    return { confidence: 0.9, reason, evasive: true, bare: false }
  // Put together of variables alone: `$a$b /etc/passwd`.
  return base === '' && simple.things + simple.flags > 0
    ? { confidence: 0.85, reason, evasive: true, bare: false }
    : undefined
}

/** A path in the place of a command. */
function program(simple: Simple, base: string): Judged | undefined {
  if (/^\/(?:usr\/(?:local\/)?)?s?bin\/[\w.-]+$/.test(simple.name)) return found(0.9, 'a program by its path', false)
  return /\.(?:sh|py|pl|exe|bat|ps1|cmd|elf|bin)$/.test(base) ? found(0.8, 'a script by its path', false) : undefined
}

/** `[ 2 -ne 3 ]`. */
function test(simple: Simple): Judged | undefined {
  return simple.name === '[' && simple.flags > 0 ? found(0.8, 'a test command', false) : undefined
}
