import type { Signal } from '../signal.ts'

/** A cookie that was set came back, three times at least. Browsers do it by themselves. */
export const behaviourCookiesKept: Signal = {
  id: 'behaviour/cookies-kept',
  prior: 0.4,
  evaluate: ({ sighting: { summary } }) =>
    summary !== undefined && summary.cookiesKept >= 3 ? { detail: 'keeps its cookies' } : undefined,
}
