import picocolors from 'picocolors'
import { printable } from '../terminal.ts'

/** The part of a telemetry event that its line shows. It comes from a worker's log, so nothing in it is taken on trust. */
export interface EventLine {
  readonly time: number
  readonly method: string
  readonly target: string
  readonly rawTarget?: string
  readonly client: string
  readonly status: number
  readonly elapsedMs: number
  readonly verdicts: Readonly<Record<string, Verdict>>
  readonly failures: readonly { readonly module: string; readonly outcome: string; readonly error: string }[]
}

type Verdict = Readonly<Record<string, unknown>>
type Colours = ReturnType<typeof picocolors.createColors>

/** An event, if a line of a worker's log is one; anything else is somebody's own console.log. */
export function readEvent(line: string): EventLine | undefined {
  if (!line.startsWith('{"sallyport":1,')) return undefined
  try {
    const event = JSON.parse(line) as EventLine
    const texts = [event.method, event.target, event.client]
    const numbers = [event.time, event.status, event.elapsedMs]
    const whole =
      texts.every((text) => typeof text === 'string') &&
      numbers.every((number) => Number.isFinite(number)) &&
      isRecord(event.verdicts) &&
      Array.isArray(event.failures)
    if (!whole) return undefined
    const verdicts = Object.fromEntries(Object.entries(event.verdicts).filter(([, verdict]) => isRecord(verdict)))
    return {
      ...event,
      verdicts,
      failures: event.failures.filter((failure) => typeof failure === 'object' && failure !== null),
    }
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Verdict => typeof value === 'object' && value !== null

const pathWidth = 48

/**
 * One request as one line: time, status, method, target, client, ms, and what decided. No field of it, whoever wrote it, can end the
 * line or move the cursor.
 *
 * @param colours default: none
 */
export function formatEvent(event: EventLine, colours: Colours = picocolors.createColors(false)): string {
  const { method, target, rawTarget, client, status, elapsedMs, time } = event
  const sent = typeof rawTarget === 'string' ? colours.dim(` (sent as ${printable(rawTarget)})`) : ''
  return [
    colours.dim(new Date(time).toTimeString().slice(0, 8)),
    paint(colours, status)(String(status)),
    printable(method).padEnd(4),
    printable(target).padEnd(pathWidth) + sent,
    colours.dim(printable(client, 64)),
    colours.dim(`${Math.round(elapsedMs)} ms`),
    decided(event) + failuresOf(event, colours),
  ].join('  ')
}

function paint(colours: Colours, status: number): (text: string) => string {
  if (status >= 500) return colours.red
  if (status >= 400) return colours.yellow
  return status >= 300 ? colours.cyan : colours.green
}

/** Who made the answer, in the order in which they could: the first that stopped the request, else the origin. */
export function decided({ verdicts, status }: Pick<EventLine, 'verdicts' | 'status'>): string {
  const { door, limit, waf, gate, cache, origin } = verdicts
  if (door?.action === 'refuse') return `door refused: ${list(door.rows)}`
  if (limit?.state === 'jailed') return `limit: jailed by ${word(limit.policy)}`
  if (waf?.action === 'refuse') return `waf refused: ${reasonOf(waf)}`
  if (gate?.action === 'refuse' || gate?.action === 'challenge') {
    return `gate ${word(gate.action)}: ${word(gate.by)}, ${word(gate.reason)}`
  }
  if (cache?.hit === true) return `cache hit${cached(cache)}`
  if (origin?.error !== undefined) return `origin ${word(origin.error)}: ${word(origin.detail)}`
  if (origin !== undefined)
    return `origin ${word(origin.status)}${cache ? `, cache ${word(cache.fwd)}${cached(cache)}` : ''}`
  if (cache !== undefined) return `cache ${word(cache.fwd)}${cached(cache)}`
  return status === 404 ? 'no route' : 'answered here'
}

/** What the cache did, in the words of RFC 9211; key and tags while debugging. */
function cached({ ttl, stored, collapsed, detail, key, tags }: Verdict): string {
  const said = [
    ...(collapsed === true ? ['collapsed'] : []),
    ...(stored === true ? ['stored'] : []),
    ...(detail === undefined ? [] : [word(detail)]),
    ...(typeof ttl === 'number' ? [`ttl ${ttl}`] : []),
    ...(key === undefined ? [] : [`key ${word(key)}`]),
    ...(tags === undefined ? [] : [`tags ${list(tags)}`]),
  ]
  return said.map((text) => `, ${text}`).join('')
}

const word = (value: unknown): string => printable(String(value ?? '?'), 200)
const list = (value: unknown): string => (Array.isArray(value) ? value.map(word).join(', ') : '?')

/** The score of rules that count, the bounds that were met, or the rule that refused by itself. */
function reasonOf({ score, bounds, matches }: Verdict): string {
  if (isRecord(score) && score.inbound !== 0) return `score ${word(score.inbound)}`
  if (Array.isArray(bounds) && bounds.length > 0) return `bound ${list(bounds)}`
  const last: unknown = Array.isArray(matches) ? matches.at(-1) : undefined
  return isRecord(last) ? `rule ${word(last.id)}` : 'score 0'
}

function failuresOf({ failures }: EventLine, colours: Colours): string {
  const said = failures.map(({ module, outcome, error }) => `${word(module)} failed ${word(outcome)}: ${word(error)}`)
  return said.length === 0 ? '' : `  ${colours.red(said.join('; '))}`
}
