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
export const stepsPerByte = 64
const shortest = 1024
/** Choices that wait at one time: 8 MB. */
const mostChoices = 1 << 20
/** Bytes of a memo. A longer one is done without: the steps are counted. */
const mostMemo = 1 << 22

/**
 * A RegExp (source and flags as `translate` gives them) with references, atomic groups and long looks, which an automaton cannot follow: V8's way
 * of searching, with each step counted. A place to which a search has come in vain is not tried again where no reference can tell the difference,
 * so that most patterns of CRS's kind take linear time; what takes more has the same bound.
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
  readonly #noted: number[]
  /** Bit `memo × (length + 1) + at`: a search that was here failed. */
  #memo: Uint8Array | undefined
  /** What is to be done when a way ends: go on at a node and byte, or (numbers below 0) note again what was noted before. */
  readonly #nodes: number[] = []
  readonly #places: number[] = []
  #choices = 0

  constructor(program: BacktrackProgram, value: string) {
    this.#program = program
    this.#value = value
    const { classOf, classes } = program.tables
    this.#classes = new Uint8Array(value.length + 1)
    for (let at = 0; at < value.length; at++) this.#classes[at] = classOf[codeAt(value, at) & 255] as number
    this.#classes[value.length] = classes
    this.#steps = stepsPerByte * Math.max(value.length, shortest)
    this.#noted = new Array<number>(program.slots).fill(-1)
    const bytes = (program.memos * (value.length + 1) + 7) >>> 3
    if (bytes <= mostMemo) this.#memo = new Uint8Array(bytes)
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
      // What led to this match was not in vain, and to tell it from what was would take more than the memo spares.
      this.#memo = undefined
      return spans
    }
    return undefined
  }

  /** @returns where the match from `node` at `at` ends; -1: there is none, and what was noted is as before */
  #run(from: number, begin: number): number {
    const { op, arg, next, outs, looks, memo, begins, tables } = this.#program
    const { takes, holds, contextOf, contexts } = tables
    const classes = this.#classes
    const stride = tables.classes + 1
    const seen = this.#memo
    const noted = this.#noted
    const floor = this.#choices
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
          if (seen && number >= 0) {
            const bit = number * classes.length + at
            if (((seen[bit >>> 3] as number) >>> (bit & 7)) & 1) break
            seen[bit >>> 3] = (seen[bit >>> 3] as number) | (1 << (bit & 7))
          }
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
        case opMark:
          this.#later(-1 - argument, noted[argument] as number)
          noted[argument] = at
          goesOn = true
          break
        case opMoved:
          goesOn = noted[argument] !== at
          break
        case opReference:
        case opReferenceCaseless: {
          const end = this.#again(
            noted[argument * 2] as number,
            noted[argument * 2 + 1] as number,
            at,
            op[node] === opReferenceCaseless,
          )
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
        if (this.#choices === floor) return -1
        const choice = this.#nodes[--this.#choices] as number
        const place = this.#places[this.#choices] as number
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
      return end
    }
    return -1
  }

  #later(node: number, at: number): void {
    if (this.#choices >= mostChoices) throw new RegexBound('too many choices')
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
