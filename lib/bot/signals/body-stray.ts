import type { Signal } from '../signal.ts'

/** Content-Length or Content-Type with GET or HEAD, which browsers send only with a body. */
export const bodyStray: Signal = {
  id: 'body/stray',
  prior: -1.5,
  evaluate: ({ fields, sighting }) =>
    (sighting.method === 'GET' || sighting.method === 'HEAD') &&
    (fields['content-length'] !== undefined || fields['content-type'] !== undefined)
      ? { detail: `fields of a body with ${sighting.method === 'GET' ? 'GET' : 'HEAD'}` }
      : undefined,
}
