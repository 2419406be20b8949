/** What one visitor did, in numbers: no path, no address, no text of a request. Adds up over isolates. */
export interface Summary {
  /** ms since the epoch, of the first and last request counted. */
  readonly first: number
  readonly last: number
  readonly requests: number
  /** Pages: what was asked for as a page, or answered as HTML. */
  readonly pages: number
  /** Style sheets, scripts, pictures, fonts. */
  readonly assets: number
  /** Answers of 400 to 499 that the site itself gave. */
  readonly errors: number
  readonly robots: number
  readonly traps: number
  /** Answers that set a cookie, and requests that brought one after that. */
  readonly cookiesSet: number
  readonly cookiesKept: number
  /** 64 bits, one for each of as many groups of paths: how many are set tells how many paths there were. */
  readonly paths: readonly [number, number]
}

export const nothing: Summary = {
  first: 0,
  last: 0,
  requests: 0,
  pages: 0,
  assets: 0,
  errors: 0,
  robots: 0,
  traps: 0,
  cookiesSet: 0,
  cookiesKept: 0,
  paths: [0, 0],
}

/** After this long without a request a visitor is a new one. */
export const idleMs: number = 30 * 60_000

/** Two summaries of one visitor as one. */
export function add(one: Summary, other: Summary): Summary {
  if (one.requests === 0) return other
  if (other.requests === 0) return one
  return {
    first: Math.min(one.first, other.first),
    last: Math.max(one.last, other.last),
    requests: one.requests + other.requests,
    pages: one.pages + other.pages,
    assets: one.assets + other.assets,
    errors: one.errors + other.errors,
    robots: one.robots + other.robots,
    traps: one.traps + other.traps,
    cookiesSet: one.cookiesSet + other.cookiesSet,
    cookiesKept: one.cookiesKept + other.cookiesKept,
    paths: [one.paths[0] | other.paths[0], one.paths[1] | other.paths[1]],
  }
}

/** About how many different paths were asked for: linear counting, good to some 150; more count as that. */
export function breadth({ paths: [low, high] }: Summary): number {
  const empty = 64 - ones(low) - ones(high)
  return Math.round(64 * Math.log(64 / Math.max(empty, 6)))
}

function ones(bits: number): number {
  let count = 0
  for (let left = bits >>> 0; left !== 0; left &= left - 1) count++
  return count
}

/** The bit of a path (without its query). FNV-1a, finished off so that the high bits are as good as the low ones. */
export function pathBit(path: string): readonly [number, number] {
  let hash = 0x811c9dc5
  for (let at = 0; at < Math.min(path.length, 512); at++) hash = Math.imul(hash ^ path.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  const bit = (hash >>> 20) & 63
  return bit < 32 ? [1 << bit, 0] : [0, 1 << (bit - 32)]
}

/** One request and its answer. */
export interface Visit {
  readonly now: number
  readonly path: string
  readonly destination: string | undefined
  readonly cookie: boolean
  readonly status: number
  readonly contentType: string | null
  readonly setsCookie: boolean
  /** The visitor’s answers have set a cookie before. */
  readonly hadCookie: boolean
  readonly trap: boolean
}

const assets: ReadonlySet<string> = new Set([
  'style',
  'script',
  'image',
  'font',
  'video',
  'audio',
  'manifest',
  'track',
  'worker',
])
const assetTypes = /^(?:image|font|audio|video)\/|^(?:text\/css|text\/javascript|application\/javascript)/

/** The summary of one visit. */
export function summarize(visit: Visit): Summary {
  const { now, path, destination, contentType, status } = visit
  const type = contentType ?? ''
  const asset = destination === undefined ? assetTypes.test(type) : assets.has(destination)
  const page = !asset && (destination === 'document' || (destination === undefined && type.startsWith('text/html')))
  return {
    first: now,
    last: now,
    requests: 1,
    pages: page ? 1 : 0,
    assets: asset ? 1 : 0,
    errors: status >= 400 && status < 500 ? 1 : 0,
    robots: path === '/robots.txt' ? 1 : 0,
    traps: visit.trap ? 1 : 0,
    cookiesSet: visit.setsCookie ? 1 : 0,
    cookiesKept: visit.hadCookie && visit.cookie ? 1 : 0,
    paths: pathBit(path) as [number, number],
  }
}
