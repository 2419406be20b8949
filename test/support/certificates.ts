import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

/** PEM, both. */
export interface Pair {
  readonly certificate: string
  readonly key: string
}

export interface Authority extends Pair {
  /** Signs a certificate for these names; dates in ms from now. */
  issue(options: {
    readonly names?: readonly string[]
    readonly fromMs?: number
    readonly untilMs?: number
  }): Promise<Pair>
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 86_400_000
x509.cryptoProvider.set(webcrypto as Crypto)

const makeKeys = (): Promise<CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as unknown as Promise<CryptoKeyPair>

const keyPem = async (key: CryptoKey): Promise<string> =>
  x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key as webcrypto.CryptoKey), 'PRIVATE KEY')

let serial = 0

/** A CA of a test's own. */
export async function makeAuthority(name: string): Promise<Authority> {
  const keys = await makeKeys()
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys: keys as never,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    serialNumber: `0${++serial}`,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  })
  return {
    certificate: root.toString('pem'),
    key: await keyPem(keys.privateKey),
    async issue({ names = ['localhost', '127.0.0.1'], fromMs = -day, untilMs = day }) {
      const leaf = await makeKeys()
      const certificate = await x509.X509CertificateGenerator.create({
        subject: `CN=${names[0]}`,
        issuer: root.subject,
        publicKey: leaf.publicKey as never,
        signingKey: keys.privateKey as never,
        signingAlgorithm: algorithm,
        notBefore: new Date(Date.now() + fromMs),
        notAfter: new Date(Date.now() + untilMs),
        serialNumber: `1${++serial}`,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            names.map((value) => ({ type: /^[\d.]+$/.test(value) ? ('ip' as const) : ('dns' as const), value })),
          ),
        ],
      })
      return { certificate: certificate.toString('pem'), key: await keyPem(leaf.privateKey) }
    },
  }
}
