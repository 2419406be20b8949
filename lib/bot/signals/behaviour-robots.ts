import type { Signal } from '../signal.ts'

/** The visitor asked for robots.txt, which is made for programs. Well-behaved crawlers do; people hardly ever. */
export const behaviourRobots: Signal = {
  id: 'behaviour/robots',
  prior: -1.5,
  evaluate: ({ sighting: { summary } }) =>
    summary !== undefined && summary.robots > 0 ? { detail: 'asked for robots.txt' } : undefined,
}
