import { severities, transformationAliases, transformations, writable } from '../ir/names.ts'
import type { Action, Disruptive, Phase, Text } from '../ir/rule.ts'
import { WordError } from './diagnostics.ts'
import { parseTarget, type Translate } from './targets.ts'
import { asciiLower, entry, parseText } from './text.ts'

/** What an action list says; what it does not say comes from SecDefaultAction. */
export interface Actions {
  id?: number
  phase?: Phase
  /** In order; `none` forgets what was before. */
  transformations: string[]
  multiMatch?: boolean
  capture?: boolean
  chain?: boolean
  message?: Text
  logData?: Text
  tags: Text[]
  severity?: number
  version?: string
  revision?: string
  maturity?: number
  accuracy?: number
  log?: boolean
  auditLog?: boolean
  disruptive?: Disruptive
  status?: number
  actions: Action[]
  skip?: number
  skipAfter?: string
}

export type Reader = (into: Actions, value: string, offset: number, translate: Translate) => void

/**
 * `id:1,phase:2,deny,msg:'…',setvar:tx.a=1`. Reference manual, "Actions".
 * @throws WordError
 */
export function parseActions(text: string, translate: Translate): Actions {
  const into: Actions = { transformations: [], tags: [], actions: [] }
  for (const { name, value, offset, valueOffset } of split(text)) {
    const lower = asciiLower(name)
    const reader = entry(actionReaders, lower)
    if (!reader) {
      const reason = entry(impossibleActions, lower)
      if (reason) throw new WordError(name, offset, `${name} cannot be had here: ${reason}`, true)
      throw new WordError(name, offset, 'no such action')
    }
    if (value === '' && needsValue.has(lower)) throw new WordError(name, offset, `${name} needs a value`)
    reader(into, value, value === '' ? offset : valueOffset, translate)
  }
  return into
}

/** Whether a list of actions says that the chain goes on, even where the rest of it cannot be read. */
export function saysChain(text: string): boolean {
  try {
    for (const { name } of split(text)) if (asciiLower(name) === 'chain') return true
  } catch {
    // A quote that is not closed: what was read before it counts.
  }
  return false
}

/** Known to ModSecurity, and why there is no such thing here. */
export const impossibleActions: Readonly<Record<string, string>> = {
  append: 'bodies are not rewritten',
  exec: 'no programs in a worker',
  pause: 'a worker does not wait on purpose; refuse or limit instead',
  prepend: 'bodies are not rewritten',
  proxy: 'where a request goes is said by the route',
  setrsc: 'use initcol:resource=…',
  xmlns: 'of XPath, /* and //@* are known, which need no namespaces',
}

const needsValue = new Set([
  'id',
  'phase',
  't',
  'msg',
  'tag',
  'setvar',
  'ctl',
  'skipafter',
  'severity',
  'status',
  'initcol',
  'redirect',
  'logdata',
])

const number = (value: string, offset: number, low: number, high: number): number => {
  const read = Number(value)
  if (!/^\d+$/.test(value) || read < low || read > high)
    throw new WordError(value, offset, `a number from ${low} to ${high} is wanted`)
  return read
}

const phases: Readonly<Record<string, Phase>> = { request: 2, response: 4, logging: 5 }

/** By lower-cased action. Reference manual, "Actions". */
export const actionReaders: Readonly<Record<string, Reader>> = {
  id: (into, value, offset) => {
    into.id = number(value, offset, 1, 2 ** 52)
  },
  phase: (into, value, offset) => {
    into.phase = entry(phases, asciiLower(value)) ?? (number(value, offset, 1, 5) as Phase)
  },
  t: (into, value, offset) => {
    const spelled = asciiLower(value)
    const name = entry(transformationAliases, spelled) ?? spelled
    if (name !== 'none' && !transformations.has(name)) throw new WordError(value, offset, 'no such transformation')
    into.transformations.push(name)
  },
  multimatch: (into) => {
    into.multiMatch = true
  },
  capture: (into) => {
    into.capture = true
  },
  chain: (into) => {
    into.chain = true
  },
  msg: (into, value, offset) => {
    into.message = parseText(value, offset)
  },
  logdata: (into, value, offset) => {
    into.logData = parseText(value, offset)
  },
  tag: (into, value, offset) => {
    into.tags.push(parseText(value, offset))
  },
  severity: (into, value, offset) => {
    const named = severities.indexOf(value.toUpperCase())
    into.severity = named >= 0 ? named : number(value, offset, 0, 7)
  },
  ver: (into, value) => {
    into.version = value
  },
  rev: (into, value) => {
    into.revision = value
  },
  maturity: (into, value, offset) => {
    into.maturity = number(value, offset, 0, 9)
  },
  accuracy: (into, value, offset) => {
    into.accuracy = number(value, offset, 0, 9)
  },
  log: (into) => {
    into.log = true
    into.auditLog ??= true
  },
  nolog: (into) => {
    into.log = false
    into.auditLog = false
  },
  auditlog: (into) => {
    into.auditLog = true
  },
  noauditlog: (into) => {
    into.auditLog = false
  },
  pass: (into) => {
    into.disruptive = { kind: 'pass' }
  },
  block: (into) => {
    into.disruptive = { kind: 'block' }
  },
  deny: (into) => {
    into.disruptive = { kind: 'deny' }
  },
  drop: (into) => {
    into.disruptive = { kind: 'drop' }
  },
  allow: (into, value, offset) => {
    const scope = value === '' ? 'transaction' : asciiLower(value)
    if (scope !== 'transaction' && scope !== 'phase' && scope !== 'request')
      throw new WordError(value, offset, 'allow knows phase and request')
    into.disruptive = { kind: 'allow', scope }
  },
  redirect: (into, value, offset) => {
    into.disruptive = { kind: 'redirect', to: parseText(value, offset) }
  },
  status: (into, value, offset) => {
    into.status = number(value, offset, 100, 599)
  },
  skip: (into, value, offset) => {
    into.skip = number(value, offset, 1, 10_000)
  },
  skipafter: (into, value) => {
    into.skipAfter = value
  },
  setvar: (into, value, offset) => {
    into.actions.push(setvar(value, offset))
  },
  expirevar: (into, value, offset) => {
    const { collection, key, rest } = variable(value, offset)
    into.actions.push({ kind: 'expirevar', collection, key, seconds: parseText(rest.slice(1), offset) })
  },
  deprecatevar: (_into, _value, offset) => {
    throw new WordError(
      'deprecatevar',
      offset,
      'deprecatevar cannot be had here: ModSecurity v3 dropped it; use expirevar',
    )
  },
  initcol: (into, value, offset) => {
    const cut = value.indexOf('=')
    const collection = value.slice(0, Math.max(cut, 0)).toUpperCase()
    if (!writable.has(collection) || collection === 'TX') throw new WordError(value, offset, 'no such collection')
    into.actions.push({ kind: 'initcol', collection, key: parseText(value.slice(cut + 1), offset + cut + 1) })
  },
  setuid: (into, value, offset) => {
    into.actions.push({ kind: 'initcol', collection: 'USER', key: parseText(value, offset) })
  },
  setsid: (into, value, offset) => {
    into.actions.push({ kind: 'initcol', collection: 'SESSION', key: parseText(value, offset) })
  },
  setenv: (into, value, offset) => {
    const cut = value.indexOf('=')
    const key = cut < 0 ? value : value.slice(0, cut)
    into.actions.push({
      kind: 'setenv',
      key: parseText(key, offset),
      value: cut < 0 ? '1' : parseText(value.slice(cut + 1)),
    })
  },
  ctl: (into, value, offset, translate) => {
    into.actions.push(ctl(value, offset, translate))
  },
  sanitisearg: (into, value) => void into.actions.push({ kind: 'sanitise', what: 'arg', key: asciiLower(value) }),
  sanitizearg: (into, value) => void into.actions.push({ kind: 'sanitise', what: 'arg', key: asciiLower(value) }),
  sanitisematched: (into) => void into.actions.push({ kind: 'sanitise', what: 'matched', key: '' }),
  sanitizematched: (into) => void into.actions.push({ kind: 'sanitise', what: 'matched', key: '' }),
  sanitisematchedbytes: (into) => void into.actions.push({ kind: 'sanitise', what: 'matched', key: '' }),
  sanitizematchedbytes: (into) => void into.actions.push({ kind: 'sanitise', what: 'matched', key: '' }),
  sanitiserequestheader: (into, value) =>
    void into.actions.push({ kind: 'sanitise', what: 'requestHeader', key: asciiLower(value) }),
  sanitizerequestheader: (into, value) =>
    void into.actions.push({ kind: 'sanitise', what: 'requestHeader', key: asciiLower(value) }),
  sanitiseresponseheader: (into, value) =>
    void into.actions.push({ kind: 'sanitise', what: 'responseHeader', key: asciiLower(value) }),
  sanitizeresponseheader: (into, value) =>
    void into.actions.push({ kind: 'sanitise', what: 'responseHeader', key: asciiLower(value) }),
}

function variable(value: string, offset: number): { collection: string; key: Text; rest: string } {
  const match = /^(\w+)[.:]((?:%\{[^{}]*\}|[^=%])+)/.exec(value)
  const collection = (match?.[1] ?? '').toUpperCase()
  if (!match || !writable.has(collection)) throw new WordError(value, offset, 'no collection that can be written')
  const key = match[2] as string
  return { collection, key: parseText(asciiLower(key), offset), rest: value.slice(match[0].length) }
}

function setvar(written: string, offset: number): Action {
  const unset = written.startsWith('!')
  const { collection, key, rest } = variable(unset ? written.slice(1) : written, offset)
  if (unset) return { kind: 'setvar', collection, key, change: 'unset', value: '' }
  if (rest === '') return { kind: 'setvar', collection, key, change: 'set', value: '1' }
  const sign = rest[1]
  const change = sign === '+' ? 'add' : sign === '-' ? 'subtract' : 'set'
  const from = change === 'set' ? 1 : 2
  return { kind: 'setvar', collection, key, change, value: parseText(rest.slice(from), offset) }
}

/** Options that only set something; those that take rules or targets away are read in `ctl`. */
export const ctlOptions: ReadonlySet<string> = new Set([
  'auditengine',
  'auditlogparts',
  'debugloglevel',
  'forcerequestbodyvariable',
  'parsexmlintoargs',
  'requestbodyaccess',
  'requestbodylimit',
  'requestbodyprocessor',
  'responsebodyaccess',
  'responsebodylimit',
  'ruleengine',
])

/** Reference manual, "ctl". */
function ctl(written: string, offset: number, translate: Translate): Action {
  const cut = written.indexOf('=')
  const option = asciiLower(cut < 0 ? written : written.slice(0, cut))
  const value = cut < 0 ? '' : written.slice(cut + 1)
  const semicolon = value.indexOf(';')
  const first = semicolon < 0 ? value : value.slice(0, semicolon)
  const target = () => {
    if (semicolon < 0) throw new WordError(written, offset, 'a target is wanted after the semicolon')
    return parseTarget(value.slice(semicolon + 1), offset + cut + semicolon + 2, translate)
  }
  switch (option) {
    case 'ruleremovebyid':
      return { kind: 'removeById', ranges: parseRanges(value, offset + cut + 1) }
    case 'ruleremovebytag':
      return { kind: 'removeByTag', text: value }
    case 'ruleremovebymsg':
      return { kind: 'removeByMsg', text: value }
    case 'ruleremovetargetbyid':
      return { kind: 'removeTargetById', ranges: parseRanges(first, offset + cut + 1), target: target() }
    case 'ruleremovetargetbytag':
      return { kind: 'removeTargetByTag', text: first, target: target() }
    case 'ruleremovetargetbymsg':
      return { kind: 'removeTargetByMsg', text: first, target: target() }
    default:
      if (!ctlOptions.has(option)) throw new WordError(written, offset, 'no such ctl option')
      return { kind: 'ctl', option, value: asciiLower(value) }
  }
}

/** `1,5-9 12`: rule ids and ranges of them. */
export function parseRanges(text: string, offset: number): [number, number][] {
  const ranges: [number, number][] = []
  for (const match of text.matchAll(/[^\s,]+/g)) {
    const range = /^(\d+)(?:-(\d+))?$/.exec(match[0])
    if (!range) throw new WordError(match[0], offset + match.index, 'a rule id or a range of ids is wanted')
    ranges.push([Number(range[1]), Number(range[2] ?? range[1])])
  }
  if (ranges.length === 0) throw new WordError(text, offset, 'a rule id is wanted')
  return ranges
}

interface Piece {
  readonly name: string
  readonly value: string
  readonly offset: number
  readonly valueOffset: number
}

/** Split at commas outside of single quotes. */
function* split(text: string): Generator<Piece> {
  let at = 0
  while (at < text.length) {
    while (at < text.length && /[\s,]/.test(text[at] as string)) at++
    if (at >= text.length) return
    const offset = at
    while (at < text.length && !/[\s,:]/.test(text[at] as string)) at++
    const name = text.slice(offset, at)
    while (text[at] === ' ') at++
    if (text[at] !== ':') {
      yield { name, value: '', offset, valueOffset: at }
      continue
    }
    at++
    while (text[at] === ' ') at++
    const quoted = text[at] === "'"
    if (quoted) at++
    const valueOffset = at
    let value = ''
    let closed = !quoted
    let piece = at
    for (; at < text.length; at++) {
      const c = text[at]
      if (quoted && c === '\\' && text[at + 1] === "'") {
        value += text.slice(piece, at)
        piece = at + 1
        at++
      } else if (quoted ? c === "'" : c === ',') {
        closed = true
        break
      }
    }
    if (!closed) throw new WordError(text.slice(offset, offset + 40), offset, 'the closing single quote is missing')
    value += text.slice(piece, at)
    if (quoted) at++
    yield { name, value: quoted ? value : value.trimEnd(), offset, valueOffset }
  }
}
