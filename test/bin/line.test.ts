import { expect, test } from 'vitest'
import { decided, type EventLine, formatEvent, readEvent } from '../../bin/dev/line.ts'
import { tableTest } from '../support/table.ts'

const event: EventLine = {
  time: 0,
  method: 'GET',
  target: '/',
  client: 'unknown',
  status: 200,
  elapsedMs: 3.4,
  verdicts: { door: { action: 'pass', rows: [] }, origin: { status: 200 } },
  failures: [],
}

const cases: readonly [verdicts: EventLine['verdicts'], status: number, decided: string][] = [
  [{ door: { action: 'refuse', rows: ['dot-segment', 'encoded-nul'] } }, 400, 'door refused: dot-segment, encoded-nul'],
  [
    { gate: { action: 'refuse', by: 'unknown-address', reason: 'nobody vouches' } },
    403,
    'gate refuse: unknown-address, nobody vouches',
  ],
  [
    { waf: { action: 'refuse', score: { inbound: 10 }, bounds: [], matches: [{ id: 7 }] } },
    403,
    'waf refused: score 10',
  ],
  [
    { waf: { action: 'refuse', score: { inbound: 0 }, bounds: ['regex'], matches: [] } },
    400,
    'waf refused: bound regex',
  ],
  [{ waf: { action: 'refuse', score: { inbound: 0 }, bounds: [], matches: [{ id: 7 }] } }, 403, 'waf refused: rule 7'],
  [{ waf: { action: 'refuse', score: { inbound: 0 } } }, 403, 'waf refused: score 0'],
  [{ origin: { error: 'connection_terminated', detail: 'lost' } }, 502, 'origin connection_terminated: lost'],
  [{ origin: { status: 304 } }, 304, 'origin 304'],
  [{ cache: { hit: true, ttl: 59 }, origin: undefined } as unknown as EventLine['verdicts'], 200, 'cache hit, ttl 59'],
  [
    {
      cache: { hit: false, fwd: 'uri-miss', stored: true, ttl: 60, key: 'https://h/\n', tags: ['a', 'b'] },
      origin: { status: 200 },
    },
    200,
    'origin 200, cache uri-miss, stored, ttl 60, key https://h/\\u{a}, tags a, b',
  ],
  [
    { cache: { hit: false, fwd: 'uri-miss', detail: 'set-cookie' }, origin: { status: 200 } },
    200,
    'origin 200, cache uri-miss, set-cookie',
  ],
  [{ cache: { hit: false, fwd: 'uri-miss', collapsed: true, ttl: 9 } }, 200, 'cache uri-miss, collapsed, ttl 9'],
  [{}, 404, 'no route'],
  [{}, 200, 'answered here'],
]
tableTest('who decided', 14, cases, ([verdicts, status, said]) => expect(decided({ verdicts, status })).toBe(said))

test('an event is one line, whoever wrote it', () => {
  const hostile = '\u001b[2J\n\u202e\u0007'
  const line = formatEvent({
    ...event,
    method: hostile,
    target: hostile,
    client: hostile,
    rawTarget: hostile,
    failures: [{ module: hostile, outcome: 'open', error: hostile }],
  })
  expect(line).toMatch(/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u)
})

test('a worker that writes what looks like an event does no harm', () => {
  const odd = { sallyport: 1, ...event, verdicts: { origin: null, door: 4 }, failures: [null, 'x', {}] }
  expect(formatEvent(readEvent(JSON.stringify(odd)) as EventLine)).toContain('answered here  ? failed ?: ?')
})

test('only events are events', () => {
  expect(readEvent(JSON.stringify({ sallyport: 1, ...event }))).toMatchObject({ target: '/' })
  for (const text of ['', 'hello', '{"sallyport":1,', '{"sallyport":1,"time":"x"}', '{"sallyport":2}'])
    expect(readEvent(text)).toBeUndefined()
})
