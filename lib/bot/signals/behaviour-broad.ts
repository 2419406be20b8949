import { breadth } from '../behaviour/summary.ts'
import type { Signal } from '../signal.ts'

/** Pages of over sixty different addresses in one visit, and nearly none twice. People come back to where they were. */
export const behaviourBroad: Signal = {
  id: 'behaviour/broad',
  prior: -1,
  evaluate: ({ sighting: { summary } }) =>
    summary !== undefined && summary.pages > 60 && breadth(summary) > 60 && summary.assets < summary.pages
      ? { detail: 'goes through the site, page by page' }
      : undefined,
}
