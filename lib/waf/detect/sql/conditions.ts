import { codeAt } from '../../../text/code-at.ts'
import { SqlTokens } from './tokens.ts'

/** Where a reading begins. */
export interface Opening {
  readonly at: number
  /** The quote that was closed just before; 0: none, the value stands bare in the statement. */
  readonly quote: number
}

// Operands, as far as comparisons care.
export const none = 0
export const constant = 1
export const name = 2
export const call = 3
export const other = 4

const truth = /^(?:true|false)$/i

/** What the conditions of a statement are worth, as a reading of it goes from operand to operand. */
export class Conditions {
  protected readonly tokens: SqlTokens
  protected readonly quote: number
  protected sum = 0
  protected reason = ''
  protected best = 0
  protected depth = 0
  /** Of the parentheses that are open: whether each is a call's. */
  protected readonly open: boolean[] = []
  /** Something has closed a parenthesis that was not opened here. */
  protected closed = false
  /** AND, OR, HAVING, … whose condition is being read. */
  protected condition = false
  protected conditions = 0
  protected comparing = false
  protected left: number = none
  protected operand: number = none
  protected listing = false
  protected statement: '' | 'select' | 'union' = ''
  /** UNION SELECT has just been read. */
  protected united = false
  /** An operator of arithmetic, a function or a CASE has been read. */
  protected operated = false
  /** A WHEN has been read. */
  protected chosen = false
  /** Something that no search expression has. */
  protected certain = false
  /** The last string was a piece of a sentence. */
  protected wordy = false
  protected fresh = true
  /** What the operands on both sides of a comparison or a condition are, to tell `5 = 5` and `1 or 1` from `2 or 3`. */
  private leftText = ''
  private operandText = ''
  /** The value begins with a number that nothing is done to before AND or OR: no search expression does. */
  private numberFirst = false
  /** Something that is always the same is computed with, chosen by or sorted by: `5-(1=1)`, `if(1=1,a,b)`. */
  private constantWithin = false
  /** As much, with nothing done to it yet: `(1=1)`. */
  private constantAside = false
  /** The value begins with BETWEEN, or names a column and goes on so: the ANDs of prose about ranges. */
  private readonly ranged: boolean

  constructor(text: string, { at, quote }: Opening) {
    this.tokens = new SqlTokens(text, at)
    this.quote = quote
    this.ranged = quote === 0 && /^\s*(?:where\s+\w{1,64}\s+)?between\s/i.test(text.slice(0, 128))
  }

  protected add(weight: number, reason: string): void {
    this.sum += weight
    if (weight >= 0.5)
      this.certain = this.certain || /SELECT|INTO|waits|tables of the server|second statement|variable of/.test(reason)
    if (weight > this.best) {
      this.best = weight
      this.reason = reason
    }
  }

  /** An operand is complete but for what follows it. */
  protected took(kind: number): void {
    if (this.united && kind !== none) {
      // `union select 1`: what a list begins with that no sentence goes on with.
      if (kind !== name) this.add(0.3, 'UNION SELECT')
      this.united = false
    }
    if (this.operand !== none && this.operand !== kind && kind !== none)
      this.operand = kind === constant ? this.operand : kind
    else this.operand = kind
    this.operandText = this.tokens.text.slice(this.tokens.start, this.tokens.at)
  }

  /** A comparison begins: what has been read is its left side. */
  protected compare(): void {
    this.left = this.operand
    this.leftText = this.operandText
    this.operand = none
    this.operandText = ''
    this.comparing = true
  }

  /** Ends a comparison or a lone condition, and says what it is worth. @param closing parentheses that have just been closed */
  protected settle(closing: 0 | 1 = 0): void {
    const operand = this.operand
    if (this.comparing) {
      const same = operand !== none && this.leftText === this.operandText && this.leftText !== ''
      const constants = same || (this.left === constant && operand === constant)
      const calls = this.left === call || operand === call || operand === other || this.left === other
      const bound = this.condition || this.quote !== 0 || this.closed
      if (constants) {
        this.add(bound ? (this.conditions > 0 ? 0.8 : 0.6) : 0.3, 'a comparison that is always the same')
        if (!bound && (this.depth + closing > 0 || this.chosen)) {
          if (this.operated) this.constantWithin = true
          else this.constantAside = true
        }
      } else if (calls) this.add(bound ? 0.5 : 0.2, 'a comparison with what a function gives')
      else if (bound) this.add(this.numberFirst ? 0.75 : 0.4, 'a condition of its own')
    } else if (this.condition && operand === constant)
      this.add(
        this.wordy || this.ranged || this.logic() ? 0.1 : this.tautology() ? 0.8 : 0.4,
        'a condition that is always the same',
      )
    this.comparing = false
    this.condition = false
    this.left = none
    this.operand = none
    this.operandText = ''
  }

  /** An operator of arithmetic, or what computes as well. */
  protected operate(): void {
    this.operated = true
    this.constantWithin ||= this.constantAside
  }

  /** `true && false || true`: a lesson on logic, with no number that a field would have held. */
  private logic(): boolean {
    return this.quote === 0 && !this.numberFirst && truth.test(this.leftText) && truth.test(this.operandText)
  }

  /** `1 or 1`, `1 or not false`: who means a choice names two things. */
  private tautology(): boolean {
    return this.numberFirst && (this.leftText === this.operandText || /^(?:true|false|null)$/i.test(this.operandText))
  }

  protected finish(how: 'end' | 'comment' | 'balanced' | 'open'): void {
    const fresh = this.fresh
    this.settle()
    if (this.constantWithin && (how === 'end' || how === 'comment'))
      this.add(0.6, 'a comparison that is always the same')
    const { text, start } = this.tokens
    if (how === 'comment') {
      const empty = this.tokens.restIsEmpty()
      // `[1] --` is a note.
      if (fresh && (this.quote === 0 || this.quote === 0x5d)) return
      if (fresh) {
        // `admin'--`: nothing but the end of the statement. Something must stand before the quote that it cuts off, and nothing behind.
        if (empty) this.add(codeAt(text, start) === 0x23 && start < 3 ? 0.8 : 1, 'a quote and the end of the statement')
        return
      }
      this.add(empty ? 0.4 : this.sum >= 0.5 ? 0.4 : 0.1, 'a comment cuts the statement off')
      if (this.closed || this.quote !== 0) this.add(empty ? 0.4 : 0.1, 'a comment cuts the statement off')
    } else if (how === 'balanced' && this.sum > 0) this.add(this.wordy ? 0.2 : 0.4, 'the quotes are even again')
    else if (how === 'end' && this.statement === 'select' && this.quote !== 0) this.add(0.2, 'a statement')
    // Its quotes are even by themselves: around it one would be left over, and the statement would not run.
    if (how === 'end' && this.quote !== 0 && !this.certain && this.evenQuotes()) this.sum *= 0.7
  }

  private evenQuotes(): boolean {
    const { text } = this.tokens
    let count = 0
    for (let at = 0, size = text.length; at < size; at++) if (codeAt(text, at) === this.quote) count++
    return count % 2 === 0
  }

  protected push(called: boolean): void {
    this.depth++
    this.open.push(called)
  }

  protected join(): void {
    if (
      this.conditions === 0 &&
      this.quote === 0 &&
      this.depth === 0 &&
      !this.comparing &&
      !this.operated &&
      /^[\d.]+$/.test(this.operandText)
    )
      this.numberFirst = true
    const before = this.operandText
    this.settle()
    this.leftText = before
    this.operandText = ''
    this.condition = true
    this.conditions++
    this.listing = false
    if (this.conditions === 1) this.add(0.2, 'a condition of its own')
  }

  protected close(): 'operator' {
    let called = false
    if (this.depth > 0) {
      this.depth--
      called = this.open.pop() ?? false
    } else {
      if (!this.closed && this.quote !== 0) this.add(0.2, 'it closes a parenthesis that it did not open')
      this.closed = true
    }
    const { comparing, left } = this
    if (
      comparing &&
      left !== none &&
      this.operand !== none &&
      (this.conditions > 0 || this.operated || (left === constant && this.operand === constant))
    )
      this.settle(1)
    this.listing = false
    this.operand = this.operand === constant && !called ? constant : call
    // What a function gives is not what it was given: `f(x) = g(x)`.
    if (this.operand === call) this.operandText = ''
    return 'operator'
  }
}
