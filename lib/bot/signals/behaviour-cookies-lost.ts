import type { Signal } from '../signal.ts'

/** Cookies were set five times, and none ever came back. People who refuse cookies cause it too, so it weighs little. */
export const behaviourCookiesLost: Signal = {
  id: 'behaviour/cookies-lost',
  prior: -0.8,
  evaluate: ({ sighting: { summary } }) =>
    summary !== undefined && summary.cookiesSet >= 5 && summary.cookiesKept === 0
      ? { detail: 'keeps no cookie' }
      : undefined,
}
