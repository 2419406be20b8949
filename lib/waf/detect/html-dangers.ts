import { codeAt } from '../../text/code-at.ts'

// Which names and addresses of HTML run script? Facts of browsers, old ones included.
const TAGS =
  'APPLET BASE COMMENT EMBED FRAME FRAMESET HANDLER IFRAME IMPORT ISINDEX LINK LISTENER META NOSCRIPT OBJECT SCRIPT ' +
  'STYLE VMLFRAME XML XSS'

/** An attribute is harmless, runs script whatever its value, holds an address, or holds the name of another attribute. */
export const HARMLESS = 0
export const DANGEROUS = 1
export const ADDRESS = 2
export const INDIRECT = 3

const ATTRIBUTES: readonly (readonly [number, string])[] = [
  [DANGEROUS, 'DATAFORMATAS DATASRC FILTER STYLE'],
  [ADDRESS, 'ACTION BY BACKGROUND DYNSRC FOLDER FORMACTION FROM HANDLER HREF LOWSRC POSTER SRC TO VALUES XLINK:HREF'],
  [INDIRECT, 'ATTRIBUTENAME'],
]

const SCHEMES: readonly string[] = ['DATA', 'VIEW-SOURCE', 'VBSCRIPT', 'JAVA']

// Names by their hash, so that no string is made for a name that is looked up; the hashes are all different.
const tags = new Map<number, string>()
const attributes = new Map<number, readonly [name: string, kind: number]>()
for (const name of TAGS.split(' ')) tags.set(hashOf(name, 0, name.length), name)
for (const [kind, names] of ATTRIBUTES) {
  for (const name of names.split(' ')) attributes.set(hashOf(name, 0, name.length), [name, kind])
}

/** A hash of the name in [from, end) in upper case and without NUL bytes, which old browsers skip. */
function hashOf(text: string, from: number, end: number): number {
  let hash = 0
  for (let at = from; at < end; at++) {
    const byte = codeAt(text, at)
    if (byte !== 0) hash = (Math.imul(hash, 31) + (byte & 0xdf)) | 0
  }
  return hash
}

/** Whether the name in [from, end), NUL bytes aside, is `upper`. */
function isNamed(text: string, from: number, end: number, upper: string): boolean {
  let matched = 0
  for (let at = from; at < end; at++) {
    const byte = codeAt(text, at)
    if (byte === 0) continue
    if ((byte >= 97 && byte <= 122 ? byte - 32 : byte) !== codeAt(upper, matched)) return false
    matched++
  }
  return matched === upper.length
}

function startsWith(text: string, from: number, end: number, upper: string): boolean {
  if (end - from < upper.length) return false
  for (let i = 0, size = upper.length; i < size; i++) {
    const byte = codeAt(text, from + i)
    if ((byte >= 97 && byte <= 122 ? byte - 32 : byte) !== codeAt(upper, i)) return false
  }
  return true
}

/** Whether the tag named in [from, end) runs script or loads what does. */
export function isDangerousTag(text: string, from: number, end: number): boolean {
  if (end - from < 3) return false
  if (startsWith(text, from, end, 'SVG') || startsWith(text, from, end, 'XSL')) return true
  const name = tags.get(hashOf(text, from, end))
  return name !== undefined && isNamed(text, from, end, name)
}

/** What the attribute named in [from, end) may do. Every `on…` of five bytes or more is an event. */
export function attributeKind(text: string, from: number, end: number): number {
  if (end - from < 2) return HARMLESS
  if (end - from >= 5) {
    if (startsWith(text, from, end, 'ON')) return DANGEROUS
    if (startsWith(text, from, end, 'XMLNS') || startsWith(text, from, end, 'XLINK')) return DANGEROUS
  }
  const attribute = attributes.get(hashOf(text, from, end))
  return attribute !== undefined && isNamed(text, from, end, attribute[0]) ? attribute[1] : HARMLESS
}

/** Whether the attribute value in [from, end) is an address that runs script, character references and blanks aside. */
export function isDangerousAddress(text: string, from: number, end: number): boolean {
  let at = from
  while (at < end) {
    const byte = codeAt(text, at)
    if (byte > 32 && byte < 127) break
    at++
  }
  for (const scheme of SCHEMES) if (decodesTo(text, at, end, scheme)) return true
  return false
}

let after = 0

/** The character at `at`, a numeric reference decoded; leaves in `after` where the next one starts. */
function decodeAt(text: string, at: number, end: number): number {
  after = at + 1
  const byte = codeAt(text, at)
  if (byte !== 38 || at + 1 >= end || codeAt(text, at + 1) !== 35) return byte
  const hex = at + 2 < end && (codeAt(text, at + 2) | 32) === 120
  let i = at + (hex ? 3 : 2)
  const base = hex ? 16 : 10
  let digit = i < end ? digitOf(codeAt(text, i), base) : -1
  if (digit < 0) return byte
  let value = digit
  for (i++; i < end; i++) {
    const next = codeAt(text, i)
    if (next === 59) {
      after = i + 1
      return value
    }
    digit = digitOf(next, base)
    if (digit < 0) break
    value = value * base + digit
    if (value > 0x1000ff) return byte
  }
  after = i
  return value
}

function digitOf(byte: number, base: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const letter = byte | 32
  return base === 16 && letter >= 97 && letter <= 102 ? letter - 87 : -1
}

function decodesTo(text: string, from: number, end: number, upper: string): boolean {
  let at = from
  let matched = 0
  while (at < end) {
    if (matched === upper.length) return true
    let character = decodeAt(text, at, end)
    at = after
    // Blanks and controls in front, NUL and line feed anywhere: browsers skip them.
    if (matched === 0 && character <= 32) continue
    if (character === 0 || character === 10) continue
    if (character >= 97 && character <= 122) character -= 32
    if (character !== codeAt(upper, matched)) return false
    matched++
  }
  return matched === upper.length
}
