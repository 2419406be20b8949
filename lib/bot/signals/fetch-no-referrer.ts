import type { Signal } from '../signal.ts'

/**
 * Sec-Fetch-Site says that the visitor comes from this site or a neighbour of it, and there is no Referer. Sites that send
 * `Referrer-Policy: no-referrer`, and people who switch Referer off, cause it; otherwise it is a constant copied into a script.
 */
export const fetchNoReferrer: Signal = {
  id: 'fetch/no-referrer',
  prior: -1.5,
  evaluate: ({ browser, fields, navigation }) =>
    browser &&
    navigation &&
    fields.referer === undefined &&
    (fields['sec-fetch-site'] === 'same-site' || fields['sec-fetch-site'] === 'same-origin')
      ? { detail: 'comes from this site by Sec-Fetch-Site, and names no page of it' }
      : undefined,
}
