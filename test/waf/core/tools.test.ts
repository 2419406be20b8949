import { expect, test } from 'vitest'
import { type InspectedRequest, waf } from '../../../lib/waf/index.ts'
import { core } from '../../../rules/core/index.ts'

const guard = waf({ rules: core(), mode: 'block' })
const refused = async (over: Partial<InspectedRequest>): Promise<boolean> => {
  const headers = [{ name: 'Host', value: 'shop.example' }, ...(over.headers ?? [])]
  const { action } = await guard.inspect({ method: 'GET', target: '/', protocol: 'HTTP/1.1', ...over, headers })
  return action === 'refuse'
}
const inQuery = (value: string): Promise<boolean> => refused({ target: `/?p=${encodeURIComponent(value)}` })

/** Each class of what scanners got past the rules, beside what honest people write that is built alike. */
const classes: Readonly<Record<string, { readonly attacks: readonly string[]; readonly ordinary: readonly string[] }>> =
  {
    'conditions that are always the same, bare': {
      attacks: [
        '1 or 1',
        '7 AND 7',
        '1||1=1',
        '1 or not false',
        '3 or true',
        '1/**/or/**/1',
        '1 xor 1 -- x',
        '1 and id is not null',
        '2 and id>0',
        '1 or id=id',
      ],
      ordinary: [
        '2 or 3',
        '5 and 6',
        '1|2',
        '10||20',
        'true or false',
        'x or 1',
        '3 | 12 and 4 | 12',
        'id is not null',
      ],
    },
    'conditions that are computed with': {
      attacks: ['5-(1=1)', '(6206=4529)*4529', '1-if(1=1,0,1)', 'IIF(1973=9065,1973,1/0)', '1;IIF(17=17,1,1/0)'],
      ordinary: [
        '5-(1+1)',
        '(2 = two)',
        'IF(A1=1,"x","y")',
        'if (1 == 1) { }',
        'if(a=b) or if (c=d)?',
        'a; count (3); b',
      ],
    },
    'what stands in ORDER BY': {
      attacks: [
        'price,if(1=1,1,2)',
        'price,(1=1)',
        'case when role=1 then id else price end',
        '(CASE WHEN 3294=8206 THEN 3294 ELSE NULL END)',
        '1,extractvalue(1,2)',
        "lamp,(CASE WHEN 1=1 THEN 'lamp' ELSE NULL END)",
      ],
      ordinary: [
        'price,name',
        'price desc, name',
        'in case when it rains then we end',
        'a, b (c)',
        'lamps, tables and (3) chairs',
      ],
    },
    'ends of searches, brackets and statements': {
      attacks: [
        "x' IN BOOLEAN MODE) AND 7519=7824#",
        "x' IN/**/BOOLEAN/**/MODE) AND ELT(4=4,4)#",
        "x' in natural language mode) or 3=3-- ",
        '1]-(SELECT 0 WHERE 2780=2780 AND 6737=2713)|[1',
        "1]-(SELECT 0 WHERE 2=2;WAITFOR DELAY '0:0:1')|[x",
        '1 AND 5044=6005\x16',
        "x' AND 5044=5044\x16",
      ],
      ordinary: ["the 'x' in boolean mode", '[a] and (b) in [c]', '- [x] and 5', "[it's] or [that's]"],
    },
  }

test('what scanners got past the rules is refused', async () => {
  const missed: string[] = []
  for (const [name, { attacks }] of Object.entries(classes))
    for (const value of attacks) if (!(await inQuery(value))) missed.push(`${name}: ${value}`)
  expect(missed).toEqual([])
})

test('what is built alike and means nothing passes', async () => {
  const blocked: string[] = []
  for (const [name, { ordinary }] of Object.entries(classes))
    for (const value of ordinary) if (await inQuery(value)) blocked.push(`${name}: ${value}`)
  expect(blocked).toEqual([])
})
