import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { CommandError, reason } from '../failure.ts'
import type { OriginCredentials } from './miniflare.ts'
import type { DevOptions } from './options.ts'

/**
 * The files of `--ca`, `--cert` and `--key`, read and checked here because workerd would name neither the file nor the fault.
 *
 * @param now ms since the epoch
 * @throws CommandError naming the switch, the file and what is wrong with it
 */
export async function readCredentials(
  { ca, certificate }: Pick<DevOptions, 'ca' | 'certificate'>,
  now: number,
): Promise<OriginCredentials> {
  return {
    ca: ca === undefined ? undefined : (await readCertificate('--ca', ca, now)).text,
    client: certificate && (await readClient(certificate, now)),
  }
}

async function readClient(files: { readonly cert: string; readonly key: string }, now: number) {
  const { text, parsed } = await readCertificate('--cert', files.cert, now)
  const keyText = await readText('--key', files.key)
  let key: KeyObject
  try {
    key = createPrivateKey(keyText)
  } catch {
    const encrypted = keyText.includes('ENCRYPTED')
    throw new CommandError(
      `--key ${files.key}: ${encrypted ? 'is encrypted; write it out without a passphrase' : 'holds no private key in PEM form'}`,
    )
  }
  if (!parsed.checkPrivateKey(key)) {
    throw new CommandError(`--key ${files.key}: does not belong to the certificate in ${files.cert}`)
  }
  return { certificate: text, key: keyText }
}

async function readCertificate(option: string, file: string, now: number) {
  const text = await readText(option, file)
  let parsed: X509Certificate
  try {
    parsed = new X509Certificate(text)
  } catch {
    throw new CommandError(`${option} ${file}: holds no certificate in PEM form`)
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new CommandError(`${option} ${file}: is not PEM; convert it with: openssl x509 -inform der -in FILE`)
  }
  if (parsed.validToDate.getTime() <= now) {
    throw new CommandError(`${option} ${file}: the certificate expired on ${parsed.validToDate.toISOString()}`)
  }
  return { text, parsed }
}

async function readText(option: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new CommandError(`${option} ${file}: cannot be read: ${reason(error)}`)
  }
}
