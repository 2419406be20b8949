import { codeAt } from '../text/code-at.ts'

/** Whose engine a User-Agent claims. `light`: a browser for text or for small machines, or of a rare engine. `other`: no browser's string. `none`: there is no field. */
export type Family = 'chromium' | 'firefox' | 'webkit' | 'trident' | 'edgehtml' | 'presto' | 'light' | 'other' | 'none'

export type Platform = 'Windows' | 'macOS' | 'Linux' | 'Android' | 'iOS' | 'Chrome OS'

/** What a User-Agent says of its sender. Nothing of it is believed until other fields agree. */
export interface UserAgent {
  readonly family: Family
  /** Major version of the engine: Chrome's, Firefox's, Safari's; 0 where none is given. */
  readonly version: number
  /** Minor version, for Safari, whose behaviour changes within a major. */
  readonly minor: number
  readonly platform: Platform | undefined
  readonly mobile: boolean
  /** An engine inside something else (WebView, Electron, QtWebEngine, a television): sends less, and differs from one maker to the next. */
  readonly embedded: boolean
  /** Written as that browser writes it, as far as it is known. */
  readonly wellFormed: boolean
  /** The full version of Chrome is written out, which Chrome itself no longer does (User-Agent reduction, Chrome 110). */
  readonly unreduced: boolean
}

/** Longest part of a User-Agent that is read; in-app browsers write some 400. */
export const maxUserAgentLength = 512

// Browsers that people use and that are told by how the string begins. Facts about their own manuals and sources.
const lightBrowsers: readonly string[] = [
  'Lynx/',
  'Lynx (',
  'Links (',
  'Links/',
  'ELinks/',
  'ELinks (',
  'w3m/',
  'NetSurf/',
  'Mozilla/5.0 (compatible; NetSurf',
  'Dillo/',
  'Mozilla/4.0 (compatible; Dillo',
  'URL/Emacs',
  'Emacs-W3/',
  'edbrowse/',
  'retawq/',
  'Offpunk',
  'Chawan',
  'netrik/',
  'Netrik',
  'felinks',
  'Amaya/',
  'amaya/',
  'IBrowse/',
  'Bunjalloo/',
  'AmigaVoyager/',
  'Arachne/',
  'Mothra/',
  'abaco/',
  'Lagrange/',
  'Visurf/',
  'BrowseX',
  'hv3',
]

// Engines of their own that write `Mozilla/` in front.
const rareEngine =
  /\bKHTML\/|\bKonqueror\/[2-5]\b|\bLadybird\/|\bServo\/|\bNetFront\/|\bNintendo |\bPLAYSTATION 3|\bHaiku; .*WebPositive\//

const none: UserAgent = {
  family: 'none',
  version: 0,
  minor: 0,
  platform: undefined,
  mobile: false,
  embedded: false,
  wellFormed: false,
  unreduced: false,
}

/** Reads a User-Agent in time linear in its first `maxUserAgentLength` units. */
export function readUserAgent(field: string | undefined): UserAgent {
  if (field === undefined || field === '') return none
  const text = field.length > maxUserAgentLength ? field.slice(0, maxUserAgentLength) : field
  if (isLight(text)) return { ...none, family: 'light', wellFormed: true, platform: platformOf(text) }
  if (text.startsWith('Opera/'))
    return { ...none, family: 'presto', version: numberAfter(text, 'Version/'), wellFormed: true }
  if (!text.startsWith('Mozilla/')) return { ...none, family: 'other' }
  const platform = platformOf(text)
  if (text.includes('Trident/') || text.includes('MSIE ')) return trident(text, platform)
  if (text.includes(' Edge/'))
    return { ...none, family: 'edgehtml', version: numberAfter(text, ' Edge/'), platform, wellFormed: true }
  if (text.includes('Chrome/') && text.includes('AppleWebKit/')) return chromium(text, platform)
  if (text.includes(' Gecko/') && text.includes('Firefox/')) return firefox(text, platform)
  if (text.includes('AppleWebKit/')) return webkit(text, platform)
  return { ...none, family: 'other', platform }
}

const isLight = (text: string): boolean => {
  for (const start of lightBrowsers) if (text.startsWith(start)) return true
  return text.startsWith('Mozilla/') && rareEngine.test(text)
}

function trident(text: string, platform: Platform | undefined): UserAgent {
  const version = text.includes('MSIE ') ? numberAfter(text, 'MSIE ') : numberAfter(text, 'rv:')
  return {
    ...none,
    family: 'trident',
    version,
    platform,
    wellFormed: text.includes('Windows') || text.includes('Xbox'),
  }
}

const embedders: readonly string[] = [
  '; wv)',
  'Version/4.0 ',
  'QtWebEngine/',
  'Electron/',
  'TV',
  'Tizen',
  'Web0S',
  'CrKey',
  'NetCast',
  'OculusBrowser',
  'Silk/',
  'UCBrowser',
  'UBrowser',
  'MiuiBrowser',
  'HuaweiBrowser',
  'SamsungBrowser',
  'VivoBrowser',
  'HeyTapBrowser',
  'MQQBrowser',
  'Quark/',
  'Puffin/',
  'Cypress/',
]

function chromium(text: string, platform: Platform | undefined): UserAgent {
  const at = text.indexOf('Chrome/') + 7
  const version = numberAt(text, at)
  const dot = text.indexOf('.', at)
  let embedded = false
  for (const word of embedders) if (text.includes(word)) embedded = true
  return {
    family: 'chromium',
    version,
    minor: 0,
    platform,
    mobile: text.includes(' Mobile '),
    embedded,
    wellFormed:
      version < 30 ||
      (text.startsWith('Mozilla/5.0 (') &&
        text.includes(') AppleWebKit/537.36 (KHTML, like Gecko) ') &&
        text.includes('Safari/537.36')),
    unreduced: version >= 110 && dot > 0 && !text.startsWith('.0.0.0', dot),
  }
}

function firefox(text: string, platform: Platform | undefined): UserAgent {
  const version = numberAfter(text, 'Firefox/')
  const revision = numberAfter(text, 'rv:')
  // From 110 to 119 the revision stood still at 109, for sites that took 11 for Internet Explorer's.
  const frozen = version >= 110 && version < 120 && revision === 109
  return {
    ...none,
    family: 'firefox',
    version,
    platform,
    mobile: platform === 'Android' || text.includes('Mobile;'),
    // Firefox's own code base under another name (SeaMonkey, Pale Moon, Waterfox, IceCat) may lag behind.
    embedded: !/Firefox\/[\d.]+$/.test(text),
    wellFormed: text.startsWith('Mozilla/5.0 (') && (revision === version || frozen || text.includes('Goanna/')),
  }
}

function webkit(text: string, platform: Platform | undefined): UserAgent {
  const at = text.indexOf('Version/')
  const version = at < 0 ? 0 : numberAt(text, at + 8)
  const dot = at < 0 ? -1 : text.indexOf('.', at)
  const system = platform === 'iOS' ? numberAfter(text, ' OS ') : 0
  // Since Safari 26 the system's number stands still at 18; before, both were the same on a telephone.
  const agrees = system === 0 || version === 0 || version <= system || (version >= 26 && system === 18)
  return {
    ...none,
    family: 'webkit',
    version,
    minor: dot > 0 && dot <= at + 11 ? numberAt(text, dot + 1) : 0,
    platform,
    mobile: platform === 'iOS',
    embedded: version === 0 || !text.includes('Safari/'),
    wellFormed: text.startsWith('Mozilla/5.0 (') && text.includes('(KHTML, like Gecko)') && agrees,
  }
}

function platformOf(text: string): Platform | undefined {
  if (text.includes('Windows')) return 'Windows'
  if (text.includes('iPhone') || text.includes('iPad') || text.includes('iPod')) return 'iOS'
  if (text.includes('Android')) return 'Android'
  if (text.includes('Macintosh')) return 'macOS'
  if (text.includes('CrOS')) return 'Chrome OS'
  return text.includes('Linux') || text.includes('X11') ? 'Linux' : undefined
}

const numberAfter = (text: string, word: string): number => {
  const at = text.indexOf(word)
  return at < 0 ? 0 : numberAt(text, at + word.length)
}

/** The number that begins at `at`, of four digits at most; 0 where there is none. */
function numberAt(text: string, at: number): number {
  let number = 0
  for (let end = at; end < at + 4; end++) {
    const digit = codeAt(text, end) - 0x30
    if (!(digit >= 0 && digit <= 9)) break
    number = number * 10 + digit
  }
  return number
}
