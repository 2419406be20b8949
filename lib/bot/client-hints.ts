/** One brand of Sec-CH-UA. */
export interface Brand {
  readonly name: string
  readonly version: string
}

/** Longest Sec-CH-UA that is read, and the most brands in it. Chromium sends three or four, under 200 units. */
export const maxBrandsLength = 512
export const maxBrands = 8

/**
 * `"Chromium";v="146", "Not-A.Brand";v="24"`: a list of strings with a parameter `v` (RFC 8941, sections 3.1 and 3.3.3), as far as Chromium
 * writes it. `undefined` for anything else, and for more than the bounds allow.
 */
export function readBrands(field: string): readonly Brand[] | undefined {
  if (field.length > maxBrandsLength) return undefined
  const brands: Brand[] = []
  item.lastIndex = 0
  let at = 0
  while (at < field.length) {
    item.lastIndex = at
    const found = item.exec(field)
    if (found === null || brands.length === maxBrands) return undefined
    brands.push({ name: found[1] as string, version: found[2] as string })
    at = item.lastIndex
    if (at < field.length) {
      if (!field.startsWith(', ', at)) return undefined
      at += 2
      if (at === field.length) return undefined
    }
  }
  return brands.length > 0 ? brands : undefined
}

// Sticky, no nested repetition: linear.
const item = /"([ -!#-[\]-~]{1,64})";v="([0-9.]{1,32})"/y

const greaseChars = [' ', '(', ':', '-', '.', '/', ')', ';', '=', '?', '_']
const greaseVersions = ['8', '99', '24']
/** Where the made-up brand, Chromium, and the maker's brand stand, by the remainder of the version. */
const ordersOfTwo: readonly (readonly number[])[] = ['01', '10'].map(places)
const ordersOfThree: readonly (readonly number[])[] = ['012', '021', '102', '120', '201', '210'].map(places)

function places(digits: string): readonly number[] {
  return [...digits].map(Number)
}

/**
 * The made-up brand of a Chromium's major version, which keeps sites from matching whole lists. Two characters, the version beside it and the
 * order of the list all follow from the major version (Chromium, `user_agent_utils.cc`), so a forger who copies a list and changes the number,
 * or makes one up, is told. Held for 110 and later, when the present form had become the only one.
 */
export function greaseOf(major: number): Brand {
  const first = greaseChars[major % 11] as string
  const second = greaseChars[(major + 1) % 11] as string
  return { name: `Not${first}A${second}Brand`, version: greaseVersions[major % 3] as string }
}

/** From which version `greaseOf` is known to hold. */
export const greaseSince = 110

export type BrandsVerdict = 'agrees' | 'other-version' | 'no-chromium' | 'forged-grease' | 'forged-order'

/** Whether a list is one that a Chromium of that major version sends. */
export function judgeBrands(brands: readonly Brand[], major: number): BrandsVerdict {
  const chromium = brands.findIndex(({ name }) => name === 'Chromium')
  if (chromium < 0) return 'no-chromium'
  if (Number.parseInt((brands[chromium] as Brand).version, 10) !== major) return 'other-version'
  if (major < greaseSince) return 'agrees'
  const expected = greaseOf(major)
  const grease = brands.findIndex(({ name }) => name === expected.name)
  if (grease < 0 || brands[grease]?.version !== expected.version) return 'forged-grease'
  return inOrder(brands, grease, chromium, major) ? 'agrees' : 'forged-order'
}

// Makers that use Chromium's own code for the list; others are known to put theirs in another place.
const orderly: ReadonlySet<string> = new Set(['Google Chrome', 'Microsoft Edge', 'Brave', 'Opera'])

function inOrder(brands: readonly Brand[], grease: number, chromium: number, major: number): boolean {
  if (brands.length === 2) {
    const order = ordersOfTwo[major % 2] as readonly number[]
    return order[0] === grease && order[1] === chromium
  }
  const third = brands.findIndex((_, at) => at !== grease && at !== chromium)
  if (brands.length !== 3 || !orderly.has((brands[third] as Brand).name)) return true
  const order = ordersOfThree[major % 6] as readonly number[]
  return order[0] === grease && order[1] === chromium && order[2] === third
}
