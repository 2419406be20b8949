import type { Signal } from '../signal.ts'

/** HEAD for a page. Browsers ask so only from scripts; link checkers and scanners to save themselves the page. */
export const methodHead: Signal = {
  id: 'method/head',
  prior: -0.8,
  evaluate: ({ fields, sighting }) =>
    sighting.method === 'HEAD' && fields['sec-fetch-mode'] !== 'cors' && fields['sec-fetch-mode'] !== 'no-cors'
      ? { detail: 'HEAD, and not from a page’s script' }
      : undefined,
}
