import { pageAccept } from './expectations.ts'
import type { Facts } from './facts.ts'

/**
 * Whether Accept is what the browser in the User-Agent sends for what is asked for. `undefined` where that is not known: old versions, data
 * asked for by a page's script, other browsers.
 */
export function acceptFits(facts: Facts): boolean | undefined {
  const { accept, 'sec-fetch-dest': dest } = facts.fields
  if (accept === undefined || facts.special) return undefined
  if (facts.navigation) return dest === 'embed' || dest === 'object' ? undefined : pageFits(facts, accept)
  if (!facts.browser) return undefined
  if (dest === 'style') return accept.startsWith('text/css,')
  if (dest === 'image')
    return accept.startsWith('image/') ? true : facts.agent.family === 'chromium' ? false : undefined
  return dest === 'script' ? accept === '*/*' : undefined
}

/** Chromium names APNG since 59; Firefox and WebKit never did. WebKit and Firefox of 132 on name no picture at all. */
function pageFits({ agent, browser }: Facts, accept: string): boolean | undefined {
  const { family, version, embedded } = agent
  if (family === 'trident' || family === 'presto' || family === 'edgehtml')
    return accept.startsWith('text/html') ? true : undefined
  if (!browser) return undefined
  const begins = accept.startsWith(pageAccept)
  if (family === 'chromium')
    return begins && (version < 59 || accept.includes('image/apng')) ? true : embedded ? undefined : false
  if (!begins || accept.includes('image/apng') || accept.includes('signed-exchange'))
    return embedded ? undefined : false
  return accept.endsWith('*/*;q=0.8') ? true : undefined
}
