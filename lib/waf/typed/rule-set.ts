import { SallyportError } from '../../core/errors.ts'
import { defaultSettings, ruleAbi, type Settings } from '../../ir/rule.ts'
import { codeAt } from '../../text/code-at.ts'
import { sha1 } from '../transformations/sha1.ts'
import type { TypedRule } from './rule.ts'

/** Rules written in TypeScript, ready for `waf({ rules })`. A plain value: nothing is registered, nothing runs yet. */
export interface TypedRules {
  readonly kind: 'typed'
  readonly abi: number
  readonly name: string
  readonly version: string
  /** SHA-1 of what the rules say of themselves, hex: another hash, other rules. */
  readonly hash: string
  readonly settings: Settings
  readonly rules: readonly TypedRule[]
  /** Rules up to this level run, 1 to 4. */
  readonly paranoia: number
  /** Anomaly scores from which a request, and an answer, is refused. */
  readonly threshold: { readonly inbound: number; readonly outbound: number }
}

export interface RuleSetOptions {
  readonly name: string
  readonly version: string
  readonly rules: readonly TypedRule[]
  /** @default 1 */
  readonly paranoia?: number
  /** Score from which a request is refused. One critical match is 5. @default 5 */
  readonly threshold?: number
  /** Score from which an answer is refused. @default 4 */
  readonly outboundThreshold?: number
  readonly settings?: Partial<Settings>
}

/** What typed rules run with where nothing else is said: whole bodies up to the platform's ceiling for held ones. */
const usualSettings: Settings = {
  ...defaultSettings,
  requestBodyLimit: 1_048_576,
  argumentsLimit: 10_000,
  responseBodyAccess: true,
  responseBodyMimeTypes: ['text/plain', 'text/html', 'application/json', 'text/xml', 'application/xml'],
}

/**
 * A rule set of rules in TypeScript.
 * @throws SallyportError ERR_RULE where two rules have one id, ERR_OPTION for a level or a threshold out of range
 */
export function ruleSet(options: RuleSetOptions): TypedRules {
  const { name, version, rules, paranoia = 1, threshold = 5, outboundThreshold = 4, settings } = options
  const ids = new Set<number>()
  for (const { id } of rules) {
    if (ids.has(id)) throw new SallyportError('ERR_RULE', `${name}: two rules have the id ${id}`)
    ids.add(id)
  }
  if (![1, 2, 3, 4].includes(paranoia))
    throw new SallyportError('ERR_OPTION', `${name}: paranoia is a level from 1 to 4, not ${paranoia}`)
  for (const value of [threshold, outboundThreshold])
    if (!(Number.isInteger(value) && value > 0))
      throw new SallyportError('ERR_OPTION', `${name}: a threshold is a positive whole number, not ${value}`)
  let hash: string | undefined
  return {
    kind: 'typed',
    abi: ruleAbi,
    name,
    version,
    // Worked out when a verdict is first asked for it: a first request should not pay.
    get hash(): string {
      hash ??= hashOf(`${name} ${version}`, rules)
      return hash
    },
    settings: { ...usualSettings, ...settings },
    rules,
    paranoia,
    threshold: { inbound: threshold, outbound: outboundThreshold },
  }
}

const hashOf = (title: string, rules: readonly TypedRule[]): string =>
  [
    ...sha1(
      `${title}\n${rules.map(({ id, message, severity, paranoia = 1 }) => `${id} ${message} ${severity} ${paranoia}`).join('\n')}`,
    ),
  ]
    .map((byte) => codeAt(byte, 0).toString(16).padStart(2, '0'))
    .join('')
