import type { Signal } from '../signal.ts'

/**
 * Accept is a bare star, and neither Sec-Fetch-Dest nor a Referer says that a page’s script or picture is asked for. Browsers ask so for scripts and data, and then say so; libraries ask so for everything. NetSurf and Links do too, and are not counted.
 */
export const acceptAny: Signal = {
  id: 'accept/any',
  prior: -0.8,
  evaluate: ({ agent, fields, special }) =>
    fields.accept === '*/*' &&
    fields['sec-fetch-dest'] === undefined &&
    fields.referer === undefined &&
    agent.family !== 'light' &&
    !special
      ? { detail: 'Accept is a bare star, and no word of what for' }
      : undefined,
}
