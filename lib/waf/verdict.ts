import type { WafMatch, WafVerdict } from '../core/verdicts.ts'
import type { RuleSet } from '../ir/rule.ts'
import { escapeText } from '../privacy/escape.ts'
import { integer } from './ascii.ts'
import { logLine } from './log-line.ts'
import type { Match } from './match.ts'
import type { Transaction } from './transaction.ts'

/** What the transaction came to, without a byte of what was sent but the names of fields. */
export function verdictOf(transaction: Transaction, ruleSet: RuleSet, mode: 'detect' | 'block'): WafVerdict {
  const { interruption, objection, matches, bounds, tx } = transaction
  const number = (...keys: readonly string[]) =>
    integer(keys.map((key) => tx.get(key)).find((v) => v !== undefined) ?? '0')
  const { name, version, hash } = ruleSet
  return {
    action: interruption ? 'refuse' : objection || matches.length > 0 ? 'log' : 'pass',
    status: interruption?.status ?? 0,
    score: {
      inbound: number('blocking_inbound_anomaly_score', 'anomaly_score'),
      outbound: number('blocking_outbound_anomaly_score', 'outbound_anomaly_score'),
    },
    threshold: {
      inbound: number('inbound_anomaly_score_threshold'),
      outbound: number('outbound_anomaly_score_threshold'),
    },
    mode,
    ruleSet: { name, version, hash },
    bounds: [...new Set(bounds)],
    matches: matches.map(matchOf),
    // Only who asks for it gets to see what was sent.
    log: () => matches.map(logLine),
  }
}

const matchOf = ({ rule, variable, path, transformations, span, message, tags, score }: Match): WafMatch => ({
  id: rule.id,
  phase: rule.phase,
  variable,
  path: escapeText(path, 256),
  transformations,
  span,
  message: typeof rule.message === 'string' ? rule.message : escapeText(message, 256),
  tags: tags.map((tag) => escapeText(tag, 256)),
  severity: rule.severity ?? 7,
  score,
})
