import { sendsFetchMetadata } from '../expectations.ts'
import type { Signal } from '../signal.ts'

/**
 * The User-Agent is of a browser that sends Sec-Fetch-* with every request to a secure address (Chromium 80, Firefox 90, Safari 16.4), and
 * there is none. Proxies that remove them, and privacy modes that claim another browser, can cause it.
 */
export const fetchMissing: Signal = {
  id: 'fetch/missing',
  prior: -2,
  evaluate: (facts) =>
    facts.browser &&
    sendsFetchMetadata(facts) &&
    facts.fields['sec-fetch-mode'] === undefined &&
    facts.fields['sec-fetch-site'] === undefined &&
    facts.fields['sec-fetch-dest'] === undefined
      ? { detail: 'no Sec-Fetch-*, which this version of the browser sends' }
      : undefined,
}
