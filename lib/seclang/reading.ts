import type { Phase, Regex } from '../ir/rule.ts'
import type { Actions } from './actions.ts'
import type { Diagnostic, Place } from './diagnostics.ts'
import { type Draft, noActions } from './draft.ts'
import type { Statement } from './lexer.ts'
import type { Translate } from './targets.ts'

/** What has been read so far: rules in order, defaults, and changes that wait until all files are read. */
export class Reading {
  readonly drafts: Draft[] = []
  readonly defaults: Map<Phase, Actions> = new Map()
  /** For patterns whose captures nobody asks for. */
  readonly translate: Translate
  readonly capturing: Translate
  readonly selector: Translate
  readonly lines: (name: string, from: string) => readonly string[] | undefined
  readonly #report: (diagnostic: Diagnostic) => void
  readonly #later: (() => void)[] = []
  readonly #ids: Map<number, Place> = new Map()
  #chain: Draft | undefined
  #starter: Draft | undefined
  #abandoned = false

  constructor(
    translate: (pattern: string, offset: number, options: { caseless: boolean; captures: boolean }) => Regex,
    lines: (name: string, from: string) => readonly string[] | undefined,
    report: (diagnostic: Diagnostic) => void,
  ) {
    this.translate = (pattern, offset) => translate(pattern, offset, { caseless: false, captures: false })
    this.capturing = (pattern, offset) => translate(pattern, offset, { caseless: false, captures: true })
    this.selector = (pattern, offset) => translate(pattern, offset, { caseless: true, captures: false })
    this.lines = lines
    this.#report = report
  }

  /** The first rule of the chain that is open. */
  get chainStarter(): Draft | undefined {
    return this.#starter
  }

  defaultsOf(phase: Phase): Actions {
    return this.defaults.get(phase) ?? { ...noActions(), log: true, auditLog: true, disruptive: { kind: 'pass' } }
  }

  add(draft: Draft): void {
    const id = draft.actions.id
    if (this.#chain) this.#chain.chain = draft
    else {
      const before = id === undefined ? undefined : this.#ids.get(id)
      if (before) {
        const message = `this rule id is there already, at ${before.file}:${before.line}`
        this.#report({ ...draft.place, level: 'error', word: String(id), message })
      }
      if (id !== undefined) this.#ids.set(id, draft.place)
      this.drafts.push(draft)
    }
    this.#starter = draft.actions.chain ? (this.#starter ?? draft) : undefined
    this.#chain = draft.actions.chain ? draft : undefined
  }

  marker(label: string, place: Place): void {
    this.endOfChain()
    this.#abandoned = false
    const actions = noActions()
    this.drafts.push({ place, marker: label, targets: [], excluded: [], actions, phase: 1 })
  }

  /** A rule could not be read: the chain that it belongs to goes with it. */
  abandon(goesOn: boolean): void {
    const starter = this.#starter
    if (starter) this.drafts.splice(this.drafts.indexOf(starter), 1)
    this.#chain = undefined
    this.#starter = undefined
    this.#abandoned = goesOn
  }

  /** Whether this rule belongs to a chain that was given up. */
  abandoned(goesOn: boolean): boolean {
    if (!this.#abandoned) return false
    this.#abandoned = goesOn
    return true
  }

  /** A chain whose next rule never came. */
  endOfChain(): void {
    if (this.#chain) {
      const message = 'the chain goes on, but no rule follows'
      this.#report({ ...this.#chain.place, level: 'error', word: 'chain', message })
    }
    this.#chain = undefined
    this.#starter = undefined
  }

  /** To be done when all files are read. One that then changes nothing is worth a word. */
  later(statement: Statement, word: string, change: () => boolean): void {
    this.#later.push(() => {
      if (change()) return
      const message = `${statement.name} changes nothing: no rule is like this`
      this.#report({ ...statement.place, level: 'warning', word, message })
    })
  }

  finish(): void {
    this.endOfChain()
    for (const change of this.#later) change()
  }

  remove(which: (draft: Draft) => boolean): boolean {
    let found = false
    for (let at = this.drafts.length - 1; at >= 0; at--) {
      const draft = this.drafts[at] as Draft
      if (draft.marker !== undefined || !which(draft)) continue
      this.drafts.splice(at, 1)
      found = true
    }
    return found
  }

  /** `step`: which rule of the chain, from 0. */
  change(which: (draft: Draft) => boolean, step: number, change: (draft: Draft) => void): boolean {
    let found = false
    for (const draft of this.drafts) {
      if (draft.marker !== undefined || !which(draft)) continue
      let link: Draft | undefined = draft
      for (let n = 0; link && n < step; n++) link = link?.chain
      if (!link) continue
      change(link)
      found = true
    }
    return found
  }
}
