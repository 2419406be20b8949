// Run by bounds.test.ts in a process of its own: milliseconds that each detector takes for a megabyte of the worst texts,
// one JSON line per text. Under the test runner every access to another module costs a call, so it cannot measure this.
import { detectSqli, detectXss } from '../../../lib/waf/detect/index.ts'

const SIZE = 1 << 20

// Flat one-byte strings, as the values of a request are.
function flat(text: string): string {
  return Buffer.from(text.slice(0, SIZE), 'latin1').toString('latin1')
}

function worst(unit: string): string {
  return flat(unit.repeat(Math.ceil(SIZE / unit.length)))
}

/** Milliseconds of processor time of the fastest of five calls: the machine may be busy with something else. */
function fastest(call: () => unknown): number {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < 5 && best > 80; i++) {
    const start = process.cpuUsage()
    call()
    const { user, system } = process.cpuUsage(start)
    best = Math.min(best, (user + system) / 1000)
  }
  return best
}

const UNITS = [
  ..."' \" '' \\' '\\ ` - -- # /* /**/ */ / $ $a $a$ $$ ( ) () [ ] [] { } {a ; , 1, a, a. . 1 a 1+ 'a' '+' @ @@ @` q' q'a \\ ,-1 1,-1 (- a.b ::int 1::int x' u&' < </ <! <!- <!-- <![CDATA[ <% <? = a= /a /= &# &#x &#0; <> =& a=\" a='".split(
    ' ',
  ),
  '-- \n',
  '#\n',
  ' ',
  '\0',
  '-\0',
  '! ',
  'not ',
  'or ',
  'not in ',
  'union ',
  'select.',
  'binary ',
  'if exists ',
  '<a ',
  '<a href=',
  '<a href=&#0;',
]

const BEFORE = ['', "'", '<!--', 'a href=']
for (const before of BEFORE) {
  for (const unit of UNITS) {
    const value = flat(before + worst(unit))
    const text = `${before}${unit}`
    console.log(JSON.stringify({ text, sqli: fastest(() => detectSqli(value)), xss: fastest(() => detectXss(value)) }))
  }
}

// A dollar quote whose closing tag is long and nearly comes again.
const tag = `$${'a'.repeat(SIZE >> 2)}`
const quote = flat(`${tag}$${tag}b$${tag}`)
console.log(
  JSON.stringify({ text: '$aaa$', sqli: fastest(() => detectSqli(quote)), xss: fastest(() => detectXss(quote)) }),
)
