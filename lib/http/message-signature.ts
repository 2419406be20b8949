import {
  type BareItem,
  type InnerList,
  type Item,
  isInnerList,
  type Parameters,
  parseDictionary,
  serializeInnerList,
  serializeItem,
} from 'structured-headers'

/** One signature of a request (RFC 9421), read and not yet checked. */
export interface RequestSignature {
  readonly label: string
  /** Covered components, as serialized: `"@authority"`, `"signature-agent";key="a"`. */
  readonly covered: readonly string[]
  /** Seconds since the epoch. */
  readonly created: number | undefined
  readonly expires: number | undefined
  readonly keyId: string | undefined
  readonly algorithm: string | undefined
  readonly nonce: string | undefined
  readonly tag: string | undefined
  readonly bytes: Uint8Array<ArrayBuffer>
  /** What was signed (section 2.5). */
  readonly base: string
}

/** What components are taken from. */
export interface SignedRequest {
  readonly method: string
  /** Canonical `host[:port]`. */
  readonly authority: string
  readonly scheme: string
  /** Path and query. */
  readonly target: string
  readonly header: (name: string) => string | null
}

/** Bounds on what is parsed: both fields together, signatures, components of one. */
export const maxSignatureLength = 8192
export const maxSignatures = 4
export const maxComponents = 16

/**
 * The signatures of a request, at most four, in the order of Signature-Input. One that covers what is not there, or that this does not know how to
 * take, is left out: its base cannot be built.
 *
 * @returns `undefined` where the fields are absent, too long, or no dictionaries (RFC 8941)
 */
export function readSignatures(request: SignedRequest): readonly RequestSignature[] | undefined {
  const inputField = request.header('signature-input')
  const signatureField = request.header('signature')
  if (inputField === null || signatureField === null) return undefined
  if (inputField.length + signatureField.length > maxSignatureLength) return undefined
  const inputs = dictionary(inputField)
  const signatures = dictionary(signatureField)
  if (inputs === undefined || signatures === undefined || inputs.size > maxSignatures) return undefined
  const found: RequestSignature[] = []
  for (const [label, input] of inputs) {
    const bytes = signatures.get(label)?.[0]
    if (!isInnerList(input) || !(bytes instanceof ArrayBuffer)) continue
    const signature = readOne(label, input, new Uint8Array(bytes), request)
    if (signature !== undefined) found.push(signature)
  }
  return found
}

function readOne(
  label: string,
  input: InnerList,
  bytes: Uint8Array<ArrayBuffer>,
  request: SignedRequest,
): RequestSignature | undefined {
  const [components, parameters] = input
  if (components.length === 0 || components.length > maxComponents) return undefined
  const lines: string[] = []
  const covered: string[] = []
  for (const component of components) {
    const identifier = serializeItem(component)
    const value = componentValue(component, request)
    // A component twice has two readings (section 2.5, step 2.3).
    if (value === undefined || covered.includes(identifier)) return undefined
    covered.push(identifier)
    lines.push(`${identifier}: ${value}`)
  }
  lines.push(`"@signature-params": ${serializeInnerList(input)}`)
  return {
    label,
    covered,
    created: numberOf(parameters, 'created'),
    expires: numberOf(parameters, 'expires'),
    keyId: textOf(parameters, 'keyid'),
    algorithm: textOf(parameters, 'alg'),
    nonce: textOf(parameters, 'nonce'),
    tag: textOf(parameters, 'tag'),
    bytes,
    base: lines.join('\n'),
  }
}

/** The value of one component (sections 2.1 and 2.2); `undefined` for one that is absent or not known here. */
function componentValue([name, parameters]: Item, request: SignedRequest): string | undefined {
  if (typeof name !== 'string' || name !== name.toLowerCase()) return undefined
  const key = parameters.get('key')
  if (parameters.size > (key === undefined ? 0 : 1)) return undefined
  if (name.startsWith('@')) return key === undefined ? derived(name, request) : undefined
  const field = request.header(name)
  if (field === null) return undefined
  // Obsolete line folding cannot arrive; what is around a value is not part of it.
  return typeof key === 'string' ? memberOf(field, key) : key === undefined ? field.trim() : undefined
}

function derived(name: string, { method, authority, scheme, target }: SignedRequest): string | undefined {
  const query = target.indexOf('?')
  switch (name) {
    case '@method':
      return method
    case '@authority':
      return authority.toLowerCase()
    case '@scheme':
      return scheme
    case '@target-uri':
      return `${scheme}://${authority}${target}`
    case '@request-target':
      return target
    case '@path':
      return query < 0 ? target : target.slice(0, query)
    case '@query':
      return query < 0 ? '?' : target.slice(query)
    default:
      return undefined
  }
}

/** One member of a dictionary, serialized (section 2.1.2). */
export function memberOf(field: string, key: string): string | undefined {
  const member = dictionary(field)?.get(key)
  if (member === undefined) return undefined
  return isInnerList(member) ? serializeInnerList(member) : serializeItem(member)
}

function dictionary(field: string): Map<string, Item | InnerList> | undefined {
  if (field.length > maxSignatureLength) return undefined
  try {
    return parseDictionary(field)
  } catch {
    return undefined
  }
}

const textOf = (parameters: Parameters, name: string): string | undefined => {
  const value: BareItem | undefined = parameters.get(name)
  return typeof value === 'string' ? value : undefined
}

const numberOf = (parameters: Parameters, name: string): number | undefined => {
  const value: BareItem | undefined = parameters.get(name)
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined
}
