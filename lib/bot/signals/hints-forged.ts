import { greaseSince, judgeBrands } from '../client-hints.ts'
import type { Signal } from '../signal.ts'

/**
 * The made-up brand in Sec-CH-UA, or the order of the brands, is not what this version of Chromium makes up: the list was copied from
 * another version or typed in. Chromium works both out from its version alone.
 */
export const hintsForged: Signal = {
  id: 'hints/forged',
  prior: -4,
  evaluate({ agent, browser, brands }) {
    if (!browser || brands === undefined || agent.version < greaseSince || agent.family !== 'chromium') return undefined
    const verdict = judgeBrands(brands, agent.version)
    if (verdict === 'forged-grease')
      return agent.embedded ? undefined : brands.some(({ name }) => keepers.has(name)) ? grease : unsure
    return verdict === 'forged-order' ? order : undefined
  },
}
// Makers who are known to leave the list to Chromium.
const keepers: ReadonlySet<string> = new Set(['Google Chrome', 'Microsoft Edge', 'Opera', 'Brave'])
const grease = { detail: 'Sec-CH-UA’s made-up brand is not this version’s' }
const unsure = { ...grease, strength: 0.4 }
const order = { detail: 'Sec-CH-UA’s brands are not in this version’s order' }
