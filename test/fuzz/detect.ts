/**
 * Fuzzes the detectors and decodings with a corpus that mutates itself: a mutant that some detector finds, or judges in a new way, joins it.
 * `node --conditions sallyport-source test/fuzz/detect.ts --minutes 1 [--seed 1]`: exits 1 on a throw, a finding outside its value or its
 * needs, or a value that takes over a second.
 */
import { parseArgs } from 'node:util'
import { readings } from '../../lib/waf/detect/decode/index.ts'
import { factsOf, meets } from '../../lib/waf/detect/needs.ts'
import { seeded } from '../regex/subjects.ts'
import { allDetectors } from '../waf/detect/all-detectors.ts'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string', default: '1' } },
})
const end = performance.now() + Number(values.minutes) * 60_000

const random = seeded(Number(values.seed))

const corpus: string[] = [
  ...[
    '../../etc/passwd',
    'C:\\boot.ini',
    'php://input',
    '\\\\a\\c$\\x',
    '; cat /etc/passwd',
    '$(id)',
    '`id`',
    "x;c''at /x",
    '${jndi:ldap://a}',
    '${${lower:j}ndi:x}',
  ],
  ...[
    '<!DOCTYPE a [<!ENTITY b SYSTEM "c">]>',
    '<xi:include href="x"/>',
    '{{7*7}}',
    '${T(java.lang.X)}',
    '<%= a(1) %>',
    "system('id')",
    '<?php x();',
    'a[$ne]',
    '{"$or":[{}]}',
  ],
  ...[
    '*)(uid=*',
    "'] | //a[",
    "' or count(/*)=1",
    '<!--#exec cmd="a"-->',
    'a\r\nSet-Cookie: b=c',
    'http://127.0.0.1/',
    'http://[::ffff:7f00:1]/',
    '__proto__[a]',
  ],
  ...[
    'O:1:"a":0:{}',
    'rO0ABXNy',
    '!!python/object/apply:a',
    'a.php.jpg',
    '.htaccess',
    'GIF89a<?php a();',
    'PK\x03\x04',
    '{__schema{a}}',
    'query{a:b(c:1){d}}',
    '/.git/HEAD',
  ],
  ...[
    '0\r\n\r\nGET / HTTP/1.1\r\nA: b',
    '5\r\nhello\r\n0\r\n\r\n',
    'ORA-00933: x',
    'at a.b(C.java:1)\nat a.b(C.java:2)',
    '<title>Index of /</title><a href="../">',
    'AKIAQWERTYUIOPASDFGH',
  ],
  ...[
    '%252e%252e%252f',
    '&#x3c;',
    '\\u003c',
    '+ADw-',
    '\xc0\xae',
    'Li4vLi4vZXRjL3Bhc3N3ZA==',
    'The quick brown fox; it jumps & runs.',
  ],
]
const most = 4000
const judged = new Set<string>()
const failures = new Map<string, string>()

function mutant(): string {
  let text = corpus[random(corpus.length)] as string
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(text.length + 1)
    const other = corpus[random(corpus.length)] as string
    const from = random(other.length)
    switch (random(6)) {
      case 0:
        text = text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + random(2))
        break
      case 1:
        text = text.slice(0, at) + other.slice(from, from + 1 + random(12)) + text.slice(at)
        break
      case 2:
        text = text.slice(0, at) + text.slice(at + 1 + random(6))
        break
      case 3:
        text = text.slice(0, at) + text.slice(random(at + 1), at) + text.slice(at)
        break
      case 4:
        text += other
        break
      default:
        text = text.slice(at)
    }
  }
  return random(500) === 0 ? text.repeat(1 + random(200)).slice(0, 20_000) : text.slice(0, 400)
}

function run(value: string): void {
  const facts = factsOf(value)
  for (const { name, detector, needs } of allDetectors) {
    try {
      const found = detector(value)
      if (!found) continue
      const [start, stop] = found.span
      if (!(start >= 0 && start < stop && stop <= value.length)) fail(name, 'span', value)
      if (!(found.confidence > 0 && found.confidence <= 1)) fail(name, 'confidence', value)
      if (!meets(facts, value.length, needs)) fail(name, 'needs', value)
      const way = `${name} ${found.context} ${found.reason} ${found.confidence}`
      if (!judged.has(way) && corpus.length < most) corpus.push(value)
      judged.add(way)
    } catch (error) {
      fail(name, String(error), value)
    }
  }
}

function fail(name: string, what: string, value: string): void {
  const key = `${name}: ${what}`
  if (!failures.has(key)) failures.set(key, value)
}

let ran = 0
while (performance.now() < end) {
  const value = mutant()
  const began = performance.now()
  run(value)
  if (ran % 8 === 0) for (const reading of readings(value).slice(1, 5)) run(reading)
  if (performance.now() - began > 1000) fail('all', 'over a second', value)
  ran++
}
for (const [what, value] of failures) console.log(`${what}: ${JSON.stringify(value.slice(0, 200))}`)
console.log(`${ran} values, ${corpus.length} in the corpus, ${judged.size} ways to be found, ${failures.size} failures`)
process.exitCode = failures.size > 0 ? 1 : 0
