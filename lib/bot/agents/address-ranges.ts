import { SallyportError } from '../../core/errors.ts'
import type { AgentCategory } from '../../core/verdicts.ts'
import { type Address, parseAddress } from '../../http/address.ts'
import type { Verification, Verifier } from './verifier.ts'

/** The addresses from which a program comes, as its owner publishes them. */
export interface PublishedRanges {
  /** As `BotVerdict.agent.name` has it: `Googlebot`. */
  readonly name: string
  readonly category: AgentCategory
  /** `66.249.64.0/19`, `2001:4860:4801::/48`, or a single address. */
  readonly ranges: readonly string[]
}

interface Range {
  readonly bytes: Uint8Array
  readonly bits: number
}

const by = 'address'

/**
 * Proves a program by the addresses that its owner publishes, and refutes whoever uses its name from elsewhere. The ranges are data that you feed
 * in: owners change them, so fetch them when you deploy.
 *
 * @throws ERR_OPTION for text that is no range
 */
export function addressRanges(published: readonly PublishedRanges[]): Verifier {
  const byName = new Map(published.map((entry) => [entry.name, { ...entry, parsed: entry.ranges.map(parseRange) }]))
  return {
    name: by,
    concerns: ({ match, address }) => match !== undefined && address !== undefined && byName.has(match.name),
    verify({ match, address }): Verification | undefined {
      const entry = byName.get(match?.name ?? '')
      if (entry === undefined || address === undefined) return undefined
      return entry.parsed.some((range) => within(address, range))
        ? { outcome: 'proven', by, name: entry.name, category: entry.category }
        : { outcome: 'refuted', by, reason: 'the address is none that its owner publishes' }
    },
  }
}

function parseRange(text: string): Range {
  const [, address = '', bits] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const parsed = parseAddress(address)
  const length = (parsed?.bytes.length ?? 0) * 8
  const wanted = bits === undefined ? length : Number(bits)
  if (parsed === undefined || wanted > length)
    throw new SallyportError(
      'ERR_OPTION',
      `addressRanges: "${text.slice(0, 64)}" is no range: write 192.0.2.0/24 or 2001:db8::/32`,
    )
  return { bytes: parsed.bytes, bits: wanted }
}

function within({ bytes }: Address, range: Range): boolean {
  if (bytes.length !== range.bytes.length) return false
  const whole = range.bits >> 3
  for (let at = 0; at < whole; at++) if (bytes[at] !== range.bytes[at]) return false
  const rest = range.bits & 7
  return rest === 0 || (((bytes[whole] as number) ^ (range.bytes[whole] as number)) & (0xff << (8 - rest)) & 0xff) === 0
}
