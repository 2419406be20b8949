import { readFileSync } from 'node:fs'
import type { InspectedRequest, Pair } from '../../lib/waf/message.ts'

/** One request of a corpus, all text as byte strings. Each place where `vary` stands is overwritten on every send. */
export interface Sample {
  readonly name: string
  readonly weight: number
  readonly kind: 'benign' | 'attack'
  readonly method: string
  readonly target: string
  readonly headers: readonly Pair[]
  readonly body: string | undefined
  readonly vary: string
}

interface Corpus {
  readonly vary: string
  readonly requests: readonly {
    readonly name: string
    readonly weight: number
    readonly kind: 'benign' | 'attack'
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: { readonly encoding: 'utf8' | 'base64'; readonly data: string }
  }[]
}

export const usualCorpus = '../shared/data/bench/corpus.json'

export function readCorpus(path: string): readonly Sample[] {
  const { vary, requests } = JSON.parse(readFileSync(path, 'utf8')) as Corpus
  return requests.map(({ name, weight, kind, method, path, headers, body }) => ({
    name,
    weight,
    kind,
    method,
    target: bytes(path),
    headers: Object.entries(headers).map(([name, value]) => ({ name, value: bytes(value) })),
    body: body && Buffer.from(body.data, body.encoding).toString('latin1'),
    vary,
  }))
}

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** The groups that get a process and a figure of their own. */
export const groups: Readonly<Record<string, (sample: Sample) => boolean>> = {
  'benign mix': ({ kind }) => kind === 'benign',
  attacks: ({ kind }) => kind === 'attack',
  'static GET': ({ name }) => name.startsWith('static-'),
  'HTML GET': ({ name, method }) => name.startsWith('html-') && method === 'GET',
  form: ({ name }) => name.startsWith('form-'),
  'JSON 4 KB': ({ name }) => name === 'json-4k',
  'JSON 64 KB': ({ name }) => name === 'json-64k',
}

/** The samples of a group. @throws Error when there are none */
export function groupOf(samples: readonly Sample[], group: string): readonly Sample[] {
  const found = samples.filter((sample) => groups[group]?.(sample))
  if (found.length === 0) throw new Error(`the corpus has no request of the group "${group}"`)
  return found
}

/** A source of 12 hex digits that differ at each call: xorshift, the same series in each run. */
export function tokens(seed = 0x2545f491): () => string {
  let state = seed
  const next = (): string => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 8).toString(16).padStart(6, '0')
  }
  return () => next() + next()
}

/** A request as a platform hands it over: fresh digits, and each string one that nobody has seen before, in one flat piece. */
export function fresh(sample: Sample, token: string): InspectedRequest {
  const { method, headers, body } = sample
  const vary = (text: string): string => Buffer.from(text.replaceAll(sample.vary, token), 'latin1').toString('latin1')
  return {
    method,
    target: vary(sample.target),
    protocol: 'HTTP/1.1',
    headers: headers.map(({ name, value }) => ({ name, value: vary(value) })),
    body: body === undefined ? undefined : vary(body),
    client: { address: '192.0.2.17', port: 50_000 },
    id: token,
  }
}

/** The same as bytes for a connection that is kept. */
export function wire(sample: Sample, token: string): Buffer {
  const { method, target, headers, body = '' } = fresh(sample, token)
  const fields = headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('')
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${fields}\r\n${body}`, 'latin1')
}

/** Mean of figures by name, as often as each request comes. */
export function weightedMean(samples: readonly Sample[], figures: Readonly<Record<string, number>>): number {
  const weight = samples.reduce((sum, sample) => sum + sample.weight, 0)
  return samples.reduce((sum, { name, weight }) => sum + weight * (figures[name] ?? Number.NaN), 0) / weight
}
