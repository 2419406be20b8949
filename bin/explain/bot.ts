import { Facts, type Sighting, verdictOf } from '../../lib/bot/index.ts'
import { base } from '../../lib/bot/weights.ts'
import type { BotVerdict } from '../../lib/core/verdicts.ts'
import { maskQuery } from '../../lib/privacy/redact.ts'
import type { InspectedRequest } from '../../lib/waf/message.ts'
import { printable } from '../terminal.ts'
import type { Style } from './tree.ts'

/** What a saved request does not say of itself. */
export interface Circumstances {
  /** It came over plain HTTP. */
  readonly http: boolean
  readonly ja4: string | undefined
}

/** A saved request in the form in which a worker sees it: names in lower case, repeated fields joined. */
export function sightingOf(
  { method, target, protocol, headers }: InspectedRequest,
  { http, ja4 }: Circumstances,
): Sighting {
  const fields = new Map<string, string>()
  for (const { name, value } of headers) {
    const folded = name.toLowerCase()
    const before = fields.get(folded)
    fields.set(folded, before === undefined ? value : `${before}, ${value}`)
  }
  const host = fields.get('host') ?? ''
  fields.delete('host')
  return {
    method,
    target: target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '') || '/',
    host,
    scheme: http || /^http:/i.test(target) ? 'http' : 'https',
    headers: fields,
    httpVersion: protocol.replace('HTTP/', ''),
    ja4,
  }
}

/** The table of one request: each signal with its weight and reason, the sum, and what would have to be otherwise. */
export function botTable(request: InspectedRequest, circumstances: Circumstances, show: boolean, style: Style): string {
  const verdict = verdictOf(new Facts(sightingOf(request, circumstances)))
  const rows = verdict.signals.map(({ id, weight, detail }) => row(weight, id, detail, style))
  const sum = verdict.signals.reduce((total, { weight }) => total + weight, base)
  return [
    style.bold(`${request.method} ${printable(show ? request.target : maskQuery(request.target), 200)}`),
    `score ${verdict.score}, from 1 (a program) to 99 (a person)${agentOf(verdict)}`,
    '',
    row(base, '', 'where nothing speaks', style),
    ...rows,
    row(sum, '', `sum of log-odds: score ${verdict.score}`, style),
    '',
    otherwise(verdict),
    '',
  ].join('\n')
}

const row = (weight: number, id: string, detail: string, style: Style): string => {
  const number = `${weight < 0 ? '' : '+'}${weight.toFixed(2)}`.padStart(8)
  return `${weight < 0 ? style.red(number) : style.green(number)}  ${id.padEnd(22)} ${detail}`
}

const agentOf = ({ agent }: BotVerdict): string =>
  agent
    ? `; says it is ${agent.name} (${agent.category}${agent.wanted ? ', usually wanted' : ''}), not proven here`
    : ''

function otherwise({ score, threshold = 50, counterfactual = [] }: BotVerdict): string {
  const side = score < threshold ? `${threshold} or more` : `under ${threshold}`
  if (counterfactual.length === 0) return `no signal's absence would make it ${side}`
  return `without ${counterfactual.join(', ')} it would be ${side}`
}
