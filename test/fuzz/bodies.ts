/**
 * Fuzzes the parsers of request bodies, guided by V8's block coverage.
 * `node --conditions sallyport-source test/fuzz/bodies.ts --minutes 5 [--seed 1]`: exits 1 on a throw, an input that takes over a second of processor time,
 * or a heap that grows.
 */
import { Session } from 'node:inspector'
import { parseArgs } from 'node:util'
import { toByteString, toBytes } from '../../lib/waf/body/bytes.ts'
import { readContentType } from '../../lib/waf/body/charset.ts'
import { parseCookies } from '../../lib/waf/body/cookies.ts'
import { decodeBody } from '../../lib/waf/body/decode.ts'
import { parseJson } from '../../lib/waf/body/json.ts'
import { parseMultipart } from '../../lib/waf/body/multipart.ts'
import { parseUrlencoded } from '../../lib/waf/body/urlencoded.ts'
import { parseXml } from '../../lib/waf/body/xml.ts'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string', default: '1' } },
})
const end = performance.now() + Number(values.minutes) * 60_000

let state = Number(values.seed) >>> 0
/** Marsaglia's xorshift: the same run for the same seed. */
function random(below: number): number {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) % below
}
if (state === 0) state = 1

const limits = { depth: 64, arguments: 200, names: 100_000 }
const type = 'multipart/form-data; boundary=X'

/** What is fuzzed. The first byte of a multipart input says which Content-Type it comes with. */
const targets: Readonly<Record<string, (text: string) => void>> = {
  form: (text) => void parseUrlencoded(text, 200),
  cookies: (text) => void parseCookies(text, 200),
  json: (text) => {
    parseJson(text, limits)
    parseJson(text, { ...limits, naming: '3' })
  },
  xml: (text) => void parseXml(text, { depth: 64, attributes: 200, elements: 500 }),
  multipart: (text) => void parseMultipart(text, type),
  contentType: (text) => {
    readContentType(text)
    parseMultipart('--X\r\nContent-Disposition: form-data; name="a"\r\n\r\nv\r\n--X--\r\n', text)
  },
}

const disposition = 'Content-Disposition: form-data; name="a"'
const seeds: readonly (readonly [string, string])[] = [
  ['form', 'a=1&b=%41+c&&d&=e&%zz=%4'],
  ['cookies', 'a=1; b="2;3"; =x;; c; $Path=/'],
  ['json', '{"a":{"b":[1,-2.5e+3,true,false,null,"x\\u0041\\ud83d\\ude00\\n\xc3\xa9"]},"a":[[{}],[]]}'],
  ['json', '[{"k":"v"},{"k":"\\ud800"},"\\udc00\xe2\x82\xac\xf0\x9f\x98\x80"]'],
  [
    'xml',
    '<?xml version="1.0" encoding="ISO-8859-1"?><a x="1&lt;&#65;">t<b/><![CDATA[c]]><!-- d --><?e f?>&#x20AC;</a>',
  ],
  ['xml', '<!DOCTYPE a [<!ENTITY x "y"><!-- z --><?p?><!ATTLIST a b CDATA "d">]><a xmlns:p="u">\r\n&x;</a>'],
  [
    'multipart',
    `--X\r\n${disposition}\r\n\r\nv\r\n--X\r\n${disposition}; filename="f"; filename*=u''g\r\nA: b\r\n c\r\n\r\n\r\n--X--\r\n`,
  ],
  ['multipart', `pre\n--X\n${disposition}\n\n--Y\n-- X\n--X--`],
  ['contentType', 'multipart/form-data; boundary="X"; charset=utf-8; Charset="u\\"f"'],
]
const words = [
  ...[
    '&',
    '=',
    '%',
    '%41',
    '+',
    ';',
    '"',
    "'",
    '\\',
    '\\u',
    '\\ud83d',
    '\\ude00',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    'true',
    'null',
    '1e5',
    '-0',
  ],
  ...[
    '<',
    '>',
    '/>',
    '</',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '<!DOCTYPE a [',
    '<!ENTITY x "',
    ']>',
    '&lt;',
    '&#',
    '&#x',
    'xmlns:',
    'encoding=',
  ],
  ...[
    '--X',
    '--X--',
    '\r\n',
    '\n',
    '\r\n\r\n',
    '--',
    ' ',
    '\t',
    '\0',
    '\xc3',
    '\xa9',
    '\xff',
    '\xef\xbb\xbf',
    disposition,
    'filename=',
    'name=',
    'boundary=',
  ],
]
const longest = 4096

function mutated(text: string, other: string): string {
  let out = text
  for (let count = 1 + random(4); count > 0; count--) {
    const at = random(out.length + 1)
    const to = at + random(Math.min(16, out.length - at + 1))
    switch (random(8)) {
      case 0:
        out = out.slice(0, at) + String.fromCharCode(random(256)) + out.slice(at + 1)
        break
      case 1:
        out = out.slice(0, at) + out.slice(to)
        break
      case 2:
        out = out.slice(0, at) + out.slice(at, to).repeat(2 + random(40)) + out.slice(to)
        break
      case 3:
        out = out.slice(0, at)
        break
      case 4:
        out = out.slice(0, at) + other.slice(random(other.length + 1))
        break
      default:
        out = out.slice(0, at) + words[random(words.length)] + out.slice(random(2) === 0 ? at : to)
    }
  }
  return out.slice(0, longest)
}

const session = new Session()
session.connect()
interface Coverage {
  readonly result: readonly {
    readonly url: string
    readonly functions: readonly {
      readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[]
    }[]
  }[]
}
session.post('Profiler.enable')
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

/** Blocks that ran since the last call. */
function blocks(): Set<string> {
  const ran = new Set<string>()
  session.post('Profiler.takePreciseCoverage', (error, answer) => {
    if (error !== null) throw error
    for (const { url, functions } of (answer as Coverage).result) {
      if (!url.includes('/lib/waf/body/')) continue
      const file = url.slice(url.lastIndexOf('/'))
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges)
          if (count > 0) ran.add(`${file}:${startOffset}-${endOffset}`)
      }
    }
  })
  return ran
}

const seen = new Set<string>()
const corpus = new Map<string, string[]>()
for (const [name, text] of seeds) corpus.set(name, [...(corpus.get(name) ?? []), text])
const names = [...corpus.keys()]
const mostKept = 2000
const batch = 32
let executions = 0
let found = 0
let slowest = { milliseconds: 0, what: '' }
const failures: string[] = []

/** Of processor time: a machine with other work to do is no hang. */
const busy = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function run(name: string, text: string): void {
  const start = busy()
  try {
    targets[name]?.(text)
  } catch (error) {
    failures.push(`throw in ${name}: ${String(error)} for ${JSON.stringify(text)}`)
  }
  const milliseconds = busy() - start
  executions++
  if (milliseconds > slowest.milliseconds)
    slowest = { milliseconds, what: `${name}, ${text.length} bytes: ${JSON.stringify(text.slice(0, 80))}` }
  if (milliseconds > 1000) failures.push(`hang in ${name}: ${milliseconds.toFixed(0)} ms for ${JSON.stringify(text)}`)
}

/** Live memory: the least of a few samples after as many allocations as make the collector run. */
async function liveHeap(): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let sample = 0; sample < 5; sample++) {
    session.post('HeapProfiler.collectGarbage')
    await new Promise((resolve) => setTimeout(resolve, 10))
    least = Math.min(least, process.memoryUsage().heapUsed)
  }
  return least
}

let baseline = 0
const started = performance.now()
while (performance.now() < end && failures.length === 0) {
  const name = names[random(names.length)] as string
  const inputs = corpus.get(name) as string[]
  const pick = (): string => inputs[random(inputs.length)] as string
  // Reading the counters costs more than a parse: a batch first, one by one only where it found something.
  const texts = Array.from({ length: batch }, () => mutated(pick(), pick()))
  for (const text of texts) run(name, text)
  const fresh = blocks().difference(seen)
  for (const block of fresh) seen.add(block)
  for (const text of fresh.size === 0 ? [] : texts) {
    run(name, text)
    const ran = blocks()
    if (fresh.isDisjointFrom(ran)) continue
    for (const block of ran) fresh.delete(block)
    found++
    if (inputs.length < mostKept) inputs.push(text)
    else inputs[random(mostKept)] = text
  }
  if (random(200) === 0) {
    const text = pick()
    for (const coding of ['gzip', 'deflate', 'deflate, gzip']) {
      const read = await decodeBody(toBytes(text), coding, 1000)
      if (!('error' in read)) toByteString(read.bytes)
    }
  }
  if (baseline === 0 && performance.now() - started > (end - started) / 4) baseline = await liveHeap()
}
const grown = (await liveHeap()) - baseline
const seconds = (performance.now() - started) / 1000
if (baseline > 0 && grown > 32 << 20) failures.push(`heap grew by ${(grown / 1048576).toFixed(1)} MB`)
console.log(
  `executions ${executions} (${Math.round(executions / seconds)}/s), inputs with new coverage ${found}, blocks seen ${seen.size}`,
)
console.log(`slowest ${slowest.milliseconds.toFixed(1)} ms: ${slowest.what}`)
console.log(`live heap grown by ${(grown / 1048576).toFixed(1)} MB since a quarter of the run`)
for (const failure of failures) console.log(failure)
process.exit(failures.length === 0 ? 0 : 1)
