/** Store and tag index held to a reference that is as simple as can be: a list, looked through from end to end. */
import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Head } from '../../lib/cache/entry.ts'
import { durable } from '../../lib/cache/stores/durable.ts'
import { memory } from '../../lib/cache/stores/memory.ts'
import { platform } from '../../lib/cache/stores/platform.ts'
import type { Store, Target } from '../../lib/cache/stores/store.ts'
import { tiered } from '../../lib/cache/stores/tiered.ts'
import { headFor } from '../cache/store-suite.ts'

interface Kept {
  readonly key: string
  readonly url: string
  readonly tags: readonly string[]
  readonly variant: string
  readonly body: string
  readonly head: Head
  purged: boolean
}

/** The reference. */
class Model {
  kept: Kept[] = []
  /** What something newer has taken the place of: another isolate may still have it, until it is purged. */
  past: Kept[] = []

  put(entry: Kept): void {
    const replaced = this.kept.filter(({ key, variant }) => key === entry.key && variant === entry.variant)
    this.past.push(...replaced)
    this.kept = [entry, ...this.kept.filter((other) => !replaced.includes(other))]
  }

  purge(target: Target, soft: boolean): void {
    const met = [...this.kept, ...this.past].filter((entry) => isNamed(entry, target))
    if (soft) for (const entry of met) entry.purged = true
    else {
      this.kept = this.kept.filter((entry) => !met.includes(entry))
      this.past = this.past.filter((entry) => !met.includes(entry))
    }
  }

  under(key: string): readonly string[] {
    return this.kept.filter((entry) => entry.key === key).map(({ body, purged }) => `${body}${purged ? ' purged' : ''}`)
  }
}

function isNamed({ key, url, tags }: Kept, target: Target): boolean {
  if (target.by === 'everything') return true
  const { value } = target
  if (target.by === 'key') return key === value
  if (target.by === 'url') return url === value
  if (target.by === 'prefix') return url.slice(0, value.length) === value
  if (target.by === 'host') return new URL(url).host === value
  return tags.some((tag) => tag === value)
}

interface Real {
  /** Isolates that share what is stored; a command goes to one of them. */
  readonly stores: readonly Store[]
}

const hosts = ['a.test', 'a.test:8443'] as const
const urls = hosts.flatMap((host) => ['/p', '/p/1'].map((path) => `https://${host}${path}`))
const keys = [...urls, `${urls[0]}\n["alice"]`]
const tags = ['t', 'tt', 'u', '%', "'"] as const
const variants = ['', 'de'] as const

let made = 0
const contents = async (store: Store, key: string): Promise<readonly string[]> =>
  Promise.all(
    (await store.get(key)).map(async (stored) => {
      const body = await stored.open()
      const text = body === undefined ? 'gone' : await new Response(body).text()
      return `${text}${stored.purged ? ' purged' : ''}`
    }),
  )
const at = ({ stores }: Real, which: number): Store => stores[which % stores.length] as Store

type Command = fc.AsyncCommand<Model, Real>

class Put implements Command {
  readonly #which: number
  readonly #key: string
  readonly #variant: string
  readonly #tags: readonly string[]

  constructor(which: number, key: string, variant: string, own: readonly string[]) {
    this.#which = which
    this.#key = key
    this.#variant = variant
    this.#tags = own
  }
  check = (): boolean => true
  async run(model: Model, real: Real): Promise<void> {
    const body = `body ${++made}`
    const url = this.#key.split('\n')[0] as string
    const store = at(real, this.#which)
    await store.get(this.#key) // nobody asks an origin without having looked
    const mark = store.mark?.()
    const head = headFor(url, body, { variant: this.#variant, tags: this.#tags, etag: `"${made}"`, mark })
    expect(await store.put(this.#key, head, new Blob([body]))).toBe(true)
    model.put({ key: this.#key, url, tags: this.#tags, variant: this.#variant, body, head, purged: false })
  }
  toString = (): string => `put(${this.#which}, ${JSON.stringify(this.#key)}, ${this.#variant}, ${this.#tags})`
}

class Freshen implements Command {
  readonly #which: number
  readonly #entry: number

  constructor(which: number, entry: number) {
    this.#which = which
    this.#entry = entry
  }
  check = ({ kept }: Readonly<Model>): boolean => kept.length > 0
  async run(model: Model, real: Real): Promise<void> {
    const old = model.kept[this.#entry % model.kept.length] as Kept
    const store = at(real, this.#which)
    await store.get(old.key)
    const { variant, etag } = old.head
    const head = headFor(old.url, old.body, { variant, tags: [...tags], etag, mark: store.mark?.() })
    expect(await store.freshen(old.key, head, old.head)).toBe(true)
    model.put({ ...old, tags, head, purged: false })
  }
  toString = (): string => `freshen(${this.#which}, ${this.#entry})`
}

class Purge implements Command {
  readonly #which: number
  readonly #target: Target
  readonly #soft: boolean

  constructor(which: number, target: Target, soft: boolean) {
    this.#which = which
    this.#target = target
    this.#soft = soft
  }
  check = (): boolean => true
  async run(model: Model, real: Real): Promise<void> {
    await at(real, this.#which).purge({ target: this.#target, soft: this.#soft })
    model.purge(this.#target, this.#soft)
  }
  toString = (): string => `purge(${this.#which}, ${JSON.stringify(this.#target)}, ${this.#soft})`
}

class Delete implements Command {
  readonly #which: number
  readonly #key: string

  constructor(which: number, key: string) {
    this.#which = which
    this.#key = key
  }
  check = (): boolean => true
  async run(model: Model, real: Real): Promise<void> {
    await at(real, this.#which).delete(this.#key)
    model.purge({ by: 'key', value: this.#key }, false)
  }
  toString = (): string => `delete(${this.#which}, ${JSON.stringify(this.#key)})`
}

class Look implements Command {
  readonly #which: number
  readonly #key: string

  constructor(which: number, key: string) {
    this.#which = which
    this.#key = key
  }
  check = (): boolean => true
  async run(model: Model, real: Real): Promise<void> {
    const found = await contents(at(real, this.#which), this.#key)
    const known = model.under(this.#key)
    if (real.stores.length === 1) return expect(found).toEqual(known)
    // Another isolate's copies may lack a variant, or have an older one that is still good; what is purged they never have.
    const allowed = [...model.kept, ...model.past].flatMap(({ body, purged }) => [
      ...(purged ? [] : [body]),
      `${body} purged`,
    ])
    for (const one of found) expect(allowed).toContain(one)
  }
  toString = (): string => `look(${this.#which}, ${JSON.stringify(this.#key)})`
}

const which = fc.nat(1)
const key = fc.constantFrom(...keys)
const target: fc.Arbitrary<Target> = fc.oneof(
  key.map((value): Target => ({ by: 'key', value })),
  fc.constantFrom(...urls).map((value): Target => ({ by: 'url', value })),
  fc
    .constantFrom('https://a.test', 'https://a.test/p', 'https://a.test/p/', 'https://a.test:')
    .map((value): Target => ({ by: 'prefix', value })),
  fc.constantFrom(...hosts).map((value): Target => ({ by: 'host', value })),
  fc.constantFrom(...tags).map((value): Target => ({ by: 'tag', value })),
  fc.constant<Target>({ by: 'everything' }),
)
const commands = [
  fc.tuple(which, key, fc.constantFrom(...variants), fc.subarray([...tags])).map((each) => new Put(...each)),
  fc.tuple(which, key, fc.constantFrom(...variants), fc.subarray([...tags])).map((each) => new Put(...each)),
  fc.tuple(which, fc.nat(50)).map((each) => new Freshen(...each)),
  fc.tuple(which, target, fc.boolean()).map((each) => new Purge(...each)),
  fc.tuple(which, key).map((each) => new Delete(...each)),
  fc.tuple(which, key).map((each) => new Look(...each)),
]

async function held(make: () => readonly Store[], runs: number): Promise<void> {
  let ran = 0
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: 'max' }), async (given) => {
      const real = { stores: make() }
      const model = new Model()
      await fc.asyncModelRun(() => ({ model, real }), given)
      if (real.stores.length === 1) {
        for (const each of keys) expect(await contents(real.stores[0] as Store, each)).toEqual(model.under(each))
      }
      ran++
    }),
    { numRuns: runs },
  )
  expect(ran).toBeGreaterThanOrEqual(runs)
}

const shared = (name: string): Store =>
  tiered(memory(), platform({ cache: name }), durable(env.CACHE, { name }), { recheckSeconds: 0 })

test('memory', () => held(() => [memory()], 300), 60_000)
test('platform', () => held(() => [platform({ cache: `model-${++made}` })], 6), 60_000)
test('durable', () => held(() => [durable(env.CACHE, { name: `model-${++made}` })], 12), 60_000)
test('tiered', () => held(() => [shared(`model-${++made}`)], 6), 60_000)
test('two isolates that recheck on every request', () => {
  return held(() => {
    const name = `model-${++made}`
    return [shared(name), shared(name)]
  }, 12)
}, 60_000)
