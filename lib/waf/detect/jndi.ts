import { codeAt } from '../../text/code-at.ts'
import type { Finding } from './finding.ts'
import { Fact, type Needs } from './needs.ts'

export const jndiNeeds: Needs = { all: Fact.dollar | Fact.brace, any: 0, length: 7 }

/** Deepest nesting that is followed; below it a lookup counts as found: no honest text nests so. */
const deepest = 32

/** How much of a lookup's resolved text is kept: enough for `jndi:` and the names of lookups. */
const kept = 48

/** Lookups of Log4j (manual, "Lookups") that give away what the process knows. */
const leaking =
  /^(?:env|sys|java|main|ctx|log4j|k8s|docker|spring|web|bundle|hostname|jvmrunargs|marker|base64|script|url|dns)$/

/** Apache Commons Text's lookups that run a script or ask a server (its manual, "StringSubstitutor"). */
const substitution =
  /^\s*(?:script\s*:\s*\w{2,16}\s*:|dns\s*:\s*(?:(?:address|name|canonical)\s*\||[\w-]{1,40}\.)|url\s*:\s*[\w-]{3,12}\s*:)/i

interface Frame {
  readonly start: number
  text: string
  /** Where `:-` stands in `text`, -1: not seen. */
  fallback: number
  nested: boolean
}

/**
 * Lookups of Log4j and of libraries with the same syntax: `${jndi:...}`, with the name put together out of other lookups, whichever
 * (`${lower:j}`, `${::-j}`, `${env:NOTHING:-j}`). Evaluates them as the logger would; one pass, a bounded stack.
 */
export function jndi(value: string): Finding | undefined {
  const stack: Frame[] = []
  const outer: Frame = { start: 0, text: '', fallback: -1, nested: false }
  let leak: Finding | undefined
  for (let at = 0, size = value.length; at < size; at++) {
    const frame = stack.at(-1) ?? outer
    if (codeAt(value, at) === 36 && codeAt(value, at + 1) === 123) {
      frame.nested = true
      if (stack.length === deepest)
        return found('nested lookups', 'lookups nested past all use', stack[0]?.start ?? 0, at + 2, 0.9)
      stack.push({ start: at, text: '', fallback: -1, nested: false })
      at++
    } else if (codeAt(value, at) === 125 && stack.length > 0) {
      stack.pop()
      const name = isJndi(frame.text) ? undefined : lookupName(frame)
      if (name === undefined) return remote(frame.start, at + 1)
      if (leaking.test(name) || (frame.nested && frame.text.length < kept && name !== ''))
        leak ??= found(
          'lookup',
          'a lookup that a logger resolves',
          frame.start,
          at + 1,
          leakSure(frame, name, at + 1 === value.length),
        )
      append(stack.at(-1) ?? outer, resolve(frame))
    } else append(frame, value[at] as string)
    if (stack.length === 0 && outer.nested && outer.text.length >= kept) {
      if (/jndi:/i.test(outer.text)) return remote(0, at + 1)
      outer.text = outer.text.slice(-5)
    }
  }
  for (const frame of stack) if (isJndi(frame.text)) return remote(frame.start, value.length)
  return outer.nested && /jndi:/i.test(outer.text) ? remote(0, value.length) : leak
}

const isJndi = (text: string): boolean => /^\s*jndi\s*:/i.test(text)

const remote = (start: number, end: number): Finding => found('lookup', 'a JNDI lookup', start, end, 0.97)

function found(context: string, reason: string, start: number, end: number, confidence: number): Finding {
  return { language: 'jndi', context, reason, span: [start, end], confidence }
}

function append(frame: Frame, text: string): void {
  if (frame.text.length >= kept) return
  frame.text += text
  if (frame.fallback < 0 && frame.text.length > 1)
    frame.fallback = frame.text.indexOf(':-', Math.max(0, frame.text.length - text.length - 1))
}

/** What stands before the first colon, in lower case: `env`; empty where there is none, as in a template's `${name}`. */
function lookupName({ text }: Frame): string {
  const colon = text.indexOf(':')
  return colon < 0 ? (/^hostname$/i.test(text) ? 'hostname' : '') : text.slice(0, colon).trim().toLowerCase()
}

/** What the logger puts in its place; nothing where only the process knows. */
function resolve({ text, fallback }: Frame): string {
  const name = text.slice(0, Math.max(0, text.indexOf(':'))).toLowerCase()
  const rest = text.slice(name.length + 1)
  if (name === 'lower' || name === 'upper') return rest
  if (name === 'date') return rest.replaceAll("'", '')
  return fallback < 0 ? '' : text.slice(fallback + 2)
}

/** How sure a lookup without JNDI is: build files hold `${env:HOME}` amid other text, and nobody nests there. */
function leakSure({ start, nested, text }: Frame, name: string, alone: boolean): number {
  if (substitution.test(text)) return 0.9
  if (nested) return 0.7
  return start === 0 && alone && /^(?:env|sys|java)$/.test(name) ? 0.8 : 0.6
}
