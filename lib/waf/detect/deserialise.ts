import { codeAt } from '../../text/code-at.ts'
import { isDigit } from './bytes.ts'
import { type Finding, surer } from './finding.ts'
import { Fact, type Needs } from './needs.ts'

/** Base64 of any length has digits; text formats have one of the others. */
export const deserialiseNeeds: Needs = {
  all: 0,
  any:
    Fact.digit |
    Fact.colon |
    Fact.control |
    Fact.nul |
    Fact.high |
    Fact.angle |
    Fact.dollar |
    Fact.quote |
    Fact.other |
    Fact.newline |
    Fact.dot |
    Fact.slash,
  length: 4,
}

/**
 * Would this value be made into objects? PHP's `serialize`, Java's streams, .NET's BinaryFormatter and typed JSON, Python's pickle, Node's
 * node-serialize, Ruby's Marshal, YAML tags, XStream and XMLDecoder: each by its grammar or its first bytes, also in base64 and hex.
 */
export function deserialise(value: string): Finding | undefined {
  return surer(surer(magic(value), php(value)), surer(pickle(value), named(value)))
}

function finding(context: string, reason: string, start: number, end: number, confidence: number): Finding {
  return { language: 'serialised', context, reason, span: [start, Math.max(end, start + 1)], confidence }
}

/** First bytes of streams of objects, as they are, in base64 and in hex. */
const magics: readonly (readonly [text: string, context: string, confidence: number])[] = [
  ['\xac\xed\x00\x05', 'java', 0.95],
  ['rO0AB', 'java', 0.95],
  ['aced0005', 'java', 0.95],
  ['ACED0005', 'java', 0.95],
  ['\x00\x01\x00\x00\x00\xff\xff\xff\xff', '.net', 0.95],
  ['AAEAAAD/////', '.net', 0.95],
  ['AAEAAAD_____', '.net', 0.95],
  ['0001000000ffffffff', '.net', 0.95],
  ['gASV', 'pickle', 0.85],
  ['gAWV', 'pickle', 0.85],
  ['gANj', 'pickle', 0.85],
  ['gAJj', 'pickle', 0.85],
  ['Y29zCnN5c3RlbQ', 'pickle', 0.95],
  ['\x04\x08o:', 'ruby', 0.9],
  ['\x04\x08U:', 'ruby', 0.9],
  ['BAhvO', 'ruby', 0.85],
  ['BAhVOg', 'ruby', 0.85],
]

/** The first letter of each of `magics`: most values have none of these bytes there. */
const magicFirst: ReadonlySet<number> = new Set(magics.map(([text]) => codeAt(text, 0)))

function magic(value: string): Finding | undefined {
  return first(value) ?? wrapped(value)
}

function first(value: string): Finding | undefined {
  if (!magicFirst.has(codeAt(value, 0))) return undefined
  for (const [text, context, confidence] of magics) {
    if (value.startsWith(text))
      return finding(context, 'the first bytes of a stream of objects', 0, text.length, confidence)
  }
  return undefined
}

/** Within a cookie's signature, a JSON string, a ViewState. */
function wrapped(value: string): Finding | undefined {
  const java = value.indexOf('rO0ABX')
  if (java > 0 && !/[A-Za-z0-9+/]/.test(value[java - 1] as string))
    return finding('java', 'the first bytes of a stream of objects', java, java + 6, 0.9)
  const net = value.indexOf('AAEAAAD/////')
  if (net > 0) return finding('.net', 'the first bytes of a stream of objects', net, net + 12, 0.9)
  const raw = value.indexOf('\xac\xed\x00\x05')
  return raw > 0 ? finding('java', 'the first bytes of a stream of objects', raw, raw + 4, 0.9) : undefined
}

/** `O:8:"stdClass":1:{`, `C:..`: PHP's grammar of objects (manual, `serialize`). Arrays and scalars make nothing. */
function php(value: string): Finding | undefined {
  for (let at = value.indexOf(':'); at >= 0; at = value.indexOf(':', at + 1)) {
    const letter = codeAt(value, at - 1) | 32
    if (letter !== 111 && letter !== 99) continue
    const before = codeAt(value, at - 2)
    if (
      at > 1 &&
      !(
        before === 59 ||
        before === 123 ||
        before === 58 ||
        before === 34 ||
        before === 32 ||
        before === 61 ||
        before === 124
      )
    )
      continue
    let end = at + 1
    if (codeAt(value, end) === 43) end++
    while (end - at < 8 && isDigit(codeAt(value, end))) end++
    if (end === at + 1 || codeAt(value, end) !== 58 || !/^\\?["']/.test(value.slice(end + 1, end + 3))) continue
    const name = /^:\\?["']([\w\\]{1,96})\\?["']:\d{1,6}:\{?/.exec(value.slice(end, end + 128))
    if (name) return finding('php', 'a serialised object', at - 1, end + name[0].length, 0.95)
  }
  return undefined
}

/** Pickle: protocol 0 names its globals in text, 2 and later have a header, and all end with a full stop. */
function pickle(value: string): Finding | undefined {
  if (
    codeAt(value, 0) === 0x80 &&
    codeAt(value, 1) <= 5 &&
    codeAt(value, 1) >= 2 &&
    /[\x8c-\x95cR(}\]]/.test(value.slice(2, 4))
  )
    return finding('pickle', 'a pickle', 0, 2, 0.9)
  if (!value.includes('\n')) return undefined
  const text =
    /(?:^|[(\n.])c(?:os|nt|posix|subprocess|__builtin__|builtins|sys|commands|pty|socket|operator|importlib)\n(?:\w{2,32})\n/.exec(
      value.slice(0, 4096),
    )
  return text ? finding('pickle', 'a global of a pickle', text.index, text.index + text[0].length, 0.95) : undefined
}

/** Words and tags by which other formats name a class to be made. */
const names: readonly (readonly [text: string, pattern: RegExp, context: string, confidence: number])[] = [
  ['_$$nd_func$$_', /^_\$\$ND_FUNC\$\$_/i, 'node', 0.97],
  ['!!python/', /^!!python\/(?:object|name|module|apply|tuple)/, 'yaml', 0.95],
  ['tag:yaml.org,2002:python/', /^tag:yaml\.org,2002:python\/(?:object|name|module)/, 'yaml', 0.95],
  ['!ruby/', /^!{1,2}ruby\/(?:object|hash|struct|class|regexp|marshal)/, 'yaml', 0.95],
  ['!!java', /^!!java[x]?\./, 'yaml', 0.95],
  ['!!com.', /^!!(?:com|org|net|ch|sun)\.\w{1,64}\./, 'yaml', 0.9],
  ['!!org.', /^!!(?:com|org|net|ch|sun)\.\w{1,64}\./, 'yaml', 0.9],
  ['!php/object', /^!php\/object/, 'yaml', 0.95],
  ['!!js/function', /^!!js\/function/, 'yaml', 0.95],
  ['"$type"', /^"\$type"\s{0,8}:\s{0,8}"[\w.`+[\], ]{3,256}[.,]/, '.net', 0.9],
  ["'$type'", /^'\$type'\s{0,8}:\s{0,8}'[\w.`+[\], ]{3,256}[.,]/, '.net', 0.9],
  ['"@type"', /^"@type"\s{0,8}:\s{0,8}"(?:com\.sun|java\.|javax\.|org\.apache|org\.spring|L?com\.)/, 'java', 0.95],
  ['"@class"', /^"@class"\s{0,8}:\s{0,8}"(?:com\.sun|java\.|javax\.|org\.)/, 'java', 0.9],
  ['"com.sun.', /^"com\.sun\.(?:rowset|org)\.[\w.]{3,96}"\s{0,8},/, 'java', 0.95],
  ['"org.apache.', /^"org\.(?:apache|spring)\w{0,32}\.[\w.]{3,96}"\s{0,8},\s{0,8}[{[]/, 'java', 0.85],
  [
    '<java.',
    /^<java\.(?:util\.PriorityQueue|lang\.ProcessBuilder|beans\.EventHandler|util\.[A-Z]\w{2,32})[\s>]/,
    'xstream',
    0.9,
  ],
  ['<javax.', /^<javax\.(?:imageio|script|naming|swing|crypto)[\w.-]{0,64}/, 'xstream', 0.9],
  ['<dynamic-proxy', /^<dynamic-proxy[\s>]/, 'xstream', 0.9],
  ['java.beans.xmldecoder', /^java\.beans\.XMLDecoder/i, 'xmldecoder', 0.95],
  ['<void method=', /^<void\s+(?:method|class|property)=/i, 'xmldecoder', 0.85],
  ['<void class=', /^<void\s+(?:method|class|property)=/i, 'xmldecoder', 0.85],
  ['<object class="java', /^<object\s+class="java\.(?:lang|io|net)\./i, 'xmldecoder', 0.95],
  ['objectdataprovider', /^ObjectDataProvider\b/i, '.net', 0.85],
  ['system.diagnostics.process', /^System\.Diagnostics\.Process\b/i, '.net', 0.85],
  ['org.apache.commons.collections.functors', /^org\.apache\.commons\.collections4?\.functors/i, 'java', 0.95],
]

function named(value: string): Finding | undefined {
  if (!/[!$<"']|java|apache|ystem\.|ObjectData/.test(value)) return undefined
  const folded = /[A-Z]/.test(value) ? value.replace(/[A-Z]+/g, (run) => run.toLowerCase()) : value
  let found: Finding | undefined
  for (const [text, pattern, context, confidence] of names) {
    const at = folded.indexOf(text)
    if (at < 0 || (found && found.confidence >= confidence)) continue
    const near = matches(value, folded, text, pattern, at)
    if (near >= 0)
      found = finding(context, 'a class named for a reader of objects to make', near, near + text.length, confidence)
  }
  return found
}

/** The first of the word's places, 64 at most, where the pattern holds. */
function matches(value: string, folded: string, text: string, pattern: RegExp, first: number): number {
  let at = first
  for (let tries = 0; at >= 0 && tries < 64; tries++) {
    if (pattern.test(value.slice(at, at + 384))) return at
    at = folded.indexOf(text, at + 1)
  }
  return -1
}
