import { SallyportError } from '../../core/errors.ts'
import type { AgentCategory } from '../../core/verdicts.ts'
import { toBase64url } from '../../http/base64.ts'
import { isPublicName } from '../../http/host-name.ts'
import { memberOf, type RequestSignature, readSignatures } from '../../http/message-signature.ts'
import { matchAgent } from './match.ts'
import type { Claim, Verification, Verifier } from './verifier.ts'

/** A public key of a directory, as JWK (RFC 7517), with the times between which it is good. */
export interface DirectoryKey extends JsonWebKey {
  readonly nbf?: number
  readonly exp?: number
}

/**
 * Fetches the keys of a directory: `https://HOST/.well-known/http-message-signatures-directory`. Whoever writes one must bound it: the sender of a
 * request chooses the host. `keyDirectory()` of `sallyport/bot` does.
 */
export type KeyDirectory = (host: string, now: number) => Promise<readonly DirectoryKey[] | undefined>

/** Whether a nonce is new. Remembers it until `expires` (s since the epoch). One for all isolates needs a Durable Object. */
export type NonceLog = (nonce: string, expires: number, now: number) => boolean | Promise<boolean>

export interface WebBotAuthOptions {
  /** Where keys come from. */
  readonly directory: KeyDirectory
  /** Names and categories of hosts that sign. Others are called by their host, with the category `other`. @default none */
  readonly agents?: Readonly<Record<string, { readonly name: string; readonly category: AgentCategory }>>
  /** Longest time between `created` and `expires`, in seconds (the draft recommends a day at most). @default 86400 */
  readonly maxValiditySeconds?: number
  /** How far the sender's clock may be off, in seconds. @default 60 */
  readonly clockSkewSeconds?: number
  /** `optional` lets a signature without a nonce be used again until it expires. @default 'required' */
  readonly nonce?: 'required' | 'optional'
  /** @default the isolate's own, of 10,000 nonces */
  readonly nonces?: NonceLog
}

const tag = 'web-bot-auth'
const by = 'web-bot-auth'

/**
 * Web Bot Auth (draft-meunier-web-bot-auth-architecture): a program proves who it is by a signature (RFC 9421) over the host at least, with a key
 * that the host in Signature-Agent publishes. The name that is proven is that host's.
 *
 * @throws ERR_OPTION for a time that is not over 0
 */
export function webBotAuth(options: WebBotAuthOptions): Verifier {
  const { maxValiditySeconds = 86_400, clockSkewSeconds = 60 } = options
  if (!(maxValiditySeconds > 0 && clockSkewSeconds >= 0))
    throw new SallyportError(
      'ERR_OPTION',
      'webBotAuth: maxValiditySeconds must be over 0, clockSkewSeconds not under it',
    )
  const nonces = options.nonces ?? nonceLog()
  const settings = { ...options, nonces, maxValiditySeconds, clockSkewSeconds }
  return {
    name: by,
    concerns: ({ request }) => request.header('signature-input') !== null || request.header('signature-agent') !== null,
    verify: (claim) => verify(claim, settings),
  }
}

type Settings = WebBotAuthOptions &
  Required<Pick<WebBotAuthOptions, 'nonces' | 'maxValiditySeconds' | 'clockSkewSeconds'>>

const refuted = (reason: string): Verification => ({ outcome: 'refuted', by, reason })

async function verify({ request, now }: Claim, settings: Settings): Promise<Verification | undefined> {
  const signatures = readSignatures(request)
  if (signatures === undefined)
    return request.header('signature') === null && request.header('signature-agent') === null
      ? undefined
      : refuted('the signature’s fields are missing or unreadable')
  const signature = signatures.find((one) => one.tag === tag)
  // Signatures of another purpose are no claim; one of this purpose that covers what is not there is one that does not hold.
  if (signature === undefined) {
    const claimed =
      request.header('signature-agent') !== null || request.header('signature-input')?.includes(`tag="${tag}"`)
    return claimed ? refuted('the signature covers what is not there, or has another purpose') : undefined
  }
  const fault = faultOf(signature, request.header('signature-agent'), now / 1000, settings)
  if (fault !== undefined) return refuted(fault)
  const host = agentHost(signature, request.header('signature-agent') ?? '')
  if (host === undefined) return refuted('Signature-Agent is no https address of a public host')
  const keys = await settings.directory(host, now)
  if (keys === undefined) return refuted('the key directory could not be read')
  const key = await keyOf(keys, signature.keyId as string, now / 1000)
  if (key === undefined) return refuted('the key directory has no such key, or not at this time')
  if (!(await holds(key, signature))) return refuted('the signature does not fit the request')
  // Only now: a stranger could otherwise use up the nonces of others.
  if (
    signature.nonce !== undefined &&
    !(await settings.nonces(`${host} ${signature.nonce}`, signature.expires as number, now))
  )
    return refuted('the signature was used before')
  const known = Object.hasOwn(settings.agents ?? {}, host) ? settings.agents?.[host] : undefined
  return {
    outcome: 'proven',
    by,
    name: known?.name ?? host,
    category: known?.category ?? matchAgent(host)?.category ?? 'other',
  }
}

/** What of the draft’s section on validation a signature misses; `undefined` where nothing. Times in seconds. */
function faultOf(
  signature: RequestSignature,
  agent: string | null,
  now: number,
  settings: Settings,
): string | undefined {
  const { created, expires, keyId, covered, nonce } = signature
  if (created === undefined || expires === undefined || keyId === undefined)
    return 'the signature lacks created, expires or keyid'
  if (!covered.includes('"@authority"') && !covered.includes('"@target-uri"'))
    return 'the signature does not cover the host'
  if (agent === null) return 'no Signature-Agent says where the key is'
  if (!covered.some((identifier) => identifier.startsWith('"signature-agent"')))
    return 'the signature does not cover Signature-Agent'
  if (created > now + settings.clockSkewSeconds) return 'the signature is from the future'
  if (expires <= now) return 'the signature has expired'
  if (expires - created > settings.maxValiditySeconds) return 'the signature is valid for longer than is accepted'
  if (nonce === undefined && settings.nonce !== 'optional') return 'the signature has no nonce'
  return nonce !== undefined && nonce.length > longestNonce ? 'the nonce is too long' : undefined
}

const longestNonce = 256

/** The host of Signature-Agent: a string (older drafts), or the covered member of a dictionary of strings. */
function agentHost({ covered }: RequestSignature, field: string): string | undefined {
  const identifier = covered.find((one) => one.startsWith('"signature-agent"')) as string
  const key = /;key="([^"\\]+)"$/.exec(identifier)?.[1]
  const text = key === undefined ? field.trim() : memberOf(field, key)
  const [, host] = /^"https:\/\/([a-z0-9.-]{1,253})\/?"$/i.exec(text ?? '') ?? []
  return host !== undefined && isPublicName(host.toLowerCase()) ? host.toLowerCase() : undefined
}

const mostKeys = 32

/** The key whose thumbprint (RFC 7638) is `id`; a `kid` is only its owner’s word. */
async function keyOf(keys: readonly DirectoryKey[], id: string, now: number): Promise<DirectoryKey | undefined> {
  for (const key of keys.slice(0, mostKeys)) {
    const good = (typeof key.nbf !== 'number' || key.nbf <= now) && (typeof key.exp !== 'number' || key.exp > now)
    if (good && (await thumbprint(key)) === id) return key
  }
  return undefined
}

/** RFC 7638, section 3, and RFC 8037, appendix A.3. @returns `undefined` for a kind of key that is not used here */
export async function thumbprint({ kty, crv, x, e, n }: JsonWebKey): Promise<string | undefined> {
  const members =
    kty === 'OKP' && crv === 'Ed25519' && x ? { crv, kty, x } : kty === 'RSA' && e && n ? { e, kty, n } : undefined
  if (members === undefined) return undefined
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(members)))
  return toBase64url(new Uint8Array(digest))
}

/** RFC 9421, sections 3.3.6 and 3.3.1. The key decides which algorithm it is; `alg` may only say the same. */
const algorithms = {
  OKP: { alg: 'ed25519', usage: { name: 'Ed25519' }, imported: { name: 'Ed25519' } },
  RSA: {
    alg: 'rsa-pss-sha512',
    usage: { name: 'RSA-PSS', saltLength: 64 },
    imported: { name: 'RSA-PSS', hash: 'SHA-512' },
  },
} as const

async function holds(key: DirectoryKey, { algorithm, base, bytes }: RequestSignature): Promise<boolean> {
  const kind = algorithms[key.kty as 'OKP' | 'RSA']
  if (algorithm !== undefined && algorithm !== kind.alg) return false
  try {
    const { kty, crv, x, e, n } = key
    const jwk = { kty, ...(crv && { crv }), ...(x && { x }), ...(e && { e }), ...(n && { n }) } as JsonWebKey
    const imported = await crypto.subtle.importKey('jwk', jwk, kind.imported, false, ['verify'])
    return await crypto.subtle.verify(kind.usage, imported, bytes, new TextEncoder().encode(base))
  } catch {
    return false // a key that is none
  }
}

/** Nonces of this isolate. The oldest go first when it is full: then a signature that is valid for long may be used again. */
export function nonceLog(most = 10_000): NonceLog {
  const seen = new Map<string, number>()
  return (nonce, expires, now) => {
    const until = seen.get(nonce)
    if (until !== undefined && until > now / 1000) return false
    seen.delete(nonce)
    seen.set(nonce, expires)
    if (seen.size > most) seen.delete(seen.keys().next().value as string)
    return true
  }
}
