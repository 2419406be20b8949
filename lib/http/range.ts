/** Bytes `first` to `last`, both included, counted from 0. */
export interface Range {
  readonly first: number
  readonly last: number
}

/** More ranges than this in one request, or more bytes asked for than there are twice over, are answered with the whole. */
export const maxRanges = 16

const maxLength = 1024

/**
 * What a Range field asks for of `length` bytes (RFC 9110, section 14.2): `unsatisfiable` for 416; `undefined` where it is to be ignored:
 * another unit, not readable, or abusive (section 17.15).
 */
export function parseRange(text: string | null, length: number): readonly Range[] | 'unsatisfiable' | undefined {
  if (text === null || text.length > maxLength) return undefined
  const set = /^bytes=(.*)$/i.exec(text.trim())?.[1]
  if (set === undefined) return undefined
  const ranges: Range[] = []
  let asked = 0
  let seen = 0
  for (const part of set.split(',')) {
    const spec = part.trim()
    if (spec === '') continue
    const match = /^(\d{0,15})-(\d{0,15})$/.exec(spec)
    if (match === null || spec === '-' || ++seen > maxRanges) return undefined
    const range = resolve(match[1] as string, match[2] as string, length)
    if (range === undefined) return undefined
    if (range === 'unsatisfiable') continue
    ranges.push(range)
    asked += range.last - range.first + 1
  }
  if (seen === 0) return undefined
  if (ranges.length === 0) return 'unsatisfiable'
  // Overlaps could ask for a small object many times over.
  return ranges.length > 1 && asked > length ? undefined : ranges
}

function resolve(first: string, last: string, length: number): Range | 'unsatisfiable' | undefined {
  if (first === '') {
    const suffix = Number(last)
    if (suffix === 0 || length === 0) return 'unsatisfiable'
    return { first: Math.max(0, length - suffix), last: length - 1 }
  }
  const from = Number(first)
  const to = last === '' ? Number.POSITIVE_INFINITY : Number(last)
  if (to < from) return undefined
  if (from >= length) return 'unsatisfiable'
  return { first: from, last: Math.min(to, length - 1) }
}

/** A Content-Range of bytes; `total` undefined where it says `*`. */
export interface ContentRange extends Range {
  readonly total: number | undefined
}

/** `undefined` for another unit, `bytes *\/N`, and what contradicts itself. */
export function parseContentRange(text: string | null): ContentRange | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(text?.trim() ?? '')
  if (match === null) return undefined
  const [first, last] = [Number(match[1]), Number(match[2])]
  const total = match[3] === '*' ? undefined : Number(match[3])
  if (last < first || (total !== undefined && last >= total)) return undefined
  return { first, last, total }
}

export const formatContentRange = ({ first, last }: Range, total: number): string => `bytes ${first}-${last}/${total}`

/** The pieces of a `multipart/byteranges` body (RFC 9110, section 14.6): heads as text, and the ranges between them. */
export interface Multipart {
  readonly contentType: string
  readonly heads: readonly string[]
  readonly tail: string
  /** Bytes of all of it. */
  readonly length: number
}

/** @param boundary of token characters; it must not occur in the content, so it comes from chance */
export function multipart(
  ranges: readonly Range[],
  total: number,
  contentType: string | undefined,
  boundary: string,
): Multipart {
  const type = contentType === undefined ? '' : `Content-Type: ${contentType}\r\n`
  const heads = ranges.map(
    (range, at) =>
      `${at === 0 ? '' : '\r\n'}--${boundary}\r\n${type}Content-Range: ${formatContentRange(range, total)}\r\n\r\n`,
  )
  const tail = `\r\n--${boundary}--\r\n`
  const bytes = new TextEncoder()
  const length =
    ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0) +
    heads.reduce((sum, head) => sum + bytes.encode(head).length, 0) +
    tail.length
  return { contentType: `multipart/byteranges; boundary=${boundary}`, heads, tail, length }
}
