import type { Signal } from '../signal.ts'

/**
 * A field that programs send and browsers do not: From, Want-Digest, or Accept-Charset beside a browser that gave it up over ten years ago.
 */
export const headerOdd: Signal = {
  id: 'header/odd',
  prior: -1.2,
  evaluate: ({ agent, browser, fields }) => {
    if (fields.from !== undefined || fields['want-digest'] !== undefined) return programs
    return browser && agent.version >= 40 && fields['accept-charset'] !== undefined ? charset : undefined
  },
}
const programs = { detail: 'a field that programs send and browsers do not' }
const charset = { detail: 'Accept-Charset, which this browser gave up' }
