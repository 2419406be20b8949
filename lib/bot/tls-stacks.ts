import type { UserAgent } from './user-agent.ts'

/** Who wrote the TLS in use. Told by the ciphers that are offered, the middle of JA4 (FoxIO, JA4 TLS client fingerprint). */
export type TlsStack =
  | 'boringssl'
  | 'nss'
  | 'apple'
  | 'gnutls'
  | 'openssl'
  | 'python'
  | 'node'
  | 'go'
  | 'java'
  | 'php'
  | 'rustls'
  | 'schannel'

/** Hashes of sorted cipher lists: own recordings, and values published with JA4. */
const stacks: ReadonlyMap<string, TlsStack> = new Map<string, TlsStack>([
  ['8daaf6152771', 'boringssl'], // Chromium, since 83
  ['5b57614c22b0', 'nss'], // Firefox to 14x
  ['86a278354501', 'nss'], // Firefox of 2026
  ['a09f3c656075', 'apple'], // Safari, iOS and macOS
  ['723694b0fccc', 'gnutls'], // WebKitGTK, wget, aria2
  ['ed40b14a4398', 'openssl'], // nghttp2
  ['e8f1e7e78f70', 'openssl'], // OpenSSL 3, its defaults
  ['c7886603b240', 'python'], // urllib3, httpx, HTTPie
  ['85036bcba153', 'python'], // urllib
  ['d943125447b4', 'python'], // sqlmap
  ['b262b3658495', 'node'],
  ['9dc949149365', 'go'], // to 1.21
  ['f57a46bbacb6', 'go'], // 1.22 and later
  ['1d947a95fc68', 'java'],
  ['479067518aa3', 'php'],
])

/** JA4, cut up: `t13d1516h2_8daaf6152771_02713d6af862`. */
export interface Ja4 {
  readonly transport: 't' | 'q' | 'd'
  /** `13`, `12`, `11`, `10`, …. */
  readonly version: string
  /** First and last character of the first protocol offered; `00` where there is none. */
  readonly alpn: string
  readonly stack: TlsStack | undefined
}

const form = /^([tqd])(\d\d|s[23]|d[123])[di]\d{4}([0-9a-z]{2})_([0-9a-f]{12})_[0-9a-f]{12}$/

/** `undefined` for what is no JA4. */
export function readJa4(text: string): Ja4 | undefined {
  const [, transport, version, alpn, ciphers] = form.exec(text) ?? []
  if (transport === undefined) return undefined
  return {
    transport: transport as Ja4['transport'],
    version: version as string,
    alpn: alpn as string,
    stack: stacks.get(ciphers as string),
  }
}

/** The stack that a browser uses; `undefined` where it depends on what is installed. */
export function stackOf({ family, platform }: UserAgent): TlsStack | undefined {
  if (family === 'chromium') return 'boringssl'
  if (family === 'firefox') return 'nss'
  if (family !== 'webkit') return undefined
  return platform === 'iOS' || platform === 'macOS' ? 'apple' : platform === 'Linux' ? 'gnutls' : undefined
}
