import { type KeyDirectory, keyDirectory, nonceLog, type Verification, webBotAuth } from 'sallyport/bot'
import { describe, expect, test } from 'vitest'
import { signatureHeaders } from 'web-bot-auth'
import { signerFromJWK } from 'web-bot-auth/crypto'
import { type DirectoryKey, thumbprint } from '../../lib/bot/agents/web-bot-auth.ts'
import { tableTest } from '../support/table.ts'

/** The Ed25519 key of RFC 9421, appendix B.1.4, which the draft's vectors use. */
const testKey = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU',
  x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs',
}
const publicKey: DirectoryKey = { kty: testKey.kty, crv: testKey.crv, x: testKey.x }
const agent = 'signature-agent.test'
// `.test` is no public name (RFC 6761), so the tests of our own use another.
const publicAgent = 'agent.example.com'
const now = 1_800_000_000_000

const directory =
  (keys: readonly DirectoryKey[] | undefined = [publicKey]): KeyDirectory =>
  async () =>
    keys
const longTime = { maxValiditySeconds: 4e9, nonces: () => true }

const claim = (headers: Readonly<Record<string, string>>, more: object = {}) => {
  const fields = new Headers(headers)
  return {
    match: undefined,
    request: {
      method: 'GET',
      authority: 'example.com',
      scheme: 'https',
      target: '/path/to/resource',
      header: (name: string) => fields.get(name),
    },
    address: undefined,
    now,
    waitUntil: () => undefined,
    ...more,
  }
}

const reasonOf = (verification: Verification | undefined): string | undefined =>
  verification?.outcome === 'refuted' ? verification.reason : verification?.outcome

async function signed(
  more: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const own = { 'Signature-Agent': `"https://${publicAgent}"`, ...headers }
  const request = { method: 'GET', url: 'https://example.com/path/to/resource', headers: own }
  const signature = await signatureHeaders(request, await signerFromJWK(testKey), {
    created: new Date(now - 1000),
    expires: new Date(now + 300_000),
    ...more,
  })
  return { ...own, ...signature }
}

describe('vectors of the draft', () => {
  const params = (nonce: string): string =>
    `;created=1735689600;keyid="poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U";alg="ed25519";expires=4889289600;nonce="${nonce}";tag="web-bot-auth"`
  const inDictionary = {
    'signature-agent': `agent2="https://${agent}"`,
    'signature-input': `sig2=("@authority" "signature-agent";key="agent2")${params('n9p433xm+NJ3ph3upfBIGmsuwHw387YV7Q/F+6BSpGCVjYCqQw6rznNA8PVVLySrAWsv0hQtFioQb6E1YsauiA==')}`,
    signature: 'sig2=:RdNFx5Bj6au3YgAMQL/RzmUlZE8QZLIaXGRpw985hWnwPfMxT228NMk6ehRS1PSl4e8PhbNZACSanGdhEwYCCg==:',
  }
  const withoutAgent = {
    'signature-input': `sig1=("@authority")${params('zIW8+cdmA3vdYagbxojpONwa/l0EKJ/O3/wD486VvsQjO/RxPaSt6ZxvQaMcQzNnqKN/mQ6hpGiFro2L2qkz5A==')}`,
    signature: 'sig1=:QKN4fTdIYfh82fvoZCQiQA1weuozfCS/Led2zTMbewMMqH8PI2Wsy/5c4ao6B6D09nraNQdBNOADg8aM1MqfCg==:',
  }

  test('the key has the thumbprint of the vectors', async () => {
    expect(await thumbprint(testKey)).toBe('poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U')
  })

  test('both signatures hold', async () => {
    // The vectors' host is of `.test`: the verifier is asked about what lies before that check.
    const { readSignatures } = await import('../../lib/http/message-signature.ts')
    const key = await crypto.subtle.importKey('jwk', publicKey as JsonWebKey, { name: 'Ed25519' }, false, ['verify'])
    let held = 0
    for (const headers of [inDictionary, withoutAgent]) {
      const [signature] = readSignatures(claim(headers).request) ?? []
      if (signature === undefined) throw new Error('unreadable')
      const { bytes, base } = signature
      expect(await crypto.subtle.verify('Ed25519', key, bytes, new TextEncoder().encode(base))).toBe(true)
      held++
    }
    expect(held).toBe(2)
  })

  test('a name that is no public one is refused, and so is a vector for another host', async () => {
    const { verify } = webBotAuth({ directory: directory(), ...longTime })
    expect(reasonOf(await verify(claim(inDictionary)))).toBe('Signature-Agent is no https address of a public host')
    expect(reasonOf(await verify(claim(withoutAgent)))).toBe('no Signature-Agent says where the key is')
  })
})

describe('requests signed by the package', () => {
  test('are proven, once', async () => {
    const verifier = webBotAuth({ directory: directory() })
    const headers = await signed()
    const proven = { outcome: 'proven', by: 'web-bot-auth', name: publicAgent, category: 'other' }
    expect(await verifier.verify(claim(headers))).toEqual(proven)
    expect(reasonOf(await verifier.verify(claim(headers)))).toBe('the signature was used before')
    expect(await verifier.verify(claim(await signed()))).toEqual(proven)
  })

  test('have the name and category that the site gave the host', async () => {
    const agents = { [publicAgent]: { name: 'Example Assistant', category: 'ai-assistant' } } as const
    const { verify } = webBotAuth({ directory: directory(), agents })
    expect(await verify(claim(await signed()))).toMatchObject({ name: 'Example Assistant', category: 'ai-assistant' })
  })

  const other = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
  const cases: readonly (readonly [name: string, headers: () => Promise<Record<string, string>>, reason: string, keys?: readonly DirectoryKey[] | undefined])[] = [
    ['expired', () => signed({ created: new Date(now - 600_000), expires: new Date(now - 1) }), 'the signature has expired'],
    ['from the future', () => signed({ created: new Date(now + 120_000) }), 'the signature is from the future'],
    ['valid for a year', () => signed({ expires: new Date(now + 3e10) }), 'the signature is valid for longer than is accepted'],
    ['another key', () => signed(), 'the key directory has no such key, or not at this time', [other]],
    ['a key that is over', () => signed(), 'the key directory has no such key, or not at this time', [{ ...publicKey, exp: now / 1000 - 1 }]],
    ['no directory', () => signed(), 'the key directory could not be read', undefined],
    ['stripped Signature', async () => without(await signed(), 'Signature'), 'the signature’s fields are missing or unreadable'],
    ['stripped Signature-Input', async () => without(await signed(), 'Signature-Input'), 'the signature’s fields are missing or unreadable'],
    ['stripped Signature-Agent', async () => without(await signed(), 'Signature-Agent'), 'the signature covers what is not there, or has another purpose'],
    ['another Signature-Agent', async () => ({ ...(await signed()), 'Signature-Agent': '"https://other.example.com"' }), 'the signature does not fit the request'],
    ['Signature-Agent not covered', async () => ({ ...(await signed({ components: ['@authority'] }, { 'Signature-Agent': '' })), 'Signature-Agent': `"https://${publicAgent}"` }), 'the signature does not cover Signature-Agent'],
    ['a host by number', () => signed({}, { 'Signature-Agent': '"https://169.254.169.254"' }), 'Signature-Agent is no https address of a public host'],
    ['a host inside', () => signed({}, { 'Signature-Agent': '"https://metadata.internal"' }), 'Signature-Agent is no https address of a public host'],
    ['a host with a port', () => signed({}, { 'Signature-Agent': '"https://agent.example.com:8443"' }), 'Signature-Agent is no https address of a public host'],
    ['in clear', () => signed({}, { 'Signature-Agent': '"http://agent.example.com"' }), 'Signature-Agent is no https address of a public host'],
    ['another signature', async () => ({ ...(await signed()), Signature: `sig1=:${btoa('x'.repeat(64))}:` }), 'the signature does not fit the request'],
    ['garbage', async () => ({ 'signature-input': '((((', signature: ':::', 'signature-agent': '"' }), 'the signature’s fields are missing or unreadable'],
    ['far too long', async () => ({ ...(await signed()), 'Signature-Input': `sig1=("@authority")${';a="b"'.repeat(5000)}` }), 'the signature’s fields are missing or unreadable'],
  ] // biome-ignore format: one case a line
  test(`refused, each with its reason: ${cases.length} cases`, async () => {
    let ran = 0
    for (const [name, headers, reason, keys = name === 'no directory' ? undefined : [publicKey]] of cases) {
      const { verify } = webBotAuth({ directory: async () => keys })
      expect([name, reasonOf(await verify(claim(await headers())))]).toEqual([name, reason])
      ran++
    }
    expect(ran).toBe(18)
  })

  test('sent to another host they do not hold', async () => {
    const { verify } = webBotAuth({ directory: directory() })
    const moved = claim(await signed())
    expect(reasonOf(await verify({ ...moved, request: { ...moved.request, authority: 'shop.example' } }))).toBe(
      'the signature does not fit the request',
    )
  })

  test('without a nonce they are refused, or may be used again where the site says so', async () => {
    const signer = await signerFromJWK(testKey)
    const own = { 'Signature-Agent': `"https://${publicAgent}"` }
    // The package always writes a nonce; RFC 9421's own signing, which it is built on, does not.
    const { signatureHeaders: sign } = await import('http-message-sig')
    const headers = {
      ...own,
      ...(await sign(
        { method: 'GET', url: 'https://example.com/path/to/resource', headers: own },
        {
          signer,
          components: ['@authority', 'signature-agent'],
          created: new Date(now - 1000),
          expires: new Date(now + 60_000),
          tag: 'web-bot-auth',
        },
      )),
    }
    const strict = webBotAuth({ directory: directory() })
    expect(reasonOf(await strict.verify(claim(headers)))).toBe('the signature has no nonce')
    const lax = webBotAuth({ directory: directory(), nonce: 'optional' })
    expect(reasonOf(await lax.verify(claim(headers)))).toBe('proven')
    expect(reasonOf(await lax.verify(claim(headers)))).toBe('proven')
  })

  test('a request without any of it is no claim', async () => {
    const verifier = webBotAuth({ directory: directory() })
    expect(verifier.concerns(claim({ 'user-agent': 'curl/8' }))).toBe(false)
    expect(
      await verifier.verify(claim({ 'signature-input': 'x=("@method");tag="other"', signature: 'x=:AA==:' })),
    ).toBeUndefined()
  })
})

test('a log of nonces holds so many and no more, and forgets what is over', async () => {
  const log = nonceLog(2)
  const seen = async (nonce: string, at = now) => log(nonce, now / 1000 + 60, at)
  expect([
    await seen('a'),
    await seen('a'),
    await seen('b'),
    await seen('c'),
    await seen('c'),
    await seen('a'),
  ]).toEqual([true, false, true, true, false, true])
  expect(await seen('a', now + 61_000)).toBe(true)
})

describe('the key directory', () => {
  const answers = (body: string | ReadableStream, init: ResponseInit = {}) => {
    const asked: string[] = []
    const fetch = async (url: string, { redirect }: RequestInit): Promise<Response> => {
      asked.push(`${redirect} ${url}`)
      return new Response(body, init)
    }
    return { asked, fetch }
  }
  const good = JSON.stringify({ keys: [publicKey] })

  test('is asked over https, once, and kept', async () => {
    const { asked, fetch } = answers(good)
    const read = keyDirectory({ fetch, cacheSeconds: 60 })
    expect(await read(publicAgent, now)).toEqual([publicKey])
    expect(await read(publicAgent, now + 59_000)).toEqual([publicKey])
    expect(asked).toEqual([`manual https://${publicAgent}/.well-known/http-message-signatures-directory`])
    await read(publicAgent, now + 61_000)
    expect(asked).toHaveLength(2)
  })

  const inside = ['127.0.0.1', '10.0.0.1', '192.168.1.1', '[::1]', 'localhost', 'a.localhost', 'router', 'nas.local', 'metadata.internal', 'x.home.arpa', 'a.lan', '2130706433', '0x7f.1', 'xn--a.', 'a..b.com', 'UPPER.example.com', 'a b.com', ''] // biome-ignore format: a list
  tableTest('hosts that are never asked', 18, inside, (host) => {
    const { asked, fetch } = answers(good)
    void keyDirectory({ fetch })(host, now)
    expect([host, asked]).toEqual([host, []])
  })

  test('a redirect, an error, too much, or no JSON gives no keys, and is remembered for a while', async () => {
    const bad: readonly [string | ReadableStream, ResponseInit?][] = [
      ['', { status: 302, headers: { location: 'http://10.0.0.1/' } }],
      [good, { status: 500 }],
      ['x'.repeat(70_000)],
      ['no json'],
      ['{"keys":{}}'],
    ]
    for (const [body, init] of bad) {
      const { asked, fetch } = answers(body, init)
      const read = keyDirectory({ fetch })
      expect(await read(publicAgent, now)).toBeUndefined()
      expect(await read(publicAgent, now + 200_000)).toBeUndefined()
      expect(asked).toHaveLength(1)
    }
  })

  test('one that never ends is given up', async () => {
    const fetch = (_: string, { signal }: RequestInit): Promise<Response> =>
      new Promise((_, fail) => signal?.addEventListener('abort', () => fail(new Error('gone'))))
    expect(await keyDirectory({ fetch, timeoutSeconds: 0.05 })(publicAgent, now)).toBeUndefined()
  })

  test('no more than so many at once, no more than so many keys', async () => {
    const { asked, fetch } = answers(JSON.stringify({ keys: Array(100).fill(publicKey) }))
    const read = keyDirectory({ fetch, maxConcurrent: 2 })
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((name) => read(`${name}.example.com`, now)))
    expect(asked).toHaveLength(2)
    expect(all.map((keys) => keys?.length)).toEqual([32, 32, undefined, undefined])
  })

  test('only named hosts, where hosts are named', async () => {
    const { asked, fetch } = answers(good)
    expect(await keyDirectory({ fetch, hosts: ['other.example.com'] })(publicAgent, now)).toBeUndefined()
    expect(asked).toEqual([])
  })
})

function without(headers: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name))
}
