/** One request: strengths of the signals that spoke, by column, and how much it counts. */
export interface Sample {
  readonly columns: readonly number[]
  readonly strengths: readonly number[]
  readonly human: boolean
  readonly weight: number
  /** Log-odds that are given, and not fitted. */
  readonly offset: number
}

export interface Model {
  readonly base: number
  readonly weights: readonly number[]
}

export interface FitOptions {
  /** Where each weight begins, and is pulled back to; its sign is never left. */
  readonly priors: readonly number[]
  /** L2 penalty on the distance from the prior, in samples. */
  readonly penalty: number
  readonly fitBase: boolean
}

const sweeps = 200
const tolerance = 1e-6

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/**
 * Logistic regression by cyclic coordinate descent: each weight takes a Newton step on its own, and is kept on its side of 0. With a penalty on the
 * distance from the prior this is the most probable model under a normal prior: columns that no sample has stay where the prior put them.
 */
export function fit(samples: readonly Sample[], { priors, penalty, fitBase }: FitOptions): Model {
  const weights = [...priors]
  let base = 0
  const logOdds = samples.map(({ columns, strengths, offset }) =>
    columns.reduce((sum, column, at) => sum + (weights[column] as number) * (strengths[at] as number), offset),
  )
  const rows: { sample: number; strength: number }[][] = priors.map(() => [])
  samples.forEach(({ columns, strengths }, sample) => {
    columns.forEach((column, at) => {
      rows[column]?.push({ sample, strength: strengths[at] as number })
    })
  })
  const all = samples.map((_, sample) => ({ sample, strength: 1 }))

  /** The step for one column: gradient over curvature, of loss and penalty. */
  const step = (column: readonly { sample: number; strength: number }[], value: number, prior: number): number => {
    let gradient = penalty * (value - prior)
    let curvature = penalty
    for (const { sample, strength } of column) {
      const { human, weight } = samples[sample] as Sample
      const p = sigmoid(logOdds[sample] as number)
      gradient += weight * strength * (p - (human ? 1 : 0))
      curvature += weight * strength * strength * Math.max(p * (1 - p), 1e-3)
    }
    return -gradient / curvature
  }
  const move = (column: readonly { sample: number; strength: number }[], by: number): void => {
    for (const { sample, strength } of column) logOdds[sample] = (logOdds[sample] as number) + by * strength
  }

  for (let sweep = 0; sweep < sweeps; sweep++) {
    let largest = 0
    for (const [column, prior] of priors.entries()) {
      const value = weights[column] as number
      const limit = Math.max(
        -1,
        Math.min(1, step(rows[column] as { sample: number; strength: number }[], value, prior)),
      )
      const moved = prior < 0 ? Math.min(0, value + limit) : Math.max(0, value + limit)
      weights[column] = moved
      move(rows[column] as { sample: number; strength: number }[], moved - value)
      largest = Math.max(largest, Math.abs(moved - value))
    }
    if (fitBase) {
      const by = Math.max(-1, Math.min(1, step(all, base, 0)))
      base += by
      move(all, by)
      largest = Math.max(largest, Math.abs(by))
    }
    if (largest < tolerance) break
  }
  return { base, weights }
}

/** Area under the ROC curve: the share of pairs of a person and a program in which the person scores higher; ties count half. */
export function auc(humans: readonly number[], bots: readonly number[]): number {
  let higher = 0
  for (const human of humans) for (const bot of bots) higher += human > bot ? 1 : human === bot ? 0.5 : 0
  return higher / (humans.length * bots.length)
}
