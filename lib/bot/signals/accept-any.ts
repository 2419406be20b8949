import type { Signal } from '../signal.ts'

/**
 * Accept is a bare star, and nothing says that a script or picture is asked for. Browsers ask so for scripts and data, and then say it in
 * Sec-Fetch-Dest; libraries ask so for everything. NetSurf and Links do too, and are not counted.
 */
export const acceptAny: Signal = {
  id: 'accept/any',
  prior: -0.8,
  evaluate: ({ agent, fields, special }) =>
    fields.accept === '*/*' && fields['sec-fetch-dest'] === undefined && agent.family !== 'text' && !special
      ? { detail: 'Accept is a bare star, and no word of what for' }
      : undefined,
}
