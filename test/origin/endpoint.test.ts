import { expect, test, vi } from 'vitest'
import { endpointReader, readEndpoint } from '../../lib/origin/endpoint.ts'
import { tableTest } from '../support/table.ts'

const good: readonly [url: string, prefix: string, authority: string][] = [
  ['https://origin.test', 'https://origin.test', 'origin.test'],
  ['https://origin.test/', 'https://origin.test', 'origin.test'],
  ['https://Origin.Test:443/', 'https://origin.test', 'origin.test'],
  ['https://origin.test:8443', 'https://origin.test:8443', 'origin.test:8443'],
  ['https://origin.test/base', 'https://origin.test/base', 'origin.test'],
  ['https://origin.test/base//', 'https://origin.test/base', 'origin.test'],
  ['https://[2001:db8::1]:8443/a', 'https://[2001:db8::1]:8443/a', '[2001:db8::1]:8443'],
]

tableTest('origin urls', 7, good, ([url, prefix, authority]) => {
  expect(readEndpoint(url, false)).toMatchObject({ prefix, authority, scheme: 'https' })
})

const bad: readonly [url: unknown, message: RegExp][] = [
  ['http://origin.test', /plaintext.*allowPlaintext/],
  ['HTTP://origin.test', /plaintext/],
  ['ws://origin.test', /neither https nor http/],
  ['file:///etc/passwd', /neither https nor http/],
  ['origin.test', /not a URL/],
  ['//origin.test', /not a URL/],
  ['', /not a URL/],
  [undefined, /not a URL/],
  [42, /not a URL/],
  ['https://user:secret@origin.test', /credentials/],
  ['https://user@origin.test', /credentials/],
  ['https://origin.test/?a=secret', /query/],
  ['https://origin.test/?', /query/],
  ['https://origin.test/#secret', /fragment/],
  ['https://origin.test/a b', /blank/],
  ['https:\\\\origin.test', /backslash/],
]

tableTest('origin urls that are refused', 16, bad, ([url, message]) => {
  expect(() => readEndpoint(url, false), String(url)).toThrow(message)
  try {
    readEndpoint(url, false)
  } catch (error) {
    expect(String(error)).toContain('[ERR_OPTION]')
    expect(String(error)).not.toContain('secret')
  }
})

test('plaintext has to be asked for', () => {
  expect(readEndpoint('http://127.0.0.1:9000', true)).toMatchObject({ prefix: 'http://127.0.0.1:9000', scheme: 'http' })
})

test('a fixed url is read when the route is declared, a selected one once for each string', () => {
  expect(() => endpointReader('http://origin.test', false)).toThrow('ERR_OPTION')
  const select = vi.fn((env: { readonly at: string }) => env.at)
  const read = endpointReader(select, false)
  const first = read({ at: 'https://a.test' })
  expect(read({ at: 'https://a.test' })).toBe(first)
  expect(read({ at: 'https://b.test' })).not.toBe(first)
  expect(() => read({ at: 'http://a.test' })).toThrow('ERR_OPTION')
  for (let at = 0; at < 100; at++) read({ at: `https://${at}.test` })
  expect(read({ at: 'https://a.test' })).toEqual(first)
})
