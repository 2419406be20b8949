import type { Context } from '../core/context.ts'
import { SallyportError } from '../core/errors.ts'
import type { Module } from '../core/module.ts'
import type { AgentCategory, BotVerdict } from '../core/verdicts.ts'
import { matchAgent } from './agents/match.ts'
import { type Verification, type Verifier, verifyClaim } from './agents/verifier.ts'
import { usuallyWanted } from './agents/wanted.ts'
import { Behaviour, type BehaviourOptions } from './behaviour/behaviour.ts'
import type { Challenge } from './challenge/challenge.ts'
import { keyName } from './challenge/seal.ts'
import { Facts, type Sighting } from './facts.ts'
import { counterfactual, score } from './score.ts'
import type { Signal } from './signal.ts'
import { headerSignals, knownSignals, tlsSignals } from './signals/index.ts'
import { type Weighted, weigh } from './weigh.ts'
import { base, weights } from './weights.ts'

export type { AgentCategory } from '../core/verdicts.ts'
export { addressRanges, type PublishedRanges } from './agents/address-ranges.ts'
export { type Resolver, type ReverseDnsOptions, reverseDns } from './agents/reverse-dns.ts'
export type { Claim, Verification, Verifier } from './agents/verifier.ts'
export {
  type DirectoryKey,
  type KeyDirectory,
  type NonceLog,
  nonceLog,
  type WebBotAuthOptions,
  webBotAuth,
} from './agents/web-bot-auth.ts'
export type { BehaviourOptions } from './behaviour/behaviour.ts'
export type { Summary } from './behaviour/summary.ts'
export { type Challenge, type ChallengeOptions, challenge } from './challenge/challenge.ts'
export { proofOfWork } from './challenge/proof-of-work.ts'
export type { Asked, ChallengeProvider, Exercise, Outcome } from './challenge/provider.ts'
export { type TurnstileOptions, turnstile } from './challenge/turnstile.ts'
export { type Clearance, Facts, type Sighting } from './facts.ts'
export { type ObjectNamespace, VisitorMemory } from './object.ts'
export { counterfactual, type Term } from './score.ts'
export type { Evidence, Signal } from './signal.ts'
export { type DnsOverHttpsOptions, dnsOverHttps } from './stores/dns-over-https.ts'
export { type KeyDirectoryOptions, keyDirectory } from './stores/key-directory.ts'

// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export interface BotOptions<Env = any> {
  /** Ways in which programs may prove who they are: `webBotAuth`, `addressRanges`, `reverseDns`. @default none: all names are claims */
  readonly verify?: readonly Verifier[]
  /** Categories of programs that this site wants: told in `agent.wanted`. @default search, feed, monitoring, preview, ai-assistant, archive */
  readonly wanted?: readonly AgentCategory[]
  /** Keeps in numbers what visitors do, under keyed pseudonyms. Needs the key `bot`. @default off */
  readonly behaviour?: BehaviourOptions<Env>
  /** The challenge whose clearances count. Needs the key `bot`. @default none */
  readonly challenge?: Challenge
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
 * what follows from it is the gate's policy. Same evidence, same score: no clock, no chance, no network on the way, but for a key directory where a
 * signed request names one.
 *
 * @throws ERR_OPTION for a signal that there is not, two of one id, or a threshold outside 1 to 99
 */
// biome-ignore lint/suspicious/noExplicitAny: Env is the worker's
export function bot<Env = any>(options: BotOptions<Env> = {}): Module<Env> {
  const { threshold = 50, rewritten = [], verify = [], challenge } = options
  const signals = weightedSignals(options)
  if (!(threshold >= 1 && threshold <= 99))
    throw new SallyportError('ERR_OPTION', 'bot: threshold is a score from 1 to 99')
  const behaviour = options.behaviour && new Behaviour<Env>(options.behaviour)
  const settings = { signals, threshold, wanted: new Set<string>(options.wanted ?? usuallyWanted) }
  const alone = verify.length === 0 && challenge === undefined && behaviour === undefined
  return {
    name: 'bot',
    failure: 'open',
    provides: 'bot',
    keys: challenge || behaviour ? [keyName] : [],
    handle(request, context, next) {
      const sighting = sightingOf(request, context, rewritten)
      // Without anything that has to be waited for nothing is: a promise costs as much as half the signals.
      if (alone) {
        context.settle('bot', verdictOf(new Facts(sighting), settings))
        return next(request, context)
      }
      return judgeWithMore(request, context, sighting)
        .then(({ facts, failed }) => context.settle('bot', verdictOf(facts, settings, failed)))
        .then(() => next(request, context))
        .then((response) => {
          behaviour?.observe(request, response, context)
          return response
        })
    },
  }

  /** What has to be waited for. A part that fails is left out and named, as a signal is. */
  async function judgeWithMore(
    request: Request,
    context: Context<Env>,
    sighting: Sighting,
  ): Promise<{ facts: Facts; failed: string[] }> {
    const failed: string[] = []
    const part = <Value>(name: string, value: Promise<Value> | undefined): Promise<Value | undefined> | undefined =>
      value?.catch(() => void failed.push(name) as undefined)
    const [verification, clearance, summary] = await Promise.all([
      part('verify', verify.length === 0 ? undefined : verificationOf(request, context, verify)),
      part('clearance', challenge?.check(request, context.client, context.keys, context.now)),
      part('behaviour', behaviour?.recall(request, context)),
    ])
    return { facts: new Facts({ ...sighting, verification, clearance, summary }), failed }
  }
}

/** Asks the verifiers; most requests concern none. */
function verificationOf(
  request: Request,
  context: Context,
  verify: readonly Verifier[],
): Promise<Verification | undefined> {
  const header = (name: string): string | null => request.headers.get(name)
  return verifyClaim(
    {
      match: matchAgent(header('user-agent') ?? ''),
      request: {
        method: request.method,
        authority: context.host,
        scheme: context.scheme,
        target: context.target,
        header,
      },
      address: context.client.address,
      now: context.now,
      waitUntil: (promise) => context.waitUntil(promise),
    },
    verify,
  )
}

/** All signals with their weights. @throws ERR_OPTION */
export function weightedSignals({
  without = [],
  signals: own = [],
}: Pick<BotOptions, 'without' | 'signals'>): readonly Weighted[] {
  const all = [...headerSignals, ...tlsSignals, ...knownSignals, ...own]
  const ids = new Set(all.map(({ id }) => id))
  if (ids.size !== all.length) throw new SallyportError('ERR_OPTION', 'bot: two signals have the same id')
  for (const id of without) {
    if (!ids.has(id)) throw new SallyportError('ERR_OPTION', `bot: there is no signal "${id}"; docs/bots.md lists them`)
  }
  return all
    .filter(({ id }) => !without.includes(id))
    .map((signal) => ({ signal, weight: weights[signal.id] ?? signal.prior }))
}

export interface Judgement {
  readonly signals: readonly Weighted[]
  readonly threshold: number
  readonly wanted: ReadonlySet<string>
}

/** How requests are judged where nothing else is said. */
export const usualJudgement: Judgement = {
  signals: weightedSignals({}),
  threshold: 50,
  wanted: new Set<string>(usuallyWanted),
}

/** The verdict on facts. `alsoFailed`: what could not be found out for them. */
export function verdictOf(
  facts: Facts,
  { signals, threshold, wanted }: Judgement = usualJudgement,
  alsoFailed: readonly string[] = [],
): BotVerdict {
  const { terms, failed: broken } = weigh(facts, signals)
  const failed = [...alsoFailed, ...broken]
  const { clearance } = facts.sighting
  const agent = agentOf(facts)
  return {
    score: score(terms, base),
    signals: terms,
    counterfactual: counterfactual(terms, base, threshold) ?? [],
    threshold,
    ...(failed.length > 0 && { failed }),
    ...(clearance?.state === 'valid' && { cleared: clearance.by }),
    ...(agent && { agent: { ...agent, wanted: wanted.has(agent.category) } }),
  }
}

/** Who the sender is: as proven, else as claimed. */
function agentOf({
  match,
  sighting: { verification },
}: Facts): { name: string; category: AgentCategory; verifiedBy?: string } | undefined {
  if (verification?.outcome === 'proven')
    return { name: verification.name, category: verification.category, verifiedBy: verification.by }
  return match && { name: match.name, category: match.category }
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
    asn: client.asn,
  }
}
