import type { Context } from '../core/context.ts'
import { SallyportError } from '../core/errors.ts'
import type { Module } from '../core/module.ts'
import type { BotVerdict } from '../core/verdicts.ts'
import { Facts, type Sighting } from './facts.ts'
import { counterfactual, score } from './score.ts'
import type { Signal } from './signal.ts'
import { headerSignals, tlsSignals } from './signals/index.ts'
import { type Weighted, weigh } from './weigh.ts'
import { base, weights } from './weights.ts'

export type { AgentCategory } from './agents/match.ts'
export { Facts, type Sighting } from './facts.ts'
export { counterfactual, type Term } from './score.ts'
export type { Evidence, Signal } from './signal.ts'

export interface BotOptions {
  /** Signals that are not asked, by id: where a site's own visitors differ from most. @default none */
  readonly without?: readonly string[]
  /** Further signals of one's own; `prior` is their weight. @default none */
  readonly signals?: readonly Signal[]
  /** The score that `counterfactual` is worked out for. @default 50 */
  readonly threshold?: number
  /**
   * Fields that something between visitor and worker rewrites or takes out, so that nothing can be told from them. The hosted edge does so
   * with Accept-Encoding, Connection and TE, which is seen from `request.cf`. @default none
   */
  readonly rewritten?: readonly ('accept-encoding' | 'connection' | 'te')[]
}

/**
 * How likely it is that a person sent the request: `score` 1 (surely a program) to 99 (surely a person), and why, term by term. It only scores;
 * what follows from it is the gate's policy. Same request, same score: no clock, no chance, no network.
 *
 * @throws ERR_OPTION for a signal that there is not, two of one id, or a threshold outside 1 to 99
 */
export function bot(options: BotOptions = {}): Module {
  const { threshold = 50, rewritten = [] } = options
  const signals = weightedSignals(options)
  if (!(threshold >= 1 && threshold <= 99))
    throw new SallyportError('ERR_OPTION', 'bot: threshold is a score from 1 to 99')
  return {
    name: 'bot',
    failure: 'open',
    provides: 'bot',
    handle(request, context, next) {
      context.settle('bot', verdictOf(new Facts(sightingOf(request, context, rewritten)), signals, threshold))
      return next(request, context)
    },
  }
}

/** All signals with their weights. @throws ERR_OPTION */
export function weightedSignals({
  without = [],
  signals: own = [],
}: Pick<BotOptions, 'without' | 'signals'>): readonly Weighted[] {
  const all = [...headerSignals, ...tlsSignals, ...own]
  const ids = new Set(all.map(({ id }) => id))
  if (ids.size !== all.length) throw new SallyportError('ERR_OPTION', 'bot: two signals have the same id')
  for (const id of without) {
    if (!ids.has(id)) throw new SallyportError('ERR_OPTION', `bot: there is no signal "${id}"; docs/bots.md lists them`)
  }
  return all
    .filter(({ id }) => !without.includes(id))
    .map((signal) => ({ signal, weight: weights[signal.id] ?? signal.prior }))
}

/** The verdict on facts, with the weights given. */
export function verdictOf(facts: Facts, signals: readonly Weighted[], threshold = 50): BotVerdict {
  const { terms, failed } = weigh(facts, signals)
  const { match } = facts
  return {
    score: score(terms, base),
    signals: terms,
    counterfactual: counterfactual(terms, base, threshold) ?? [],
    threshold,
    ...(failed.length > 0 && { failed }),
    ...(match && { agent: { name: match.name, category: match.category } }),
  }
}

interface PlatformFields {
  readonly colo?: unknown
  readonly clientAcceptEncoding?: unknown
}

/** What is known of a request, from the canonical request and what the platform or a front door says. */
export function sightingOf(request: Request, context: Context, rewritten: readonly string[] = []): Sighting {
  const { client } = context
  const cf = (context.received as { cf?: PlatformFields }).cf
  const acceptEncoding = cf?.clientAcceptEncoding
  return {
    method: request.method,
    target: context.target,
    host: context.host,
    scheme: context.scheme,
    headers: request.headers,
    httpVersion: client.httpVersion,
    // The hosted edge names what the client sent; an empty string there means nothing.
    acceptEncoding:
      typeof acceptEncoding === 'string'
        ? acceptEncoding
        : rewritten.includes('accept-encoding')
          ? 'br, gzip'
          : undefined,
    connectionFields: cf?.colo === undefined && !rewritten.includes('connection') && !rewritten.includes('te'),
    ja4: client.tls?.ja4,
  }
}
