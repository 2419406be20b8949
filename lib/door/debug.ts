import type { Arrival } from '../core/arrival.ts'
import type { Verdicts } from '../core/verdicts.ts'
import { escapeText } from '../privacy/escape.ts'

/** `off`: nothing. `verdicts`: what was decided, in `x-sallyport-*`. `log`: the same and rule logs. Never on in a deployed worker. */
export type Debug = 'off' | 'verdicts' | 'log'

const maxValueLength = 4096
// Over any target that the default limits let pass.
const maxTargetLength = 65_536

/**
 * Prints verdicts into the answer's header: `x-sallyport-url` (the canonical target, inspected and forwarded), `x-sallyport-raw-url`,
 * `x-sallyport-client` (the address believed, or `unknown`), `x-sallyport-id`, and one field a verdict as `key=value; key=value`.
 */
export function printDebug(headers: Headers, arrival: Arrival, level: Debug = 'verdicts'): void {
  headers.set('x-sallyport-id', arrival.id)
  headers.set('x-sallyport-client', arrival.client.address?.text ?? 'unknown')
  headers.set('x-sallyport-url', escapeText(arrival.target, maxTargetLength))
  headers.set('x-sallyport-raw-url', escapeText(arrival.rawTarget, maxTargetLength))
  const verdicts: Verdicts = arrival.context?.verdicts ?? { door: arrival.door }
  for (const [name, verdict] of Object.entries(verdicts)) {
    if (verdict !== undefined) headers.set(`x-sallyport-${name}`, printed(name, verdict))
  }
  if (level === 'log' && verdicts.waf?.log) headers.set('x-sallyport-waf-log', base64url(verdicts.waf.log().join('\n')))
}

const printed = (name: string, verdict: object): string =>
  name === 'waf'
    ? printWaf(verdict as NonNullable<Verdicts['waf']>)
    : name === 'bot'
      ? printBot(verdict as NonNullable<Verdicts['bot']>)
      : printVerdict(verdict)

/** `score=4; signals=agent/listed:-5.00,accept/missing:-1.20; agent=curl; counterfactual=agent/listed`. */
function printBot({ score, signals, counterfactual = [], failed = [], agent }: NonNullable<Verdicts['bot']>): string {
  const terms = signals.map(({ id, weight }) => `${id}:${weight.toFixed(2)}`).join(',')
  const named = agent
    ? `; agent=${agent.name}; category=${agent.category ?? 'other'}; verified-by=${agent.verifiedBy ?? 'nobody'}`
    : ''
  const other = counterfactual.length > 0 ? `; counterfactual=${counterfactual.join(',')}` : ''
  const broken = failed.length > 0 ? `; failed=${failed.join(',')}` : ''
  return escapeText(`score=${score}; signals=${terms}${named}${other}${broken}`, maxValueLength)
}

// What nginx and workerd take as one field; log lines of a hostile request can be longer.
const maxLogLength = 49_152

function printWaf(verdict: NonNullable<Verdicts['waf']>): string {
  const { action, status, score, mode, bounds, matches } = verdict
  const rules = [...new Set(matches.map(({ id }) => id))].join(',')
  const more = `; mode=${mode}${status ? `; status=${status}` : ''}${bounds.length > 0 ? `; bounds=${bounds.join(',')}` : ''}`
  return escapeText(`action=${action}; score=${score.inbound}/${score.outbound}; rules=${rules}${more}`, maxValueLength)
}

/** Log lines are printable ASCII already. */
const base64url = (text: string): string =>
  btoa(text.slice(0, maxLogLength)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')

/** One line for a verdict: scalars as they are, lists of scalars joined by commas, what is nested left to the explain views. */
export function printVerdict(verdict: object): string {
  const parts: string[] = []
  for (const [key, value] of Object.entries(verdict)) {
    if (Array.isArray(value)) {
      if (value.every((entry) => typeof entry === 'string')) parts.push(`${key}=${value.join(',')}`)
    } else if (value !== undefined && typeof value !== 'object') parts.push(`${key}=${value}`)
  }
  return escapeText(parts.join('; '), maxValueLength)
}
