import type { Signal } from '../signal.ts'

/**
 * Sec-Fetch-Site says that the visitor comes from this site or a neighbour of it, and there is no Referer. Sites that send
 * `Referrer-Policy: no-referrer`, and people who switch Referer off, cause it; otherwise it is a constant copied into a script.
 */
export const fetchNoReferrer: Signal = {
  id: 'fetch/no-referrer',
  prior: -1.5,
  evaluate({ agent, browser, fields, navigation }) {
    const site = fields['sec-fetch-site']
    if (!browser || !navigation || fields.referer !== undefined) return undefined
    if (site !== 'same-site' && site !== 'same-origin') return undefined
    // Firefox has a setting for it, and a site's own policy reaches its own pages only.
    return site === 'same-origin' || agent.family === 'firefox' ? likely : found
  },
}
const detail = 'comes from this site by Sec-Fetch-Site, and names no page of it'
const found = { detail, strength: 1 }
const likely = { detail, strength: 0.4 }
