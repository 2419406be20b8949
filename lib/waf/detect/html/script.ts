import { kinds, ScriptTokens } from './script-tokens.ts'

/** What reading a text as JavaScript came to. */
export interface ScriptReading {
  /** What speaks for it: 0 is nothing, 1 is a script that does something. */
  readonly sum: number
  /** The whole text was read. */
  readonly whole: boolean
  readonly end: number
}

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** Functions that a script which is not the page's own begins with. */
const sinks: ReadonlySet<string> = new Set([
  ...setOf(
    'alert confirm prompt eval Function fetch execScript importScripts atob btoa postMessage unescape decodeURIComponent decodeURI queueMicrotask requestAnimationFrame msgbox createPopup showModalDialog',
  ),
  ...['Timeout', 'Interval', 'Immediate'].map((what) => `set${what}`),
])
/** Objects of the page: what hangs on them is the page itself. */
const hosts = setOf(
  'document window self top parent frames globalThis location navigator localStorage sessionStorage opener history XMLHttpRequest WebSocket Reflect sessionStorage indexedDB',
)
/** Members through which a script gets anywhere. */
const members = setOf(
  'cookie constructor fromCharCode innerHTML outerHTML insertAdjacentHTML write writeln domain __proto__ defaultView contentWindow ownerDocument fromCodePoint sendBeacon createElement appendChild href localStorage',
)
const before = setOf('typeof void delete new in instanceof return throw await yield case else do')
const statements = setOf('var let const')
const heads = setOf('if while for with switch catch')

const mostTokens = 20_000
const mostDepth = 256

/**
 * Reads a text as JavaScript for as long as it is some. Prose ends at the second word, where two operands stand side by side.
 * @param behind the text goes on behind a complete operand: a string has just been closed
 */
export function readScript(text: string, at: number, behind: boolean, quote = 0): ScriptReading {
  return new Reading(text, at, quote).read(behind)
}

class Reading {
  readonly #tokens: ScriptTokens
  readonly #quote: number
  /** Brackets that are open, with what a call is worth once it is closed. */
  readonly #open: { readonly kind: number; readonly worth: number }[] = []
  #sum = 0
  #calls = 0
  #named = false
  #assigned = false
  #name = ''
  #chain = ''
  /** The name that a chain of members begins with. */
  #root = ''
  #member = false

  constructor(text: string, at: number, quote: number) {
    this.#tokens = new ScriptTokens(text, at)
    this.#quote = quote
  }

  read(behind: boolean): ScriptReading {
    const tokens = this.#tokens
    let expecting = !behind
    let whole = false
    tokens.next(expecting)
    for (let count = 0; count < mostTokens; count++) {
      const { kind } = tokens
      if (kind === kinds.end || kind === kinds.comment) {
        whole = true
        if (kind === kinds.comment && (this.#quote !== 0 || this.#sum > 0)) this.#sum += this.#sum > 0 ? 0.3 : 0
        this.#settleOpen(0.7)
        break
      }
      if (kind === kinds.open) {
        whole = true
        if (tokens.quote === this.#quote && this.#sum > 0) this.#sum += 0.4
        this.#settleOpen(1)
        break
      }
      const next = expecting ? this.#operand(kind) : this.#operator(kind)
      if (next === undefined) break
      expecting = next
      tokens.next(expecting)
    }
    return { sum: this.#sum, whole, end: tokens.at }
  }

  /** Calls that nothing closes: cut off, or closed by the page. */
  #settleOpen(share: number): void {
    for (const { worth } of this.#open) this.#sum += worth * share
    this.#open.length = 0
  }

  /** @returns whether an operand is due next; `undefined` where the text is no script */
  #operand(kind: number): boolean | undefined {
    const tokens = this.#tokens
    switch (kind) {
      case kinds.word:
        return this.#word(tokens.word())
      case kinds.number:
      case kinds.text:
      case kinds.template:
        this.#name = kind === kinds.text ? '"' : ''
        this.#chain = ''
        return false
      case kinds.sign:
        return true
      case kinds.left:
        return this.#push(kind, 0)
      case kinds.bracket:
        this.#name = '['
        return this.#push(kind, 0)
      case kinds.brace:
        return this.#push(kind, 0)
      case kinds.right:
      case kinds.closeBracket:
      case kinds.closeBrace:
        return this.#pop()
      case kinds.ends:
      case kinds.comma:
      // `new.target`, `import.meta`.
      case kinds.dot:
        return true
      case kinds.binary:
        // `<` begins markup, nothing else may stand here.
        return undefined
      default:
        return undefined
    }
  }

  #word(word: string): boolean {
    if (before.has(word) || statements.has(word)) return true
    if (word === 'throw') this.#sum += 0.3
    this.#name = word
    this.#chain = word
    this.#root = word
    this.#member = false
    return false
  }

  #push(kind: number, worth: number): boolean | undefined {
    if (this.#open.length >= mostDepth) return undefined
    this.#open.push({ kind, worth })
    return true
  }

  #pop(): boolean {
    this.#sum += this.#open.pop()?.worth ?? 0
    this.#name = ')'
    return false
  }

  #operator(kind: number): boolean | undefined {
    const tokens = this.#tokens
    // `(alert)(1)`, `a=alert`, `find(alert)`: named, to be called by another. In a list of words it stands in no bracket.
    if (
      !this.#named &&
      sinks.has(this.#name) &&
      kind !== kinds.left &&
      kind !== kinds.template &&
      (this.#open.length > 0 || this.#assigned)
    ) {
      this.#named = true
      this.#sum += 0.6
    }
    switch (kind) {
      case kinds.dot:
        tokens.next(true)
        if (tokens.kind === kinds.left || tokens.kind === kinds.bracket) return this.#operator(tokens.kind)
        if (tokens.kind !== kinds.word) return undefined
        this.#touch(tokens.word())
        return false
      case kinds.left:
        return this.#call(tokens.spaced)
      case kinds.template:
        if (this.#name === '"' || tokens.spaced) return undefined
        this.#sum += this.#worth(false)
        return false
      case kinds.bracket:
        if (hosts.has(this.#chain)) this.#sum += 0.5
        else if (this.#name === ')' || this.#name === '[') this.#sum += 0.2
        this.#member = true
        this.#name = ')'
        return this.#push(kind, 0)
      case kinds.right:
      case kinds.closeBracket:
      case kinds.closeBrace:
        return this.#pop()
      case kinds.assigns:
        return this.#assign()
      case kinds.binary:
      case kinds.sign:
      case kinds.comma:
      case kinds.question:
      case kinds.colon:
        return true
      case kinds.arrow:
        // Behind a string that was closed it is somebody's code; by itself, what programmers write to each other.
        this.#sum += this.#quote === 0 ? 0.1 : 0.3
        return true
      case kinds.ends:
        return true
      case kinds.brace:
        // `) {`, `try {`, `else {`.
        if (this.#name !== ')' && !heads.has(this.#name) && !/^(?:try|finally|else|do|class|static)$/.test(this.#name))
          return undefined
        return this.#push(kind, 0)
      case kinds.word: {
        const word = tokens.word()
        if (word === 'in' || word === 'of' || word === 'instanceof') return true
        if (this.#name === 'function' || this.#name === 'async' || this.#name === 'class') {
          this.#sum += 0.1
          this.#name = 'function'
          return false
        }
        if (this.#name === ')' || tokens.brokeLine) return this.#word(word)
        return undefined
      }
      default:
        return undefined
    }
  }

  #touch(member: string): void {
    if (hosts.has(this.#chain)) this.#sum += members.has(member) ? 0.6 : 0.3
    else if (members.has(member)) this.#sum += 0.5
    this.#name = member
    this.#chain = ''
    this.#member = true
  }

  #worth(spaced: boolean): number {
    const name = this.#name
    if (sinks.has(name)) return spaced ? 0.6 : 1
    if (name === 'import') return 1
    if (name === '"' || name === '') return 0
    if (name === ')') return 0.4
    if (heads.has(name) || name === 'function') return 0.1
    // What a formula is full of: `f(x) = sin(x) + cos(x)`.
    if (!this.#member && ++this.#calls > 1) return 0.1
    if (this.#member) return name === 'call' || name === 'apply' || name === 'bind' ? 0.4 : 0.3
    return spaced ? 0.1 : 0.3
  }

  /** `name(…)`: counts when it is closed, since `alert (see below)` never gets there. */
  #call(spaced: boolean): boolean | undefined {
    if (this.#name === '' || this.#name === '"') return undefined
    const worth = this.#worth(spaced) + (this.#member && sinks.has(this.#root) ? 0.7 : 0)
    this.#chain = ''
    this.#member = false
    return this.#push(kinds.left, worth)
  }

  #assign(): boolean {
    const name = this.#name
    this.#assigned = true
    if (name === 'location' || /^on[a-z]{3,}$/.test(name) || members.has(name)) this.#sum += 1
    else if (this.#member) this.#sum += 0.3
    else this.#sum += 0.1
    this.#member = false
    return true
  }
}
