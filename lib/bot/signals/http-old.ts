import type { Signal } from '../signal.ts'

/** HTTP/1.0. No browser in use speaks it, but old proxies do. */
export const httpOld: Signal = {
  id: 'http/old',
  prior: -1.2,
  evaluate: ({ sighting }) => (sighting.httpVersion === '1.0' ? { detail: 'HTTP/1.0' } : undefined),
}
