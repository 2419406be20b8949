import { codeAt } from '../../text/code-at.ts'

/** Units of a literal that find it in a text: one look-up a position, whatever the length of the list. */
export const anchorLength = 4
/** Slots for anchors; a power of two. */
export const tableSize = 8192

/** The slot of the four units at `at`. */
export function anchorAt(text: string, at: number): number {
  const units =
    (codeAt(text, at) & 0xff) |
    ((codeAt(text, at + 1) & 0xff) << 8) |
    ((codeAt(text, at + 2) & 0xff) << 16) |
    (codeAt(text, at + 3) << 24)
  return Math.imul(units, 0x9e3779b1) >>> 19 // 13 bits: tableSize
}
