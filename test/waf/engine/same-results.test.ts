import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withNeeds } from '../../../lib/compile/needs.ts'
import {
  conclude,
  inspectAnswerBody,
  inspectAnswerHead,
  inspectBody,
  inspectHead,
} from '../../../lib/waf/inspection.ts'
import type { InspectedRequest } from '../../../lib/waf/message.ts'
import { type Program, programOf } from '../../../lib/waf/program.ts'
import { compiled, post, request } from '../../support/rules.ts'

// What makes rules fast changes no result: every request is put to the same rules with all of it and with none of it.

const both = (text: string): readonly [fast: Program, naive: Program] => {
  const plain = compiled(text)
  const ruleSet = { ...plain, rules: withNeeds(plain.rules) }
  return [programOf(ruleSet, ruleSet.library), programOf(ruleSet, ruleSet.library, { screen: false, fold: false })]
}

const response = { status: 200, protocol: 'HTTP/1.1', headers: [{ name: 'content-type', value: 'text/html' }] }

function told(program: Program, sent: InspectedRequest, answerBody?: string) {
  const transaction = inspectHead(program, sent, { detect: true, now: 0, random: () => 0.5 })
  inspectBody(program, transaction, sent.body)
  inspectAnswerHead(program, transaction, response)
  inspectAnswerBody(program, transaction, answerBody)
  conclude(program, transaction)
  const { matches, tx, matchedVar, matchedVarName, highestSeverity } = transaction
  return {
    matches: matches.map(({ rule, path, value, message, score }) => [rule.id, path, value, message, score]),
    tx: ['sum', 'level', 'seen', 'late', 'name', 'copy', 'group_a', 'group_b'].map((key) => tx.get(key)),
    last: [matchedVarName, matchedVar],
    highestSeverity,
  }
}

const sums = `
SecAction "id:1,phase:1,nolog,pass,setvar:tx.level=2,setvar:tx.limit=1,setvar:tx.allowed=GET POST"
SecAction "id:2,phase:1,nolog,pass,setvar:tx.sum=0,setvar:tx.copy=0"
SecRule REQUEST_HEADERS:X-Name "@rx ^(.+)$" "id:3,phase:1,nolog,pass,capture,setvar:tx.name=%{TX.1},setvar:tx.limit=%{TX.1}"
SecRule REQUEST_HEADERS:X-Off "@streq sums" "id:4,phase:1,nolog,pass,ctl:ruleRemoveById=20-21"
SecRule REQUEST_HEADERS:X-Off "@streq target" "id:5,phase:1,nolog,pass,ctl:ruleRemoveTargetById=22;TX:level"
SecRule REQUEST_METHOD "!@within %{tx.allowed}" "id:6,phase:1,log,pass,msg:'%{MATCHED_VAR}',setvar:tx.sum=+5"
SecRule REQUEST_HEADERS:Accept "!@rx ^[a-z/*]+$" "id:7,phase:1,log,pass,t:lowercase,setvar:tx.sum=+1"
SecRule REQUEST_PROTOCOL "!@within HTTP/1.0 HTTP/1.1" "id:8,phase:1,log,pass"
SecRule ARGS "@rx ^[ab]$" "id:9,phase:2,nolog,pass,capture,setvar:tx.group_%{TX.0}=1"
SecAction "id:20,phase:2,nolog,pass,setvar:tx.copy=%{tx.sum},setvar:tx.seen=+1"
SecAction "id:21,phase:2,nolog,pass,setvar:tx.copy=+%{tx.level},setvar:tx.seen=+1"
SecRule TX:sum|TX:level "@ge 2" "id:22,phase:2,nolog,pass,setvar:tx.sum=+1"
SecRule TX:/^group_/ "@eq 1" "id:23,phase:2,log,pass,msg:'%{MATCHED_VAR_NAME}'"
SecRule TX:copy "@ge 7" "id:24,phase:2,log,pass,msg:'%{tx.copy} of %{tx.sum}',severity:2"
SecRule &TX:late "@eq 0" "id:25,phase:3,nolog,pass,setvar:tx.late=%{tx.copy}"
SecRule TX:level "@rx ^(.)$" "id:27,phase:3,nolog,pass,capture,setvar:tx.copy=+0"
SecRule REQUEST_URI "@beginsWith /" "id:28,phase:3,log,pass,msg:'%{TX.1}'"
SecRule TX:level "@ge %{tx.limit}" "id:29,phase:3,log,pass,msg:'at the limit'"
SecRule TX:late "@rx ^2$" "id:26,phase:5,nolog,pass,chain"
  SecRule TX:seen "@eq 2" "setvar:tx.late=both"
`

test('rules about TX alone: the same sums, matches and last matched variable, whatever the request wrote', () => {
  const [fast, naive] = both(sums)
  const field = fc.constantFrom(
    { name: 'X-Name', value: '9' },
    { name: 'X-Off', value: 'sums' },
    { name: 'X-Off', value: 'target' },
    { name: 'Accept', value: '*/*' },
    { name: 'Accept', value: 'A B' },
    { name: 'X-Other', value: 'x' },
  )
  const requests = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH'),
    protocol: fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/2'),
    target: fc.constantFrom('/', '/?q=a', '/?q=b&r=a'),
    headers: fc.array(field, { maxLength: 4 }),
  })
  // The first one finds the way without anything of its own.
  expect(told(fast, request('/'))).toEqual(told(naive, request('/')))
  let matched = 0
  fc.assert(
    fc.property(requests, ({ target, ...over }) => {
      const expected = told(naive, request(target, over))
      expect(told(fast, request(target, over))).toEqual(expected)
      matched += expected.matches.length
    }),
    { numRuns: 500 },
  )
  expect(matched).toBeGreaterThan(500)
})

test('the states that are kept are bounded, and rules run in full beyond', () => {
  const removable = Array.from({ length: 12 }, (_, at) => 100 + at)
  const rules = [
    'SecAction "id:1,phase:1,nolog,pass,setvar:tx.sum=0"',
    ...removable.map(
      (id) => `SecRule ARGS "@contains r${id}" "id:${id + 900},phase:1,nolog,pass,ctl:ruleRemoveById=${id}"`,
    ),
    ...removable.map((id, at) => `SecAction "id:${id},phase:1,nolog,pass,setvar:tx.sum=+${2 ** at}"`),
  ].join('\n')
  const [fast] = both(rules)
  for (let mask = 0; mask < 4096; mask += 3) {
    const gone = removable.filter((_, at) => (mask & (1 << at)) !== 0)
    const sent = request(`/?q=${gone.map((id) => `r${id}`).join('+')}`)
    expect(told(fast, sent).tx[0]).toBe(String(4095 - mask))
  }
  expect(fast.state?.root.states).toBe(256)
})

const bodies = `
SecRule REQBODY_ERROR "!@eq 0" "id:1,phase:2,log,pass"
SecRule MULTIPART_STRICT_ERROR "!@eq 0" "id:2,phase:2,log,pass"
SecRule REQUEST_BODY_LENGTH "@lt 1" "id:3,phase:2,log,pass"
SecRule REQUEST_BODY_LENGTH "@gt 0" "id:4,phase:2,log,pass"
SecRule &FILES "@gt 0" "id:5,phase:2,log,pass"
SecRule FILES_NAMES "!@rx ^[a-z]+$" "id:6,phase:2,log,pass"
SecRule &ARGS_POST "@eq 0" "id:7,phase:2,log,pass"
SecRule RESPONSE_BODY "!@contains fine" "id:8,phase:4,log,pass"
SecRule RESPONSE_BODY "@streq fine" "id:9,phase:4,log,pass,t:lowercase"
SecArgumentsLimit 3
`

test('rules about bodies: the same with a body, without one, and with more arguments than are read', () => {
  const [fast, naive] = both(bodies)
  const multipart = '--b\r\nContent-Disposition: form-data; name="F1"; filename="x"\r\n\r\nx\r\n--b--\r\n'
  const sent = [
    request('/'),
    request('/?a=1&b=2&c=3&d=4'),
    post('a=1'),
    post('{', 'application/json'),
    post(multipart, 'multipart/form-data; boundary=b'),
    post(`${multipart}\n--c`, 'multipart/form-data; boundary=b'),
  ]
  const seen = new Set<unknown>()
  for (const one of sent)
    for (const answer of [undefined, 'FINE', 'wrong', '']) {
      const expected = told(naive, one, answer)
      expect(told(fast, one, answer)).toEqual(expected)
      for (const [id] of expected.matches) seen.add(id)
    }
  expect([...seen].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
})

const chains = [
  '',
  't:urlDecodeUni',
  't:urlDecodeUni,t:htmlEntityDecode',
  't:htmlEntityDecode,t:lowercase',
  't:cmdLine',
]
  .concat('t:normalizePathWin', 't:removeWhitespace', 't:removeCommentsChar,t:urlDecodeUni', 't:base64Decode')
  .concat('t:replaceComments,t:compressWhitespace', 't:urlDecodeUni,t:jsDecode,t:removeWhitespace')
const patterns = ['un.?ion', 'x-y', 'a\\.b', '(?:script|alert)\\(', 'get/', 'ls -l', '\\.\\./etc', '_\\$\\$']

test('one tree for all transformations: the same matches for texts in which they change something, or nothing', () => {
  const rules = chains.flatMap((chain, at) =>
    patterns.map(
      (pattern, number) =>
        `SecRule ARGS|REQUEST_COOKIES "@rx ${pattern}" "id:${at * 100 + number + 1},phase:2,log,pass,t:none${chain && `,${chain}`}${at % 2 === 1 ? ',multiMatch' : ''}"`,
    ),
  )
  const [fast, naive] = both(rules.join('\n'))
  const piece = fc.constantFrom(
    ...[
      'union',
      'UN',
      'ion',
      'x-',
      'y',
      'a.',
      'b',
      ' ',
      '  ',
      '. ',
      '\t',
      ',',
      '--',
      '/*',
      '*/',
      '#',
      '&amp;',
      '&',
      '%',
    ],
    ...[
      '%2e',
      '%252e',
      '+',
      '../',
      './',
      'etc',
      'ls',
      '-l',
      'script',
      'alert',
      '(',
      '\\x28',
      '^',
      '"',
      "'",
      'get',
      '/',
      '_$$',
      'QQ==',
      'A',
    ],
  )
  const value = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(''))
  let matched = 0
  const check = (text: string): void => {
    const sent = request(`/?q=${encodeURIComponent(text)}`, { headers: [{ name: 'Cookie', value: `c=${text}` }] })
    const expected = told(naive, sent).matches
    expect(told(fast, sent).matches).toEqual(expected)
    matched += expected.length
  }
  // Sniffs and automata are made when some dozens of values have come by: each text comes when they are there.
  for (let round = 0; round < 100; round++) check(`warm garden, and x-${round}. y (old) %`)
  for (const mark of ['a', 'b', 'c', 'd']) for (let long = 1; long < 40; long++) check(`see, /${mark.repeat(long)}`)
  for (const text of ['ls  -l', 'LS -L', 'get /', 'Get (/', 'get, /x', 'ls,; -l', 'a, b', 'union  ion', 'x-&y,  get/'])
    check(text)
  fc.assert(fc.property(value, check), { numRuns: 1500 })
  expect(matched).toBeGreaterThan(1000)
})

test('a look around punctuation finds what blanks lie in, and costs no more for many of them', () => {
  const rules = `SecRule ARGS "@rx (?:a\\.bcdefg|this\\.con|_bind\\.x)" "id:1,phase:2,log,pass,t:removeWhitespace"`
  const [fast, naive] = both(rules)
  const warm = (round: number): string =>
    `warm garden number . and walnut. old_${round.toString(36).replace(/[0-9]/g, 'z')}`
  for (let round = 0; round < 100; round++)
    told(fast, request('/', { target: `/?q=${encodeURIComponent(warm(round))}` }))
  const gap = ' '.repeat(5000)
  const texts = [
    'a. b c d e f g',
    'see a .b c d e f g',
    `th is${gap}.${gap}c o n`,
    'word . th i s . c on',
    '_ b i n d . x',
    '. . _bind. x',
  ].concat([
    'a.bcdefx',
    'this.. con',
    'this',
    `t${gap}.con`,
    '.a.bcdefg',
    '. b i n d . x',
    'thi s.c o_ n',
    'a.a.b c.a.bcd e f g',
  ])
  for (const text of texts) {
    const sent = request(`/?q=${encodeURIComponent(text)}`)
    expect([text, told(fast, sent).matches.length]).toEqual([text, told(naive, sent).matches.length])
  }
})

test('a look through blanks and base64 finds what is behind them', () => {
  const behind = 'SecRule ARGS "@rx (?:process\\.env|this\\.constructor)"'
  const rules = `${behind} "id:1,phase:2,log,pass,t:removeWhitespace,t:base64Decode"\n${behind} "id:2,phase:2,log,pass,t:base64Decode"`
  const [fast, naive] = both(rules)
  const shapes = (text: string): string[] =>
    Array.from({ length: 12 }, (_, at) => {
      const encoded = btoa(`${'.'.repeat(at)}${text}`)
      return [encoded, encoded.replace(/.{5}/g, '$& '), `${encoded.slice(0, 3)}\t\n${encoded.slice(3)}`]
    }).flat()
  // Harmless ones of the same bytes come first: the first looks are made without the sniff.
  const harmless = Array.from({ length: 8 }, () => shapes('pro.cess.of.envy')).flat()
  const hidden = shapes('process.env.of.x')
  let matched = 0
  for (const value of [...harmless, ...hidden]) {
    const sent = request(`/?q=${encodeURIComponent(value)}`)
    const result = told(fast, sent)
    expect(result, value).toEqual(told(naive, sent))
    matched += result.matches.length
  }
  expect(matched).toBe(48) // with rule 1 all 36, with rule 2 the 12 without blanks
})
