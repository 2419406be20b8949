import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readHttpFile } from '../../bin/explain/http-file.ts'
import type { InspectedRequest } from '../../lib/waf/message.ts'
import { tableTest } from '../support/table.ts'

const folder = resolve(`.sallyport/test-explain-${process.pid}`)
beforeAll(() => {
  mkdirSync(resolve(folder, 'rules'), { recursive: true })
  const rules = `SecAction "id:1,phase:1,nolog,pass,setvar:tx.inbound_anomaly_score_threshold=5"
SecRule ARGS "@contains evil" "id:20,phase:2,pass,t:none,t:urlDecodeUni,t:lowercase,msg:'Evil in %{MATCHED_VAR}',tag:'attack-evil',tag:'paranoia-level/1',tag:'x',setvar:tx.anomaly_score=+5"
SecRule TX:anomaly_score "@ge %{tx.inbound_anomaly_score_threshold}" "id:21,phase:2,deny,msg:'Score %{TX.anomaly_score}'"
`
  writeFileSync(resolve(folder, 'rules/a.conf'), rules)
  writeFileSync(resolve(folder, 'detect.conf'), `SecRuleEngine DetectionOnly\n${rules}`)
  writeFileSync(resolve(folder, 'broken.conf'), 'SecRule ARGS "@rx (" "id:1"\n')
  writeFileSync(resolve(folder, 'bad.http'), 'GET /path?q=so+EVIL%1b[31m HTTP/1.1\nHost: a.example\n')
  writeFileSync(resolve(folder, 'good.http'), 'GET /path HTTP/1.1\nHost: a.example\n')
  writeFileSync(resolve(folder, 'two.http'), 'GET / HTTP/1.1\n\n### second\nPOST /?q=evil HTTP/1.1\n\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const argv = ['--conditions', 'sallyport-source', resolve('bin/sallyport.ts'), ...args]
  const { NO_COLOR: _, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: folder, encoding: 'utf8', env })
  return { code: status, out: stdout, err: stderr }
}

const tree = (target: string, matched: string, message: string) => `GET ${target}
├─ verdict  refused with 403, by rule 21
├─ score    5 of 5 inbound, 0 outbound
├─ mode     block
├─ rules    rules 0, hash HASH
├─ bounds   none
└─ matches  2
   ├─ 20 ${message}
   │  ├─ phase 2, ARGS:q (ARGS)
   │  ├─ value → urldecodeuni → lowercase
   │  ├─ matched ${matched} bytes 3 to 7 of 12
   │  ├─ tags attack-evil, paranoia-level/1
   │  └─ score +5, total 5
   └─ 21 Score 5
      ├─ phase 2, TX:anomaly_score
      ├─ matched ${matched.includes('[') ? '[5]' : '•'} bytes 0 to 1 of 1
      └─ score +0, total 5

`

const hashed = (text: string): string => text.replace(/hash [0-9a-f]{16}/g, 'hash HASH')

test('a refused request: the tree, bytes as bullets, exit code 2, no colour where there is no terminal', () => {
  const { code, out, err } = run('explain', 'bad.http', '--rules', 'rules')
  expect([hashed(out), err, code]).toEqual([tree('/path?••••••••••••••••', '••••', 'Evil in %{MATCHED_VAR}'), '', 2])
})

test('--show: what was sent, escaped', () => {
  const { code, out } = run('explain', 'bad.http', '--rules', 'rules', '--show')
  const message = 'Evil in so evil\\u{1b}[31m'
  expect([hashed(out), code]).toEqual([tree('/path?q=so+EVIL%1b[31m', 'so [evil]\\u{1b}[31m', message), 2])
})

test('--bot: the score of a saved request, signal by signal, and what would have to be otherwise', () => {
  writeFileSync(
    resolve(folder, 'curl.http'),
    'GET /?q=secret HTTP/1.1\nHost: a.example\nUser-Agent: curl/8.5\nAccept: */*\n',
  )
  const { code, out, err } = run('explain', 'curl.http', '--bot')
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(
    /^GET \/\?q=\*\nscore \d, from 1 \(a program\) to 99 \(a person\); says it is curl \(tool\), not proven here\n/,
  )
  expect(out).toMatch(/\n +-\d\.\d\d {2}agent\/listed +User-Agent names curl \(tool\)\n/)
  expect(out).toMatch(/\nwithout agent\/listed, .* it would be 50 or more\n/)
  const terms = [...out.matchAll(/^ +([+-]\d+\.\d\d) /gm)].map(([, weight]) => Number(weight))
  const sum = terms.pop() as number
  expect(terms.reduce((total, weight) => total + weight, 0)).toBeCloseTo(sum, 1)
  const tls = run('explain', 'curl.http', '--bot', '--ja4', 't13d3112h2_e8f1e7e78f70_b26ce05bbdd6')
  expect(tls.code).toBe(0)
  expect(run('explain', 'curl.http', '--bot', '--rules', 'rules').err).toContain('not both')
  expect(run('explain', 'curl.http', '--http', '--rules', 'rules').err).toContain('need --bot')
})

test('a request that passes: exit code 0; of several the worst counts', () => {
  const good = run('explain', 'good.http', '--rules', 'rules')
  expect([good.code, good.out]).toEqual([0, expect.stringContaining('verdict  passed\n')])
  const two = run('explain', 'two.http', '--rules', 'rules')
  expect([two.code, two.out.match(/verdict {2}\w+/g)]).toEqual([2, ['verdict  passed', 'verdict  refused']])
  const detect = run('explain', 'bad.http', '--rules', 'detect.conf')
  expect([detect.code, detect.out]).toEqual([
    0,
    expect.stringContaining('passed; would be refused with 403, by rule 21'),
  ])
})

test('the module that compile wrote gives the same as its rules', () => {
  expect(run('compile', 'rules', '-o', 'compiled').code).toBe(0)
  const { out } = run('explain', 'bad.http', '--rules', 'rules')
  expect(run('explain', 'bad.http', '--rules', 'compiled')).toEqual({ code: 2, out, err: '' })
  expect(run('explain', 'bad.http', '--rules', 'compiled/index.js').out).toBe(out)
})

const failing: readonly [args: readonly string[], message: string][] = [
  [[], 'Missing required positional argument: FILE'],
  [['good.http', 'bad.http', '--rules', 'rules'], 'name one file'],
  [['gone.http', '--rules', 'rules'], 'gone.http cannot be read'],
  [['good.http', '--rules', 'gone'], 'there is no file or folder gone'],
  [['good.http', '--rules', 'broken.conf'], '1 error: nothing is compiled'],
  [['good.http', '--rules', 'compiled', '--setup', 'x.conf'], '--setup is for rule files'],
  [['good.http', '--rules', 'rules', '--loud'], '--loud'],
  [['rules/a.conf', '--rules', 'rules'], 'a.conf:2: no header field'],
]

tableTest('errors are one line, exit code 1', 8, failing, ([args, message]) => {
  const { code, out, err } = run('explain', ...args)
  expect([code, out], message).toEqual([1, ''])
  expect(err).toContain(message)
  expect(err).not.toContain('    at ')
})

const read: readonly [text: string, expected: readonly Partial<InspectedRequest>[]][] = [
  ['GET /', [{ method: 'GET', target: '/', protocol: 'HTTP/1.1', headers: [] }]],
  ['GET / HTTP/1.0\r\nA: b\r\n\r\n', [{ protocol: 'HTTP/1.0', headers: [{ name: 'A', value: 'b' }] }]],
  ['\n# note\n// note\nGET /\nA:b\n', [{ headers: [{ name: 'A', value: 'b' }] }]],
  ['POST /\n\na=b\n\n', [{ body: 'a=b' }]],
  ['POST /\nContent-Length: 4\n\na=b\n\n', [{ body: 'a=b\n' }]],
  ['POST /\nContent-Length: 2\n\na=b', [{ body: 'a=' }]],
  ['POST /\nContent-Type: multipart/form-data; boundary=b\n\n--b\n', [{ body: '--b\r\n' }]],
  ['GET https://h.example/p', [{ target: 'https://h.example/p', headers: [{ name: 'Host', value: 'h.example' }] }]],
  ['GET https://h.example/p\nhost: x', [{ headers: [{ name: 'host', value: 'x' }] }]],
  ['### one\nGET /1\n\n### two\nGET /2\n###\n', [{ target: '/1' }, { target: '/2' }]],
  ['POST /\n\nx # no comment\n#either', [{ body: 'x # no comment\n#either' }]],
  ['POST /\n\n\xff\x00', [{ body: '\xff\x00' }]],
]

tableTest('an .http file', 12, read, ([text, expected]) => {
  expect(
    readHttpFile(text, 'f').map(({ request }) => request),
    text,
  ).toMatchObject(expected)
})

test('the line of a request, and of what is wrong in it', () => {
  expect(readHttpFile('GET /1\n\n\n### two\n\nGET /2', 'f').map(({ line }) => line)).toEqual([1, 6])
  for (const [text, message] of [
    ['', 'f holds no request'],
    ['###\n###', 'f holds no request'],
    ['GET /\n\n###\nnonsense', 'f:4: no request line'],
    ['GET /\nA: b\nno field', 'f:3: no header field'],
    ['GET /\nA : b', 'f:2: no header field'],
  ] as const)
    expect(() => readHttpFile(text, 'f'), text).toThrow(message)
})

test('without --rules: our own, with what a detector read and no byte of what was sent', () => {
  writeFileSync(resolve(folder, 'sql.http'), "GET /?q=1'+or+1=1-- HTTP/1.1\nHost: a.example\n")
  const { code, out } = run('explain', 'sql.http')
  expect(code).toBe(2)
  expect(out).toContain('rules    core')
  expect(out).toContain("sql, inside ': a comparison that is always the same")
  expect(out).not.toContain('1=1')
  expect(run('explain', 'sql.http', '--setup', 'detect.conf').err).toContain('core has none')
})
