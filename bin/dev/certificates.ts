import { webcrypto } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CommandError, reason } from '../failure.ts'
import { readCertificates } from './certificate-store.ts'

export interface KeyPair {
  /** PEM. */
  readonly certificate: string
  /** PEM, PKCS #8. */
  readonly key: string
}

/** A private CA and what it signed: the demo shop's certificate and the one that the gate shows it. */
export interface DevelopmentCertificates {
  readonly ca: KeyPair
  readonly server: KeyPair
  readonly client: KeyPair
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const dayMs = 86_400_000
const lifetimeDays = 365

/**
 * The development certificates of a folder: made on the first run, and again when they are near their end, unreadable, or open to
 * others. The folder is replaced as a whole, so two commands that start at once never mix two sets.
 *
 * @param now ms since the epoch
 * @throws CommandError when the folder cannot be written
 */
export async function developmentCertificates(folder: string, now: number): Promise<DevelopmentCertificates> {
  const kept = await readCertificates(folder, now)
  if (kept !== undefined) return kept
  const made = await makeCertificates(now)
  try {
    await mkdir(dirname(folder), { recursive: true })
    const fresh = await mkdtemp(`${folder}-`) // mode 0700
    for (const [name, { certificate, key }] of Object.entries(made)) {
      await writeFile(join(fresh, `${name}.pem`), certificate, { mode: 0o600 })
      await writeFile(join(fresh, `${name}.key`), key, { mode: 0o600 })
    }
    await rm(folder, { recursive: true, force: true })
    await rename(fresh, folder)
    return made
  } catch (error) {
    // Somebody else put theirs there between the two lines above.
    const theirs = await readCertificates(folder, now)
    if (theirs !== undefined) return theirs
    throw new CommandError(`cannot keep the development certificates in ${folder}: ${reason(error)}`)
  }
}

/** The names that the demo shop answers to. */
const serverNames = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
] as const

async function makeCertificates(now: number): Promise<DevelopmentCertificates> {
  await import('reflect-metadata') // x509 wants it loaded first, and does not bring it
  const x509 = await import('@peculiar/x509')
  const { subtle } = webcrypto
  const pair = async () => (await subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair
  const text = async ({ privateKey }: CryptoKeyPair) =>
    x509.PemConverter.encode(await subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY')
  const validity = { notBefore: new Date(now - dayMs), notAfter: new Date(now + lifetimeDays * dayMs) }
  x509.cryptoProvider.set(webcrypto as Crypto)

  const caKeys = await pair()
  const caName = 'CN=Sallyport development CA'
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: caName,
    ...validity,
    keys: caKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  })
  const leaf = async (subject: string, usage: string, more: readonly InstanceType<typeof x509.Extension>[]) => {
    const keys = await pair()
    const certificate = await x509.X509CertificateGenerator.create({
      subject,
      issuer: caName,
      ...validity,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([usage]),
        await x509.AuthorityKeyIdentifierExtension.create(ca),
        ...more,
      ],
    })
    return { certificate: certificate.toString('pem'), key: await text(keys) }
  }
  return {
    ca: { certificate: ca.toString('pem'), key: await text(caKeys) },
    server: await leaf('CN=localhost', x509.ExtendedKeyUsage.serverAuth, [
      new x509.SubjectAlternativeNameExtension([...serverNames]),
    ]),
    client: await leaf('CN=sallyport gate', x509.ExtendedKeyUsage.clientAuth, []),
  }
}
