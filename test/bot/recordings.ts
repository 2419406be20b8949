import { existsSync, readFileSync } from 'node:fs'
import { Facts, type Sighting } from '../../lib/bot/facts.ts'

/** A client's recorded visit, and what it was. */
export interface Recording {
  readonly client: string
  readonly kind: string
  readonly expected: 'human' | 'bot'
  /** `https` or `http`. */
  readonly mode: string
  /** A browser with few fields. */
  readonly niche: boolean
  /** A bot that copies a browser. */
  readonly spoof: boolean
  /** Its fields are a real browser's: they cannot tell. */
  readonly twin: boolean
  readonly sightings: readonly Sighting[]
}

interface Captured {
  readonly client: string
  readonly kind: string
  readonly expected: 'human' | 'bot'
  readonly mode: string
  readonly niche: boolean
  readonly spoof: boolean
  readonly headerTwinByDesign: boolean
  readonly requests: readonly {
    readonly proto: string
    readonly version: string
    readonly method: string
    readonly url: string
    readonly headers: readonly (readonly [string, string])[]
    readonly tls: { readonly ja4: string } | null
  }[]
}

/** Where the recordings lie, beside the repository. */
export const recordingsFile: string = '../shared/data/clients/visible.json'
export const haveRecordings: boolean = existsSync(recordingsFile)

/** The recordings, in the form in which a worker sees requests: names in lower case and sorted, repeated fields joined, no pseudo fields. */
export function readRecordings(file: string = recordingsFile): readonly Recording[] {
  const { captures } = JSON.parse(readFileSync(file, 'utf8')) as { captures: readonly Captured[] }
  return captures.map((captured) => ({
    client: captured.client,
    kind: captured.kind,
    expected: captured.expected,
    mode: captured.mode,
    niche: captured.niche,
    spoof: captured.spoof,
    twin: captured.headerTwinByDesign,
    sightings: captured.requests.map(sightingOf),
  }))
}

function sightingOf({ proto, version, method, url, headers, tls }: Captured['requests'][number]): Sighting {
  const seen = new Headers()
  let host = ''
  for (const [name, value] of headers) {
    if (name === ':authority' || name.toLowerCase() === 'host') host = value
    else if (!name.startsWith(':')) seen.append(name, value)
  }
  return {
    method,
    target: url,
    host,
    scheme: proto === 'https' ? 'https' : 'http',
    headers: seen,
    httpVersion: version,
    ja4: tls?.ja4,
  }
}

export const withoutTls = (sighting: Sighting): Facts => new Facts({ ...sighting, ja4: undefined })
export const withTls = (sighting: Sighting): Facts => new Facts(sighting)
