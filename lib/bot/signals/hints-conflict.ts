import type { Facts } from '../facts.ts'
import type { Evidence, Signal } from '../signal.ts'
import type { Platform } from '../user-agent.ts'

/**
 * Client hints and the User-Agent contradict each other: another version, another system, a telephone that is none, or no Chromium among the
 * brands. One of the two was changed by hand.
 */
export const hintsConflict: Signal = {
  id: 'hints/conflict',
  prior: -2.5,
  evaluate(facts): Evidence | undefined {
    if (!facts.browser || facts.agent.family !== 'chromium') return undefined
    return brandsDiffer(facts) ?? platformDiffers(facts) ?? mobileDiffers(facts)
  },
}

function brandsDiffer({ agent, brands, fields }: Facts): Evidence | undefined {
  if (fields['sec-ch-ua'] === undefined) return undefined
  if (brands === undefined) return unreadable
  // Where the engine's version is not the product's, as in Android WebView before 116, there may be no `Chromium`.
  const chromium = brands.find(({ name }) => name === 'Chromium')
  if (chromium === undefined) return agent.embedded ? undefined : noChromium
  return Number.parseInt(chromium.version, 10) === agent.version ? undefined : otherVersion
}

const unreadable = { detail: 'Sec-CH-UA is no list of brands' }
const noChromium = { detail: 'no Chromium among the brands of Sec-CH-UA' }
const otherVersion = { detail: 'Sec-CH-UA is of another version than the User-Agent' }

// Fuchsia, televisions and the like have platforms of their own, and are not looked at.
const hinted: ReadonlyMap<string, Platform> = new Map<string, Platform>([
  ['"Windows"', 'Windows'],
  ['"macOS"', 'macOS'],
  ['"Linux"', 'Linux'],
  ['"Android"', 'Android'],
  ['"iOS"', 'iOS'],
  ['"Chrome OS"', 'Chrome OS'],
  ['"Chromium OS"', 'Chrome OS'],
])

function platformDiffers({ agent, fields }: Facts): Evidence | undefined {
  const field = fields['sec-ch-ua-platform']
  if (field === undefined || agent.platform === undefined || agent.embedded) return undefined
  const platform = hinted.get(field)
  if (platform === undefined || platform === agent.platform) return undefined
  // A telephone's browser that asks for the desktop's page calls itself Linux.
  return platform === 'Android' && agent.platform === 'Linux' ? undefined : otherPlatform
}

const otherPlatform = { detail: 'Sec-CH-UA-Platform is another system than the User-Agent’s' }

function mobileDiffers({ agent, fields }: Facts): Evidence | undefined {
  const field = fields['sec-ch-ua-mobile']
  if (field === undefined || agent.embedded) return undefined
  if (field !== '?0' && field !== '?1') return noBoolean
  return (field === '?1') === agent.mobile ? undefined : otherForm
}

const noBoolean = { detail: 'Sec-CH-UA-Mobile is no boolean' }
const otherForm = { detail: 'Sec-CH-UA-Mobile and the User-Agent disagree about a telephone' }
