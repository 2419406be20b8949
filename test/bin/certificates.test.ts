import { X509Certificate } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { readCertificates } from '../../bin/dev/certificate-store.ts'
import { developmentCertificates } from '../../bin/dev/certificates.ts'

const now = Date.parse('2026-11-24T12:00:00Z')
const dayMs = 86_400_000
let parent: string
let folder: string

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'sallyport-tls-'))
  folder = join(parent, 'tls')
})

test('one CA, a server for this machine’s names, a client; each for its own use', async () => {
  const made = await developmentCertificates(folder, now)
  const [ca, server, client] = [made.ca, made.server, made.client].map((pair) => new X509Certificate(pair.certificate))
  expect([ca?.ca, server?.ca, client?.ca]).toEqual([true, false, false])
  expect(server?.checkIssued(ca as X509Certificate) && client?.checkIssued(ca as X509Certificate)).toBe(true)
  expect(['localhost', 'other.test'].map((name) => server?.checkHost(name))).toEqual(['localhost', undefined])
  expect(['127.0.0.1', '::1', '127.0.0.2'].map((ip) => server?.checkIP(ip))).toEqual(['127.0.0.1', '::1', undefined])
  expect([server?.keyUsage, client?.keyUsage]).toEqual([['1.3.6.1.5.5.7.3.1'], ['1.3.6.1.5.5.7.3.2']])
})

test('kept for the next run, readable by their owner alone', async () => {
  const made = await developmentCertificates(folder, now)
  expect(await developmentCertificates(folder, now + dayMs)).toEqual(made)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  const keys = readdirSync(folder).filter((name) => name.endsWith('.key'))
  expect(keys.map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600])
  expect(readdirSync(parent)).toEqual(['tls'])
})

const spoilt: readonly [title: string, spoil: () => void, later: number][] = [
  ['a corrupt certificate', () => writeFileSync(join(folder, 'server.pem'), 'x'), 0],
  ['a corrupt key', () => writeFileSync(join(folder, 'client.key'), 'x'), 0],
  ['a key that others may read', () => chmodSync(join(folder, 'ca.key'), 0o644), 0],
  ['an end within two weeks', () => undefined, 352 * dayMs],
  ['an end in the past', () => undefined, 400 * dayMs],
  ['a clock that was set back', () => undefined, -30 * dayMs],
]
test.each(spoilt)('made anew: %s', async (_, spoil, later) => {
  const made = await developmentCertificates(folder, now)
  spoil()
  expect(await readCertificates(folder, now + later)).toBeUndefined()
  const again = await developmentCertificates(folder, now + later)
  expect(again.ca).not.toEqual(made.ca)
  expect(await readCertificates(folder, now + later)).toEqual(again)
})

test('a set of which one part is another’s is not used', async () => {
  await developmentCertificates(folder, now)
  const other = await developmentCertificates(join(parent, 'other'), now)
  writeFileSync(join(folder, 'client.pem'), other.client.certificate)
  writeFileSync(join(folder, 'client.key'), other.client.key)
  expect(await readCertificates(folder, now)).toBeUndefined()
})

test('two at once: both get a whole set, and one whole set stays', async () => {
  const sets = await Promise.all([1, 2, 3].map(() => developmentCertificates(folder, now)))
  for (const { ca, server } of sets) {
    expect(new X509Certificate(server.certificate).verify(new X509Certificate(ca.certificate).publicKey)).toBe(true)
  }
  expect(await readCertificates(folder, now)).toBeDefined()
})

test('a place that cannot be written is one line', async () => {
  writeFileSync(join(parent, 'file'), '')
  await expect(developmentCertificates(join(parent, 'file', 'tls'), now)).rejects.toThrow(/^cannot keep [^\n]+$/)
})
