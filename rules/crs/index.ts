import type { Action, CompiledRules, Rule } from 'sallyport/rules'

/** What may be said of CRS without touching its set-up file. What is not given stays as the set-up has it. */
export interface CrsOptions {
  /** Rules up to this level run, 1 to 4. */
  readonly paranoia?: number
  /** Rules up to this level count towards blocking. @default paranoia */
  readonly blockingParanoia?: number
  /** Anomaly score from which a request is refused. CRS's own default is 5. */
  readonly inboundThreshold?: number
  /** Anomaly score from which an answer is refused. CRS's own default is 4. */
  readonly outboundThreshold?: number
  /** Refuse after phase 1 where the score is reached already. */
  readonly earlyBlocking?: boolean
  /** Percentage of requests that are inspected. 100 is all. */
  readonly sampling?: number
  /** Ids of rules that are left out everywhere. Narrower exclusions belong to the route: `waf({ exclude })`. */
  readonly exclude?: readonly number[]
}

/** Rule ids from here on are CRS's own; below are set-up and exclusions before it. */
const firstOwnRule = 901_000

/**
 * CRS as `sallyport compile` wrote it, with options.
 * @throws RangeError for a value out of its range
 */
export function crs(compiled: CompiledRules, options: CrsOptions = {}): CompiledRules {
  const {
    paranoia,
    blockingParanoia,
    inboundThreshold,
    outboundThreshold,
    earlyBlocking,
    sampling,
    exclude = [],
  } = options
  const values: [name: string, value: number | undefined, low: number, high: number, keys: readonly string[]][] = [
    ['paranoia', paranoia, 1, 4, ['detection_paranoia_level', 'executing_paranoia_level']],
    ['blockingParanoia', blockingParanoia ?? paranoia, 1, 4, ['blocking_paranoia_level', 'paranoia_level']],
    ['inboundThreshold', inboundThreshold, 1, 10_000, ['inbound_anomaly_score_threshold']],
    ['outboundThreshold', outboundThreshold, 1, 10_000, ['outbound_anomaly_score_threshold']],
    [
      'earlyBlocking',
      earlyBlocking === undefined ? undefined : Number(earlyBlocking),
      0,
      1,
      ['early_blocking', 'blocking_early'],
    ],
    ['sampling', sampling, 0, 100, ['sampling_percentage']],
  ]
  if (blockingParanoia !== undefined && blockingParanoia > (paranoia ?? 4))
    throw new RangeError('crs: blockingParanoia is over paranoia: those rules would never run')
  const actions: Action[] = []
  for (const [name, value, low, high, keys] of values) {
    if (value === undefined) continue
    if (!(Number.isInteger(value) && value >= low && value <= high))
      throw new RangeError(`crs: ${name} is ${value}, not a whole number from ${low} to ${high}`)
    for (const key of keys) actions.push({ kind: 'setvar', collection: 'TX', key, change: 'set', value: String(value) })
  }
  const kept = exclude.length === 0 ? compiled.rules : compiled.rules.filter(({ id }) => !exclude.includes(id))
  if (actions.length === 0) return { ...compiled, rules: kept }
  const at = Math.max(
    0,
    kept.findIndex(({ id }) => id >= firstOwnRule),
  )
  return { ...compiled, rules: [...kept.slice(0, at), setUp(actions), ...kept.slice(at)] }
}

/** A SecAction behind the set-up file and before CRS's defaults. */
const setUp = (actions: readonly Action[]): Rule => ({
  id: 900_999,
  phase: 1,
  targets: [],
  transformations: [],
  tags: [],
  log: false,
  auditLog: false,
  disruptive: { kind: 'pass' },
  status: 403,
  actions,
  at: ['options of crs()', 0],
})
