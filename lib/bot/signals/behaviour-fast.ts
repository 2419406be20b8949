import type { Signal } from '../signal.ts'

/** Over one page a second, over half a minute at least: faster than people read. Counted a visitor, by keyed pseudonym. */
export const behaviourFast: Signal = {
  id: 'behaviour/fast',
  prior: -1.5,
  evaluate: ({ sighting: { summary } }) => {
    if (summary === undefined || summary.pages < 30) return undefined
    const seconds = Math.max(1, (summary.last - summary.first) / 1000)
    return summary.pages / seconds > 1 ? { detail: 'over one page a second' } : undefined
  },
}
