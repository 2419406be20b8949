import type { Facts } from './facts.ts'
import type { Evidence } from './signal.ts'

// W3C Fetch Metadata, section 2; destinations of the Fetch standard.
const sites: ReadonlySet<string> = new Set(['none', 'same-origin', 'same-site', 'cross-site'])
const modes: ReadonlySet<string> = new Set([
  'navigate',
  'nested-navigate',
  'cors',
  'no-cors',
  'same-origin',
  'websocket',
])
/** What a navigation can be for. `empty` and `report` are for scripts. */
const pages: ReadonlySet<string> = new Set(['document', 'iframe', 'frame', 'embed', 'object', 'fencedframe'])

/** Why Sec-Fetch-* cannot be a browser's; `undefined` where they can, or there are none. */
export function fetchFault(facts: Facts): Evidence | undefined {
  const {
    'sec-fetch-site': site,
    'sec-fetch-mode': mode,
    'sec-fetch-dest': dest,
    'sec-fetch-user': user,
  } = facts.fields
  if (site === undefined && mode === undefined && dest === undefined) return user === undefined ? undefined : partial
  if (site === undefined || mode === undefined || dest === undefined) return partial
  if (!sites.has(site) || !modes.has(mode)) return unknown
  if (user !== undefined && (user !== '?1' || mode !== 'navigate')) return noClick
  const page = pages.has(dest)
  // An embed or object is fetched in a page's mode, or as the picture that it holds.
  if (mode === 'navigate' && !page) return noPage
  if (
    (dest === 'document' || dest === 'iframe' || dest === 'frame') &&
    mode !== 'navigate' &&
    mode !== 'nested-navigate'
  )
    return noPage
  if (site === 'none' && (dest === 'iframe' || dest === 'frame')) return ownFrame
  return originDiffers(facts, site)
}

const partial = { detail: 'only a part of Sec-Fetch-*' }
const unknown = { detail: 'a value of Sec-Fetch-* that there is not' }
const noClick = { detail: 'Sec-Fetch-User where there can be no click' }
const noPage = { detail: 'Sec-Fetch-Mode and Sec-Fetch-Dest cannot go together' }
const ownFrame = { detail: 'a frame that nobody’s page holds, by Sec-Fetch-Site' }

/**
 * `none` means that there is no page before this one; `same-origin`, that page and address have one origin, over all redirects. Referer and Origin
 * are compared with each other, not with Host, which a front door may have changed.
 */
function originDiffers({ fields }: Facts, site: string): Evidence | undefined {
  const { referer, origin } = fields
  if (site === 'none') return referer !== undefined && fields['sec-fetch-mode'] === 'navigate' ? cameFrom : undefined
  if (site !== 'same-origin' || referer === undefined || origin === undefined || origin === 'null') return undefined
  return referer.startsWith(origin) ? undefined : otherOrigin
}

const cameFrom = { detail: 'no page before this one by Sec-Fetch-Site, and a Referer' }
const otherOrigin = { detail: 'Sec-Fetch-Site says same-origin, and Origin and Referer differ' }
