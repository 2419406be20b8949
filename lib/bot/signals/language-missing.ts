import type { Signal } from '../signal.ts'

/** There is no Accept-Language. Browsers send it with every request, but for some light ones (NetSurf, Dillo), which are not counted. */
export const languageMissing: Signal = {
  id: 'language/missing',
  prior: -1.5,
  evaluate: ({ agent, fields, special }) =>
    fields['accept-language'] === undefined && agent.family !== 'light' && !special
      ? { detail: 'no Accept-Language' }
      : undefined,
}
