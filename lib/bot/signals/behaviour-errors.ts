import type { Signal } from '../signal.ts'

/**
 * Most of what the visitor asks for is not there or not allowed by the site itself (400 to 499), ten times at least: guessing. What Sallyport
 * refused is not counted.
 */
export const behaviourErrors: Signal = {
  id: 'behaviour/errors',
  prior: -1.5,
  evaluate: ({ sighting: { summary } }) =>
    summary !== undefined && summary.errors >= 10 && summary.errors * 2 > summary.requests
      ? { detail: 'most of what it asks for is not there' }
      : undefined,
}
