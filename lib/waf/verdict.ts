import type { WafMatch, WafVerdict } from '../core/verdicts.ts'
import { writable } from '../ir/names.ts'
import type { Macro, RuleSet, Text } from '../ir/rule.ts'
import { escapeText } from '../privacy/escape.ts'
import { integer } from './ascii.ts'
import { logLine } from './log-line.ts'
import type { Match } from './match.ts'
import type { Transaction } from './transaction.ts'
import type { Tx } from './tx.ts'

const none: readonly string[] = []

/** What the transaction came to, without a byte of what was sent but the names of fields. */
export function verdictOf(
  transaction: Transaction,
  ruleSet: Pick<RuleSet, 'name' | 'version' | 'hash'>,
  mode: 'detect' | 'block',
): WafVerdict {
  const { interruption, objection, matches, bounds, tx } = transaction
  const { name, version, hash } = ruleSet
  return {
    action: interruption ? 'refuse' : objection || matches.length > 0 ? 'log' : 'pass',
    status: interruption?.status ?? 0,
    score: {
      inbound: integer(tx.get('blocking_inbound_anomaly_score') ?? tx.get('anomaly_score') ?? '0'),
      outbound: integer(tx.get('blocking_outbound_anomaly_score') ?? tx.get('outbound_anomaly_score') ?? '0'),
    },
    threshold: {
      inbound: integer(tx.get('inbound_anomaly_score_threshold') ?? '0'),
      outbound: integer(tx.get('outbound_anomaly_score_threshold') ?? '0'),
    },
    mode,
    ...(objection && { objected: true }),
    ruleSet: { name, version, hash },
    bounds: bounds.length === 0 ? none : [...new Set(bounds)],
    matches: matches.map((match) => matchOf(match, tx)),
    // Only who asks for it gets to see what was sent.
    log: () => matches.map(logLine),
  }
}

const matchOf = ({ rule, variable, path, transformations, span, score, why, passedBy }: Match, tx: Tx): WafMatch => ({
  id: rule.id,
  phase: rule.phase,
  variable,
  path: escapeText(pathShown(variable, path), 256),
  transformations,
  span,
  message: shown(rule.message ?? '', tx),
  tags: rule.tags.map((tag) => shown(tag, tx)),
  severity: rule.severity ?? 7,
  score,
  ...(why !== undefined && { why }),
  ...(passedBy !== undefined && { passedBy }),
})

/** Text of a rule. Its macros stay as they are written, since most hold what was sent; scores are filled in. */
function shown(text: Text, tx: Tx): string {
  if (typeof text === 'string') return escapeText(text, 256)
  return escapeText(
    text.map((part) => (typeof part === 'string' ? part : (scoreOf(part, tx) ?? written(part)))).join(''),
    256,
  )
}

const written = ({ name, key }: Macro): string => (key === undefined ? `%{${name}}` : `%{${name}.${key}}`)

/** Counters that rules keep: `TX.anomaly_score`, `TX.inbound_anomaly_score_threshold`. */
function scoreOf({ name, key }: Macro, tx: Tx): string | undefined {
  if (name !== 'TX' || key === undefined || !/score|threshold|paranoia_level/.test(key)) return undefined
  const value = tx.get(key) ?? ''
  return /^-?\d{1,9}$/.test(value) ? value : undefined
}

/** Members of collections that rules fill can have names made of what was sent: there only the rule's own word for them is shown. */
function pathShown(variable: string, path: string): string {
  const colon = path.indexOf(':')
  const made = writable.has(path.slice(0, Math.max(colon, 0))) || path.startsWith('ENV:')
  return made ? variable : path
}
