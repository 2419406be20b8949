import { Automaton } from './automaton.ts'
import { literalsOf, type Node } from './tree.ts'

/** What may stand behind base64Decode for a look without building strings: none of these makes letters out of nothing but escapes. */
const understood = new Set(['urldecodeuni', 'jsdecode', 'removewhitespace', 'replacecomments'])

const values = new Int8Array(256).fill(-1)
for (const [value, c] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  values[c.charCodeAt(0)] = value

const percent = 0x25
const backslash = 0x5c
/** What goes on an escape: after `%` and after a backslash. */
const afterPercent = new Uint8Array(256)
for (const c of '0123456789abcdefABCDEFuU') afterPercent[c.charCodeAt(0)] = 1
const afterBackslash = new Uint8Array(256)
for (const c of '01234567abfnrtvxu\\') afterBackslash[c.charCodeAt(0)] = 1
const blank = new Uint8Array(256)
for (const byte of [9, 10, 11, 12, 13, 32, 0xa0, 0]) blank[byte] = 1

/** Whether some rule behind base64Decode may match a text, told from its bytes as they are decoded. Says maybe where escapes are in them. */
export type Sniff = (text: string) => boolean

/** `undefined` where the rules below ask for more than this look can tell. */
export function sniffOf(child: Node): Sniff | undefined {
  const literals: { text: string; set: number }[] = []
  const walk = (node: Node): boolean => {
    for (const { need } of node.here) {
      const sets = need && literalsOf(need, need.alphabets.length - 1)
      // One set of a rule is enough to say no.
      const [first] = sets ?? []
      if (!first || first.some((text) => /[\s\\%+\xa0\0]/.test(text))) return false
      for (const text of first) literals.push({ text, set: 0 })
    }
    return [...node.edges].every(([name, edge]) => understood.has(name) && walk(edge.child))
  }
  if (!walk(child) || literals.length === 0) return undefined
  const automaton = new Automaton(literals, 1)
  return (text) => {
    let state = automaton.start
    let held = 0
    let bits = 0
    let before = 0
    for (let at = 0; at < text.length; at++) {
      const value = values[text.charCodeAt(at)] as number
      if (value < 0) break
      held = ((held << 6) | value) & 0xfff
      bits += 6
      if (bits < 8) continue
      bits -= 8
      const byte = (held >> bits) & 0xff
      if (before === percent ? afterPercent[byte] === 1 : before === backslash && afterBackslash[byte] === 1)
        return true
      before = byte
      // Blanks and backslashes may be taken out later: letters on both sides are looked at as neighbours.
      if (byte === backslash || blank[byte] === 1) continue
      state = automaton.step(state, byte)
      if (state < 0) return true
    }
    return false
  }
}
