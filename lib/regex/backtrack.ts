import { codeAt } from '../text/code-at.ts'
import {
  type BacktrackProgram,
  backtrackProgramOf,
  type Look,
  opLook,
  opMark,
  opMoved,
  opReference,
  opReferenceCaseless,
} from './backtrack-program.ts'
import { opByte, opMatch, opPlace, opSave, opSplit } from './program.ts'
import { reread } from './reread.ts'

/** A search took more steps, or more room, than it is allowed for a value of that length. Whether there is a match is not known. */
export class RegexBound extends Error {
  override readonly name = 'RegexBound'
}

/** Where the first match at `from` or later and its groups begin and end, as `LinearRegex` has it. @throws RegexBound */
export type Search = (from: number) => readonly number[] | undefined

/** Steps for each byte of a value, of all searches in it; for a short value, as for one of this many bytes. */
const stepsPerByte = 64
const shortest = 2048
/** Choices that wait at one time, of eight bytes. */
const mostChoices = 1 << 20
/** Bytes of a memo. A longer one is done without: the steps are counted. */
const mostMemo = 1 << 22

/**
 * A RegExp (source and flags as `translate` gives them) with references, atomic groups and long looks, which an automaton cannot follow: V8's way
 * of searching, with each step counted. Where a search has failed for reasons that no reference has a part in, it is not tried again, so that most
 * patterns of CRS's kind take linear time; what takes more has the same bound.
 *
 * @throws RegexError on patterns over `maxNodes`
 */
export function backtracking(source: string, flags: string): (value: string) => Search {
  const program = backtrackProgramOf(reread(source, flags))
  return (value) => {
    const searching = new Searching(program, value)
    return (from) => searching.next(from)
  }
}

class Searching {
  readonly #program: BacktrackProgram
  readonly #value: string
  /** Class of each byte, and of the edge behind the last. */
  readonly #classes: Uint8Array
  #steps: number
  readonly #noted: Int32Array
  /** What is to be done when a way ends: go on at a node and byte, or (numbers below 0) note again what was noted before. */
  #nodes: Int32Array = new Int32Array(256)
  #places: Int32Array = new Int32Array(256)
  #choices = 0
  /** Bit `memo × (length + 1) + at`: a search has come here, and failed or is still at it. */
  #memo: Uint8Array | undefined
  /** The same bit while a search is at it, where loops may come back to the same place. */
  readonly #within: Uint8Array | undefined
  /** Bits of the loops that the search is in, and how many choices waited when it came. */
  #bits: Int32Array = new Int32Array(256)
  #heights: Int32Array = new Int32Array(256)
  #open = 0
  /** Of these, from one to before the other, it is known that their bit is not set any more. */
  #cleared = 0
  #clearedTo = 0

  constructor(program: BacktrackProgram, value: string) {
    this.#program = program
    this.#value = value
    const { classOf, classes } = program.tables
    const size = value.length + 1
    this.#classes = new Uint8Array(size)
    for (let at = 0; at < value.length; at++) this.#classes[at] = classOf[codeAt(value, at) & 255] as number
    this.#classes[value.length] = classes
    this.#steps = stepsPerByte * Math.max(value.length, shortest)
    this.#noted = new Int32Array(program.slots).fill(-1)
    const { memos, since, groups } = program
    const bytes = Math.ceil((memos * size) / 8)
    if (bytes > mostMemo) return
    this.#memo = new Uint8Array(bytes)
    if (since.length > (groups + 1) * 2) this.#within = new Uint8Array(this.#memo.length)
  }

  next(from: number): readonly number[] | undefined {
    const { start, groups, begins, tables } = this.#program
    const stride = tables.classes + 1
    for (let at = from; at <= this.#value.length; at++) {
      if (begins[start * stride + (this.#classes[at] as number)] === 0) continue
      const end = this.#run(start, at)
      if (end < 0) continue
      const spans = [at, end, ...this.#noted.slice(2, (groups + 1) * 2)]
      this.#noted.fill(-1)
      this.#choices = 0
      this.#open = 0
      // What led to this match was not in vain, and to tell it from what was would take more than the memo spares.
      this.#memo = undefined
      return spans
    }
    return undefined
  }

  /** @returns where the match from `node` at `at` ends; -1: there is none, and what was noted is as before */
  #run(from: number, begin: number): number {
    const { op, arg, next, outs, looks, memo, begins, since, tables } = this.#program
    const { takes, holds, contextOf, contexts } = tables
    const classes = this.#classes
    const stride = tables.classes + 1
    const noted = this.#noted
    const floor = this.#choices
    const outer = this.#open
    let node = from
    let at = begin
    for (;;) {
      if (--this.#steps < 0) throw new RegexBound('too many steps')
      const argument = arg[node] as number
      let goesOn = false
      switch (op[node]) {
        case opByte:
          if (takes[argument * stride + (classes[at] as number)] === 1) {
            at++
            goesOn = true
          }
          break
        case opSplit: {
          const number = memo[node] as number
          if (number >= 0 && this.#memo && !this.#enter(number * classes.length + at)) break
          const options = outs[argument] as readonly number[]
          let first = -1
          for (let last = options.length - 1; last >= 0; last--) {
            const option = options[last] as number
            if (begins[option * stride + (classes[at] as number)] === 0) continue
            if (first >= 0) this.#later(first, at)
            first = option
          }
          this.#steps -= options.length >>> 3
          if (first < 0) break
          node = first
          continue
        }
        case opPlace: {
          const context = at > 0 ? (contextOf[classes[at - 1] as number] as number) : 0
          goesOn = holds[(argument * contexts + context) * stride + (classes[at] as number)] === 1
          break
        }
        case opSave:
        case opMark: {
          const when = since[argument] as number
          if (when >= 0) this.#note(when, this.#open)
          this.#note(argument, at)
          goesOn = true
          break
        }
        case opMoved:
          goesOn = noted[argument] !== at
          if (!goesOn) this.#depends(noted[since[argument] as number] as number)
          break
        case opReference:
        case opReferenceCaseless: {
          const first = argument * 2
          this.#depends(noted[since[first] as number] as number)
          const caseless = op[node] === opReferenceCaseless
          const end = this.#again(noted[first] as number, noted[first + 1] as number, at, caseless)
          goesOn = end >= 0
          if (goesOn) at = end
          break
        }
        case opLook: {
          const look = looks[argument] as Look
          const end = this.#look(look, at)
          goesOn = look.negative ? end < 0 : end >= 0
          if (goesOn && look.takes) at = end
          break
        }
        case opMatch:
          return at
      }
      if (goesOn) {
        node = next[node] as number
        continue
      }
      // Back to the last choice.
      for (;;) {
        if (this.#choices === floor) {
          this.#leave(outer)
          return -1
        }
        const choice = this.#nodes[--this.#choices] as number
        const place = this.#places[this.#choices] as number
        let open = this.#open
        while (open > outer && (this.#heights[open - 1] as number) > this.#choices) open--
        if (open < this.#open) this.#leave(open)
        if (choice >= 0) {
          node = choice
          at = place
          break
        }
        noted[-1 - choice] = place
      }
    }
  }

  /** @returns where the look's match ends, and what it noted stays until the way it is on fails; -1: there is none */
  #look({ ways }: Look, at: number): number {
    const floor = this.#choices
    const outer = this.#open
    for (const { start, back } of ways) {
      if (back > at) continue
      const end = this.#run(start, at - back)
      if (end < 0) continue
      // It is not searched again: of what waits, what was noted before is all that may be wanted.
      const top = this.#choices
      this.#choices = floor
      for (let choice = floor; choice < top; choice++) {
        if ((this.#nodes[choice] as number) < 0)
          this.#later(this.#nodes[choice] as number, this.#places[choice] as number)
      }
      // The loops on its way did not fail. They stay counted, for what was noted while they were.
      this.#depends(outer)
      for (let open = outer; open < this.#open; open++) this.#heights[open] = floor
      this.#steps -= top - floor + this.#open - outer
      return end
    }
    return -1
  }

  /** Comes to a loop. @returns whether it is of use */
  #enter(bit: number): boolean {
    const memo = this.#memo as Uint8Array
    const byte = bit >>> 3
    const mask = 1 << (bit & 7)
    if (((memo[byte] as number) & mask) !== 0) {
      if (this.#within && ((this.#within[byte] as number) & mask) !== 0) {
        // A loop that took nothing: what lies between fails because that loop is being tried, and only as long as it is.
        let open = this.#open
        while (open > 0 && this.#bits[open - 1] !== bit) open--
        this.#steps -= this.#open - open
        this.#depends(open)
      }
      return false
    }
    memo[byte] = (memo[byte] as number) | mask
    if (this.#within) this.#within[byte] = (this.#within[byte] as number) | mask
    if (this.#open === this.#bits.length) {
      this.#bits = larger(this.#bits)
      this.#heights = larger(this.#heights)
    }
    this.#bits[this.#open] = bit
    this.#heights[this.#open++] = this.#choices
    return true
  }

  /** All that was to be tried from the loops that were entered as number `open` and later has been. */
  #leave(open: number): void {
    const within = this.#within
    if (within)
      for (let at = open; at < this.#open; at++) {
        const bit = this.#bits[at] as number
        within[bit >>> 3] = (within[bit >>> 3] as number) & ~(1 << (bit & 7))
      }
    this.#open = open
    if (this.#clearedTo > open) this.#clearedTo = open
    if (this.#cleared > open) this.#cleared = open
  }

  /** What is found out now depends on what was noted when `from` loops were open: if those after that fail, they may be of use another time. */
  #depends(from: number): void {
    const memo = this.#memo
    if (!memo) return
    const first = Math.max(from, 0)
    let at = this.#open
    while (at > first) {
      if (at === this.#clearedTo && this.#cleared < at) {
        at = this.#cleared
        continue
      }
      const bit = this.#bits[--at] as number
      memo[bit >>> 3] = (memo[bit >>> 3] as number) & ~(1 << (bit & 7))
      this.#steps--
    }
    this.#cleared = first > this.#clearedTo ? first : Math.min(this.#cleared, first)
    this.#clearedTo = this.#open
  }

  #note(slot: number, what: number): void {
    this.#later(-1 - slot, this.#noted[slot] as number)
    this.#noted[slot] = what
  }

  #later(node: number, at: number): void {
    if (this.#choices === this.#nodes.length) {
      if (this.#choices >= mostChoices) throw new RegexBound('too many choices')
      this.#nodes = larger(this.#nodes)
      this.#places = larger(this.#places)
    }
    this.#nodes[this.#choices] = node
    this.#places[this.#choices++] = at
  }

  /** @returns where the same bytes end that lie from `start` to `end`; -1: others are there. What took no part is nothing. */
  #again(start: number, end: number, at: number, caseless: boolean): number {
    const length = start < 0 || end < start ? 0 : end - start
    if (length > this.#value.length - at) return -1
    for (let offset = 0; offset < length; offset++) {
      this.#steps--
      const one = codeAt(this.#value, start + offset)
      const other = codeAt(this.#value, at + offset)
      if (one !== other && !(caseless && (one ^ other) === 32 && isLetter(one | 32))) return -1
    }
    return at + length
  }
}

const isLetter = (code: number): boolean => code >= 0x61 && code <= 0x7a

function larger(array: Int32Array): Int32Array<ArrayBuffer> {
  const twice = new Int32Array(array.length * 2)
  twice.set(array)
  return twice
}
