import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DevelopmentCertificates, KeyPair } from './certificates.ts'

const renewBeforeMs = 14 * 86_400_000

/**
 * What a folder holds, if all of it can be used at `now` and for two weeks more; `undefined` otherwise. A key that others may read is
 * not used again: it is no longer known to be ours alone.
 */
export async function readCertificates(folder: string, now: number): Promise<DevelopmentCertificates | undefined> {
  try {
    const [ca, server, client] = await Promise.all([
      readPair(folder, 'ca'),
      readPair(folder, 'server'),
      readPair(folder, 'client'),
    ])
    const issuer = new X509Certificate(ca.certificate)
    const usable = [ca, server, client].every((pair) => isUsable(pair, issuer, now))
    return usable ? { ca, server, client } : undefined
  } catch {
    return undefined // missing, or not what was written: made anew
  }
}

async function readPair(folder: string, name: string): Promise<KeyPair> {
  const keyFile = join(folder, `${name}.key`)
  const { mode } = await stat(keyFile)
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw new Error(`${keyFile} is open to others`)
  const [certificate, key] = await Promise.all([
    readFile(join(folder, `${name}.pem`), 'utf8'),
    readFile(keyFile, 'utf8'),
  ])
  return { certificate, key }
}

function isUsable({ certificate, key }: KeyPair, issuer: X509Certificate, now: number): boolean {
  const parsed = new X509Certificate(certificate)
  return (
    parsed.validFromDate.getTime() <= now &&
    parsed.validToDate.getTime() - renewBeforeMs > now &&
    parsed.checkPrivateKey(createPrivateKey(key)) &&
    parsed.verify(issuer.publicKey)
  )
}
