import { expect, test } from 'vitest'
import type { Head } from '../../lib/cache/entry.ts'
import { maxVariants, type Store } from '../../lib/cache/stores/store.ts'

let made = 0

/** A head as a store is given one. Each is of another moment, so that "newest" is told. */
export function headFor(url: string, body: string, more: Partial<Head> = {}): Head {
  made++
  return {
    url,
    variant: '',
    vary: [],
    status: 200,
    fields: [['content-type', 'text/plain']],
    etag: undefined,
    lastModified: undefined,
    date: made * 1000,
    received: made * 1000,
    initialAge: 0,
    lifetime: 60,
    revalidation: 'when-stale',
    staleWhileRevalidate: 0,
    staleIfError: undefined,
    bytes: new TextEncoder().encode(body).length,
    part: undefined,
    tags: [],
    ...more,
  }
}

const put = async (store: Store, key: string, body: string, more: Partial<Head> = {}): Promise<boolean> =>
  store.put(key, headFor(more.url ?? key, body, more), new Blob([body]))

/** What a store has under a key, as text, newest first. */
async function bodies(store: Store, key: string): Promise<readonly string[]> {
  const found = await store.get(key)
  const texts = await Promise.all(
    found.map(async (stored) => {
      const body = await stored.open()
      return body === undefined ? 'gone' : new Response(body).text()
    }),
  )
  return texts
}

/** What every store does. `make` gives an empty one. */
export function storeSuite(name: string, make: () => Store | Promise<Store>): void {
  const url = 'https://shop.test/a?x=1'

  test(`${name}: gives back head and body as they were put, and nothing for another key`, async () => {
    const store = await make()
    const head = headFor(url, 'héllo', {
      etag: '"1"',
      fields: [
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
      vary: [['accept', null]],
      tags: ['t'],
    })
    expect(await store.put(url, head, new Blob(['héllo']))).toBe(true)
    const [stored] = await store.get(url)
    // Beside the store's own mark.
    expect({ ...stored?.head, mark: undefined }).toEqual(head)
    expect(stored?.purged).toBe(false)
    expect(await bodies(store, url)).toEqual(['héllo'])
    expect(await store.get('https://shop.test/a')).toEqual([])
  })

  test(`${name}: gives out ranges of a body`, async () => {
    const store = await make()
    await put(store, url, '0123456789')
    const [stored] = await store.get(url)
    const cut = await stored?.open({ first: 2, last: 4 })
    expect(await new Response(cut ?? null).text()).toBe('234')
    expect(await bodies(store, url)).toEqual(['0123456789']) // and can be opened again
  })

  test(`${name}: keeps variants apart, newest first, and replaces one of the same name`, async () => {
    const store = await make()
    await put(store, url, 'english', { variant: 'en' })
    await put(store, url, 'deutsch', { variant: 'de' })
    await put(store, url, 'English', { variant: 'en' })
    expect(await bodies(store, url)).toEqual(['English', 'deutsch'])
  })

  // Each put is a way through a Durable Object and back; a machine that does other work stands still in between.
  test(`${name}: holds no more variants of a key than the limit`, { timeout: 30_000 }, async () => {
    const store = await make()
    for (let at = 0; at < maxVariants + 5; at++) await put(store, url, String(at), { variant: String(at) })
    const held = await bodies(store, url)
    expect(held.length).toBe(maxVariants)
    expect(held[0]).toBe(String(maxVariants + 4))
    expect(held).not.toContain('0')
  })

  test(`${name}: freshens a head and keeps its body; not what is not there`, async () => {
    const store = await make()
    const old = headFor(url, 'body', { lifetime: 1 })
    await store.put(url, old, new Blob(['body']))
    expect(await store.freshen(url, headFor(url, 'body', { lifetime: 99, etag: '"1"' }), old)).toBe(true)
    expect((await store.get(url))[0]?.head).toMatchObject({ lifetime: 99, etag: '"1"' })
    expect(await bodies(store, url)).toEqual(['body'])
    const other = headFor(url, 'body', { variant: 'other' })
    expect(await store.freshen(url, other, other)).toBe(false)
    const none = headFor('https://shop.test/none', 'body')
    expect(await store.freshen('https://shop.test/none', none, none)).toBe(false)
  })

  test(`${name}: freshens no other body than the one that was asked about`, async () => {
    const store = await make()
    const old = headFor(url, 'old.', { etag: '"1"' })
    await put(store, url, 'new!', { etag: '"2"' })
    expect(await store.freshen(url, headFor(url, 'old.', { etag: '"1"' }), old)).toBe(false)
    expect((await store.get(url))[0]?.head.etag).toBe('"2"')
    const bare = headFor(url, 'old.')
    await put(store, url, 'new!')
    expect(await store.freshen(url, headFor(url, 'old.'), bare)).toBe(false)
    expect(await bodies(store, url)).toEqual(['new!'])
  })

  test(`${name}: deletes a key with all its variants`, async () => {
    const store = await make()
    await put(store, url, 'a', { variant: 'a' })
    await put(store, url, 'b', { variant: 'b' })
    await store.delete(url)
    await store.delete(url)
    expect(await bodies(store, url)).toEqual([])
  })

  test(`${name}: purges by URL, whatever else is in the key`, async () => {
    const store = await make()
    await put(store, url, 'plain')
    await put(store, `${url}\n["alice"]`, 'alice', { url })
    await put(store, 'https://shop.test/a?x=12', 'other')
    await store.purge({ target: { by: 'url', value: url }, soft: false })
    expect(await bodies(store, url)).toEqual([])
    expect(await bodies(store, `${url}\n["alice"]`)).toEqual([])
    expect(await bodies(store, 'https://shop.test/a?x=12')).toEqual(['other'])
  })

  test(`${name}: purges by prefix, host, tag, and everything`, async () => {
    const store = await make()
    const keys = ['https://shop.test/p/1', 'https://shop.test/p/2', 'https://shop.test/q', 'https://shop.test.evil/p/1']
    const fillUp = async (): Promise<void> => {
      for (const key of keys) await put(store, key, key, { tags: key.endsWith('1') ? ['one', 'all'] : ['all'] })
    }
    const left = async (): Promise<readonly string[]> =>
      (await Promise.all(keys.map(async (key) => bodies(store, key)))).flat()
    const cases: readonly (readonly [Parameters<Store['purge']>[0]['target'], readonly string[]])[] = [
      [{ by: 'prefix', value: 'https://shop.test/p/' }, [keys[2] as string, keys[3] as string]],
      [{ by: 'host', value: 'shop.test' }, [keys[3] as string]],
      [{ by: 'tag', value: 'one' }, [keys[1] as string, keys[2] as string]],
      [{ by: 'tag', value: 'on' }, keys],
      [{ by: 'everything' }, []],
    ]
    for (const [target, expected] of cases) {
      await fillUp()
      await store.purge({ target, soft: false })
      expect(await left(), JSON.stringify(target)).toEqual(expected)
    }
    expect(cases.length).toBe(5)
  })

  test(`${name}: a tag is of the variant that bears it`, async () => {
    const store = await make()
    await put(store, url, 'tagged', { variant: 'a', tags: ['t'] })
    await put(store, url, 'plain', { variant: 'b' })
    await store.purge({ target: { by: 'tag', value: 't' }, soft: false })
    expect(await bodies(store, url)).toEqual(['plain'])
    await put(store, url, 'was tagged', { variant: 'c', tags: ['u'] })
    await put(store, url, 'no more', { variant: 'c' })
    await store.purge({ target: { by: 'tag', value: 'u' }, soft: false })
    expect(await bodies(store, url)).toEqual(['no more', 'plain'])
  })

  test(`${name}: a soft purge keeps and marks, until it is stored or freshened again`, async () => {
    const store = await make()
    const old = headFor(url, 'old', { tags: ['t'] })
    await store.put(url, old, new Blob(['old']))
    await store.purge({ target: { by: 'tag', value: 't' }, soft: true })
    expect((await store.get(url))[0]?.purged).toBe(true)
    expect(await bodies(store, url)).toEqual(['old'])
    await store.freshen(url, headFor(url, 'old', { tags: ['t'] }), old)
    expect((await store.get(url))[0]?.purged).toBe(false)
    await store.purge({ target: { by: 'everything' }, soft: true })
    await put(store, url, 'new')
    expect((await store.get(url))[0]?.purged).toBe(false)
  })

  test(`${name}: takes no body over its limit`, async () => {
    const store = await make()
    const size = store.maxObjectBytes + 1
    if (size > 64 * 1024 * 1024) return
    expect(await store.put(url, headFor(url, '', { bytes: size }), new Blob([new Uint8Array(size)]))).toBe(false)
    expect(await bodies(store, url)).toEqual([])
  })

  test(`${name}: keeps an empty body`, async () => {
    const store = await make()
    await put(store, url, '', { status: 204 })
    expect(await bodies(store, url)).toEqual([''])
  })
}
