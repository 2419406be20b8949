import type { Signal } from '../signal.ts'

/** Pages were fetched with what belongs to them: style sheets, scripts, pictures. */
export const behaviourWholePages: Signal = {
  id: 'behaviour/whole-pages',
  prior: 0.5,
  evaluate: ({ sighting: { summary } }) =>
    summary !== undefined && summary.pages > 0 && summary.assets >= 2 * summary.pages
      ? { detail: 'fetches pages with what belongs to them' }
      : undefined,
}
