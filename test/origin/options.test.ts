import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type OriginOptions, origin, withoutCertificate } from '../../lib/origin/index.ts'
import { certificateReader } from '../../lib/origin/tls.ts'
import { version } from '../../lib/origin/version.ts'
import { tableTest } from '../support/table.ts'

const url = 'https://origin.test'
const certificate = (): undefined => undefined

const bad: readonly [options: unknown, message: RegExp][] = [
  [{ url: 'http://origin.test' }, /plaintext/],
  [{ url, retry: 2 }, /retry must be 0 or 1/],
  [{ url, retry: true }, /retry must be 0 or 1/],
  [{ url, host: 'visitor' }, /host can only be 'origin'/],
  [{ url, name: '' }, /name must be/],
  [{ url, name: '1st' }, /name must be/],
  [{ url, name: 'a, b' }, /name must be/],
  [{ url, timeouts: { firstByteSeconds: 0 } }, /firstByteSeconds must be/],
  [{ url, timeouts: { firstByteSeconds: Number.NaN } }, /firstByteSeconds must be/],
  [{ url, timeouts: { exchangeSeconds: -1 } }, /exchangeSeconds must be/],
  [{ url, timeouts: { exchangeSeconds: Number.POSITIVE_INFINITY } }, /exchangeSeconds must be/],
  [{ url, timeouts: { firstByteMs: 1 } }, /no option timeouts.firstByteMs/],
  [
    { url, tls: { certificate, ca: 'x' } },
    /no tls\.ca.*public CA.*sallyport dev --ca.*trustedCertificates.*NODE_EXTRA_CA_CERTS/,
  ],
  [{ url, tls: { certificate, rejectUnauthorized: false } }, /no option tls\.rejectUnauthorized.*always verified/],
  [{ url, tls: { certificate: {} } }, /must be a selector/],
  [{ url, tls: {} }, /must be a selector/],
  [{ url, insecure: true }, /no option "insecure"/],
]

tableTest('options that are refused', 17, bad, ([options, message]) => {
  expect(() => origin(options as OriginOptions), JSON.stringify(options)).toThrow(message)
  expect(() => origin(options as OriginOptions)).toThrow('ERR_OPTION')
})

test('a missing binding is an error, leaving the certificate out is a decision', () => {
  const binding = { fetch: async () => new Response() }
  const pick = (value: unknown) => certificateReader({ certificate: () => value as undefined })({})
  expect(() => pick(undefined)).toThrow('ERR_BINDING')
  expect(() => pick(null)).toThrow('ERR_BINDING')
  expect(() => pick('cert')).toThrow('ERR_BINDING')
  expect(pick(binding)).toBe(binding)
  expect(pick(withoutCertificate)).toBeUndefined()
  expect(certificateReader(undefined)({})).toBeUndefined()
})

test('x-sallyport-gate tells the version of the package', () => {
  expect(version).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version)
})
