import type { InspectedRequest } from 'sallyport/waf'
import { waf } from 'sallyport/waf'
import { expect, test } from 'vitest'
import { compiled } from '../../../test/support/rules.ts'
import { tableTest } from '../../../test/support/table.ts'
import { type CrsOptions, crs } from '../index.ts'

/** A rule set of the same build: set-up, defaults, rules by level, what adds up and what refuses. */
const own = compiled(`
SecAction "id:900000,phase:1,pass,nolog,setvar:tx.inbound_anomaly_score_threshold=5,setvar:tx.blocking_paranoia_level=1"
SecRule &TX:detection_paranoia_level "@eq 0" "id:901100,phase:1,pass,nolog,setvar:tx.detection_paranoia_level=%{tx.blocking_paranoia_level}"
SecRule &TX:sampling_percentage "@eq 0" "id:901110,phase:1,pass,nolog,setvar:tx.sampling_percentage=100"
SecRule &TX:early_blocking "@eq 0" "id:901120,phase:1,pass,nolog,setvar:tx.early_blocking=0"
SecAction "id:901200,phase:1,pass,nolog,setvar:tx.pl1=0,setvar:tx.pl2=0,setvar:tx.blocking_inbound_anomaly_score=0"
SecRule ARGS "one" "id:942100,phase:2,pass,tag:'paranoia-level/1',setvar:tx.pl1=+5"
SecRule TX:detection_paranoia_level "@lt 2" "id:942013,phase:2,pass,nolog,skipAfter:END"
SecRule ARGS "two" "id:942200,phase:2,pass,tag:'paranoia-level/2',setvar:tx.pl2=+5"
SecMarker END
SecRule TX:blocking_paranoia_level "@ge 1" "id:949050,phase:2,pass,nolog,setvar:tx.blocking_inbound_anomaly_score=+%{tx.pl1}"
SecRule TX:blocking_paranoia_level "@ge 2" "id:949051,phase:2,pass,nolog,setvar:tx.blocking_inbound_anomaly_score=+%{tx.pl2}"
SecRule TX:blocking_inbound_anomaly_score "@ge %{tx.inbound_anomaly_score_threshold}" "id:949110,phase:2,deny"
`)

const get = (target: string): InspectedRequest => ({ method: 'GET', target, protocol: 'HTTP/1.1', headers: [] })

const rows: readonly [options: CrsOptions, target: string, ids: readonly number[]][] = [
  [{}, '/?a=one', [942100, 949110]],
  [{}, '/?a=two', []],
  [{ paranoia: 2 }, '/?a=two', [942200, 949110]],
  [{ paranoia: 2, blockingParanoia: 1 }, '/?a=two', [942200]],
  [{ paranoia: 1 }, '/?a=two', []],
  [{ inboundThreshold: 6 }, '/?a=one', [942100]],
  [{ inboundThreshold: 10 }, '/?a=one&b=one', [942100, 942100, 949110]],
  [{ exclude: [942100] }, '/?a=one', []],
  [{ exclude: [942100], paranoia: 2 }, '/?a=one+two', [942200, 949110]],
]

test('options: 9 cases', async () => {
  for (const [options, target, ids] of rows) {
    const { matches } = await waf({ rules: crs(own, options) }).inspect(get(target))
    expect(
      matches.map(({ id }) => id),
      JSON.stringify(options),
    ).toEqual(ids)
  }
  expect(rows.length).toBe(9)
})

test('each option is a variable of the set-up', () => {
  const rules = crs(own, {
    paranoia: 3,
    blockingParanoia: 2,
    inboundThreshold: 7,
    outboundThreshold: 8,
    earlyBlocking: true,
    sampling: 50,
  })
  const at = rules.rules.findIndex(({ id }) => id === 900_999)
  expect([rules.rules[at - 1]?.id, rules.rules[at + 1]?.id]).toEqual([900_000, 901_100])
  expect(
    rules.rules[at]?.actions.map((action) => ('key' in action && 'value' in action ? [action.key, action.value] : [])),
  ).toEqual([
    ['detection_paranoia_level', '3'],
    ['executing_paranoia_level', '3'],
    ['blocking_paranoia_level', '2'],
    ['paranoia_level', '2'],
    ['inbound_anomaly_score_threshold', '7'],
    ['outbound_anomaly_score_threshold', '8'],
    ['early_blocking', '1'],
    ['blocking_early', '1'],
    ['sampling_percentage', '50'],
  ])
  expect(own.rules.some(({ id }) => id === 900_999)).toBe(false)
})

const wrong: readonly CrsOptions[] = [
  { paranoia: 0 },
  { paranoia: 5 },
  { paranoia: 1.5 },
  { paranoia: Number.NaN },
  { paranoia: 1, blockingParanoia: 2 },
  { blockingParanoia: 5 },
  { inboundThreshold: 0 },
  { outboundThreshold: 10_001 },
  { sampling: 101 },
  { sampling: -1 },
]

tableTest('values out of their range', 10, wrong, (options) => {
  expect(() => crs(own, options), JSON.stringify(options)).toThrow(RangeError)
})
