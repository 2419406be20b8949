import type { Signal } from '../signal.ts'

/** Cookie in the form of RFC 2965 (`$Version`), which no browser took up and a few download programs write. */
export const cookieOdd: Signal = {
  id: 'cookie/odd',
  prior: -1.5,
  evaluate: ({ fields }) =>
    fields.cookie?.startsWith('$Version') ? { detail: 'Cookie of RFC 2965, as browsers do not write it' } : undefined,
}
