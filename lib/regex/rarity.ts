/** Longest literal: more bytes make the automaton larger, and no rarer. */
export const maxLiteral: number = 7
/** A literal rarer than this per position is rare enough: no longer window is taken. */
const rareEnough = 3e-7
/** A set of literals more frequent than this per position is worse than none. */
export const tooFrequent: number = 0.01

/** About how often each byte stands in the values of requests, lower-cased: letters as in English text, the rest by guess. */
const frequency: Float64Array = new Float64Array(256).fill(0.0005)
const letters: readonly number[] = [
  8.2, 1.5, 2.8, 4.3, 12.7, 2.2, 2.0, 6.1, 7.0, 0.15, 0.8, 4.0, 2.4, 6.7, 7.5, 1.9, 0.1, 6.0, 6.3, 9.1, 2.8, 1.0, 2.4,
  0.15, 2.0, 0.07,
]
for (const [index, percent] of letters.entries()) frequency[0x61 + index] = percent * 0.0075
for (let digit = 0x30; digit <= 0x39; digit++) frequency[digit] = 0.015
for (const [chars, often] of [
  [' ', 0.12],
  ['"-./,', 0.02],
  ["=&%_:;'()", 0.008],
  ['+?!\n\\', 0.004],
] as const) {
  for (const char of chars) frequency[char.charCodeAt(0)] = often
}

/** About how often `literal` begins at a place of a value, from 0 to 1; 1 for the empty one. */
export function rarityOf(literal: string): number {
  let product = 1
  for (let at = 0; at < literal.length; at++) product *= frequency[literal.charCodeAt(at)] as number
  return product
}

/** The shortest part of `literal` that is rare enough, else the rarest of at most `maxLiteral` bytes. */
export function rarestWindow(literal: string): string {
  let best = ''
  let least = 1
  for (let size = 1; size <= Math.min(maxLiteral, literal.length); size++) {
    for (let at = 0; at + size <= literal.length; at++) {
      const window = literal.slice(at, at + size)
      const rarity = rarityOf(window)
      if (rarity < least) {
        least = rarity
        best = window
      }
    }
    if (least < rareEnough) break
  }
  return best
}
