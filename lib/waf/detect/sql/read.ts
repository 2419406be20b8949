import { lower } from '../../ascii.ts'
import { kinds, SqlTokens } from './tokens.ts'
import { attackFunctions, isCatalogue, knownFunctions, wordKinds, words } from './words.ts'

/** What a reading came to: how sure it is that the text goes on as SQL, and what speaks for it. */
export interface Reading {
  readonly sum: number
  readonly reason: string
  readonly end: number
}

/** Where a reading begins. */
export interface Opening {
  readonly at: number
  /** The quote that was closed just before; 0: none, the value stands bare in the statement. */
  readonly quote: number
}

/** A statement that grows past this is no value; what was found up to there counts. */
const mostTokens = 20_000

// Operands, as far as comparisons care.
const none = 0
const constant = 1
const name = 2
const call = 3
const other = 4

/**
 * Reads a value as the continuation of an SQL statement for as long as it is one, and adds up what only somebody who changes the
 * statement would write. Prose ends at its second or third word, where two operands stand side by side.
 */
export class SqlReading {
  readonly #tokens: SqlTokens
  readonly #quote: number
  #sum = 0
  #reason = ''
  #best = 0
  #end = 0
  #depth = 0
  /** Of the parentheses that are open: whether each is a call's. */
  readonly #open: boolean[] = []
  /** Something has closed a parenthesis that was not opened here. */
  #closed = false
  /** AND, OR, HAVING, … whose condition is being read. */
  #condition = false
  #conditions = 0
  #comparing = false
  #left = none
  #operand = none
  /** In a list of SELECT or FROM: names may have another name behind them. */
  #aliases = 0
  #listing = false
  #statement: '' | 'select' | 'union' = ''
  #calls = 0
  /** UNION SELECT has just been read. */
  #united = false
  /** The value is a condition from its first name on, as search expressions are: `status = open and …`. */
  #filter = false
  /** Something that no search expression has. */
  #certain = false
  /** The last string was a piece of a sentence. */
  #wordy = false
  /** A word stood where no statement goes on. */
  #broke = false
  #fresh = true

  constructor(text: string, { at, quote }: Opening) {
    this.#tokens = new SqlTokens(text, at)
    this.#quote = quote
  }

  read(): Reading {
    const tokens = this.#tokens
    let expecting = this.#quote === 0
    tokens.next()
    if (expecting && this.#beginsBehindOperand()) expecting = false
    for (let count = 0; count < mostTokens; count++) {
      const { kind } = tokens
      this.#end = tokens.at
      if (kind === kinds.end) {
        if (!expecting) this.#finish('end')
        break
      }
      if (kind === kinds.comment) {
        if (!expecting || this.#fresh) this.#finish('comment')
        break
      }
      if (kind === kinds.open) {
        if (expecting) {
          this.#wordy = tokens.wordy()
          this.#took(constant)
          this.#finish(tokens.quote === this.#quote ? 'balanced' : 'open')
        }
        break
      }
      const went = expecting ? this.#operandToken(kind) : this.#operatorToken(kind)
      this.#fresh = false
      if (went === 'stop') {
        this.#broke = tokens.kind === kinds.word
        break
      }
      expecting = went === 'operand'
      tokens.next()
    }
    if (tokens.comments > 0 && this.#sum > 0.3) this.#add(0.3, 'comments between words')
    if (tokens.executed > 0 && this.#sum > 0) this.#add(0.6, 'an executable comment')
    if (this.#filter && !this.#certain) this.#sum *= 0.6
    if (
      this.#broke &&
      /function/.test(this.#reason) &&
      this.#quote === 0 &&
      this.#conditions === 0 &&
      this.#statement === '' &&
      !this.#closed
    )
      this.#sum *= 0.7
    return { sum: this.#sum, reason: this.#reason, end: this.#end }
  }

  #add(weight: number, reason: string): void {
    this.#sum += weight
    if (weight >= 0.5)
      this.#certain =
        this.#certain || /SELECT|INTO|waits|tables of the server|second statement|variable of/.test(reason)
    if (weight > this.#best) {
      this.#best = weight
      this.#reason = reason
    }
  }

  /** A bare value may be put behind an operand that is there already: ` AND 1=1`, `) or 1=1`. */
  #beginsBehindOperand(): boolean {
    const { kind } = this.#tokens
    if (kind === kinds.right || kind === kinds.semicolon || kind === kinds.comma || kind === kinds.double) return true
    if (kind !== kinds.word || this.#tokens.quoted) return false
    const word = words.get(this.#word())
    return (
      word === wordKinds.joins ||
      word === wordKinds.union ||
      word === wordKinds.condition ||
      word === wordKinds.orders ||
      word === wordKinds.compares ||
      word === wordKinds.tail ||
      word === wordKinds.into
    )
  }

  #word(): string {
    const { text, start, at } = this.#tokens
    return at - start > 64 ? '' : lower(text.slice(start, at))
  }

  /** An operand is complete but for what follows it. */
  #took(kind: number): void {
    if (this.#united && kind !== none) {
      // `union select 1`: what a list begins with that no sentence goes on with.
      if (kind !== name) this.#add(0.3, 'UNION SELECT')
      this.#united = false
    }
    if (this.#operand !== none && this.#operand !== kind && kind !== none)
      this.#operand = kind === constant ? this.#operand : kind
    else this.#operand = kind
  }

  /** Ends a comparison or a lone condition, and says what it is worth. */
  #settle(): void {
    const operand = this.#operand
    if (this.#comparing) {
      const constants = this.#left === constant && operand === constant
      const calls = this.#left === call || operand === call || operand === other || this.#left === other
      const bound = this.#condition || this.#quote !== 0 || this.#closed
      if (constants) this.#add(bound ? (this.#conditions > 0 ? 0.8 : 0.6) : 0.3, 'a comparison that is always the same')
      else if (calls) this.#add(bound ? 0.5 : 0.2, 'a comparison with what a function gives')
      else if (bound) this.#add(0.4, 'a condition of its own')
    } else if (this.#condition && operand === constant)
      this.#add(this.#wordy ? 0.1 : 0.4, 'a condition that is always the same')
    this.#comparing = false
    this.#condition = false
    this.#left = none
    this.#operand = none
  }

  #finish(how: 'end' | 'comment' | 'balanced' | 'open'): void {
    const fresh = this.#fresh
    this.#settle()
    const { text, start } = this.#tokens
    if (how === 'comment') {
      const empty = this.#tokens.restIsEmpty()
      if (fresh && this.#quote === 0) return
      if (fresh) {
        // `admin'--`: nothing but the end of the statement. Something must stand before the quote that it cuts off, and nothing behind.
        if (empty)
          this.#add(text.charCodeAt(start) === 0x23 && start < 3 ? 0.8 : 1, 'a quote and the end of the statement')
        return
      }
      this.#add(empty ? 0.4 : this.#sum >= 0.5 ? 0.4 : 0.1, 'a comment cuts the statement off')
      if (this.#closed || this.#quote !== 0) this.#add(empty ? 0.4 : 0.1, 'a comment cuts the statement off')
    } else if (how === 'balanced' && this.#sum > 0) this.#add(this.#wordy ? 0.2 : 0.4, 'the quotes are even again')
    else if (how === 'end' && this.#statement === 'select' && this.#quote !== 0) this.#add(0.2, 'a statement')
    // Its quotes are even by themselves: around it one would be left over, and the statement would not run.
    if (how === 'end' && this.#quote !== 0 && !this.#certain && this.#evenQuotes()) this.#sum *= 0.7
  }

  #evenQuotes(): boolean {
    const { text } = this.#tokens
    let count = 0
    for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) === this.#quote) count++
    return count % 2 === 0
  }

  /** A token where an operand is due. */
  #operandToken(kind: number): 'operand' | 'operator' | 'stop' {
    switch (kind) {
      case kinds.number: {
        const { text, start, at } = this.#tokens
        if (at - start > 5 && text.charCodeAt(start + 1) === 0x78) this.#add(0.2, 'a string in hexadecimal')
        this.#took(constant)
        return 'operator'
      }
      case kinds.text:
        this.#wordy = this.#tokens.wordy()
        this.#took(constant)
        return 'operator'
      case kinds.variable: {
        const { text, start } = this.#tokens
        if (text.charCodeAt(start + 1) === 0x40 && !this.#fresh) this.#add(0.6, 'a variable of the server')
        this.#took(other)
        return 'operator'
      }
      case kinds.sign:
        return 'operand'
      case kinds.star:
        if (!this.#listing && this.#depth === 0) return 'stop'
        if (this.#listing) this.#add(0.3, 'all columns')
        this.#took(other)
        return 'operator'
      case kinds.left:
        this.#push(false)
        return 'operand'
      case kinds.right:
        if (this.#depth === 0) return 'stop'
        this.#depth--
        this.#open.pop()
        this.#took(call)
        return 'operator'
      case kinds.word:
        return this.#operandWord()
      default:
        return 'stop'
    }
  }

  #operandWord(): 'operand' | 'operator' | 'stop' {
    const tokens = this.#tokens
    const word = this.#word()
    const kind = tokens.quoted ? undefined : words.get(word)
    if (tokens.callFollows() && (kind === undefined || attackFunctions.has(word) || knownFunctions.has(word)))
      return this.#call(word)
    switch (kind) {
      case undefined:
        break
      case wordKinds.constant:
        this.#took(constant)
        return 'operator'
      case wordKinds.niladic:
        if (word.length > 5 && (this.#quote !== 0 || this.#sum > 0)) this.#add(0.3, 'a function of the server')
        this.#took(call)
        return 'operator'
      case wordKinds.before:
        return 'operand'
      case wordKinds.select:
        return this.#select()
      case wordKinds.case:
        this.#add(0.3, 'a CASE')
        return tokens.callFollows() ? 'operand' : this.#caseOperand()
      case wordKinds.statement:
        return this.#fresh ? this.#statementWord(word, false) : 'stop'
      default:
        return 'stop'
    }
    if (isCatalogue(word.replaceAll('`', '').replaceAll('[', '').replaceAll(']', ''))) {
      if (!this.#fresh) this.#add(0.8, 'tables of the server itself')
    } else if (this.#listing && (word.includes('_') || word.includes('.'))) this.#add(0.1, 'names of columns')
    this.#took(name)
    return 'operator'
  }

  /** CASE WHEN … or CASE x WHEN …. */
  #caseOperand(): 'operand' | 'operator' {
    const { text, at } = this.#tokens
    return /^\s+when\b/i.test(text.slice(at, at + 12)) ? 'operator' : 'operand'
  }

  #call(word: string): 'operand' {
    this.#calls++
    if (attackFunctions.has(word))
      this.#add(this.#argumentOfSentence() ? 0.5 : 1, 'a function that waits, reads files, reaches out or tells')
    else if (knownFunctions.has(word)) {
      if (this.#calls <= 2) this.#add(this.#fresh ? 0.2 : this.#listing ? 0.5 : 0.4, 'functions of the server')
    } else if (word.includes('.')) this.#add(0.4, 'a function of a package')
    const tokens = this.#tokens
    tokens.next()
    this.#push(true)
    return 'operand'
  }

  /** `Sleep(ing)`, `benchmark (noun)`: a word in parentheses, which no attack passes on. */
  #argumentOfSentence(): boolean {
    const { text, at } = this.#tokens
    return (
      /^\s*\(\s*[A-Za-z]{2,}[\s)]/.test(text.slice(at, at + 40)) &&
      !/^\s*\(\s*(?:select|case|user|null|if)\b/i.test(text.slice(at, at + 40))
    )
  }

  /** SELECT: at the start, in parentheses, behind UNION or `;`, and, by people in a hurry, behind AND. */
  #select(): 'operand' {
    if (this.#statement === 'union') {
      this.#add(0.5, 'UNION SELECT')
      this.#united = true
    } else if (this.#depth > 0) this.#add(this.#fresh ? 0.3 : 0.6, 'a SELECT in parentheses')
    else if (!this.#fresh) this.#add(0.6, 'a SELECT behind an operator')
    this.#statement = 'select'
    this.#listing = true
    this.#aliases = 0
    this.#operand = none
    return 'operand'
  }

  /** A token where an operator, or the end, is due. */
  #operatorToken(kind: number): 'operand' | 'operator' | 'stop' {
    switch (kind) {
      case kinds.compare:
        if (this.#comparing) this.#settle()
        if (this.#quote === 0 && this.#conditions === 0 && !this.#closed && this.#statement === '') this.#filter = true
        this.#left = this.#operand
        this.#operand = none
        this.#comparing = true
        return 'operand'
      case kinds.double: {
        const next = this.#tokens.text.charCodeAt(this.#tokens.start)
        // `||` joins strings in the standard and conditions in MySQL: a comparison behind it decides.
        if (next === 0x26 || this.#left !== none || this.#fresh) this.#join()
        else this.#condition = true
        return 'operand'
      }
      case kinds.operator:
      case kinds.sign:
      case kinds.star:
        return 'operand'
      case kinds.comma:
        // Between arguments: the condition outside goes on behind the call.
        if (this.#comparing || this.#open.at(-1) !== true) this.#settle()
        this.#operand = none
        this.#aliases = 0
        // Words and commas are a sentence, unless a query in parentheses is the next of the list.
        if (
          this.#depth === 0 &&
          !this.#listing &&
          this.#quote === 0 &&
          !this.#fresh &&
          this.#sum === 0 &&
          this.#tokens.ahead().next() !== kinds.left
        )
          return 'stop'
        return 'operand'
      case kinds.right:
        return this.#close()
      case kinds.left:
        // `IN (…)` has been read as an operator; a call as a word. A name in the list of an INSERT remains.
        if (this.#operand === constant) return 'stop'
        this.#push(false)
        return 'operand'
      case kinds.semicolon:
        return this.#stacked()
      case kinds.text:
        // Two strings side by side are one.
        return this.#operand === constant && this.#tokens.quote !== 0x22 ? 'operator' : 'stop'
      case kinds.variable:
        return 'stop'
      case kinds.number:
        return 'stop'
      case kinds.word:
        return this.#operatorWord()
      default:
        return 'stop'
    }
  }

  #push(called: boolean): void {
    this.#depth++
    this.#open.push(called)
  }

  #join(): void {
    this.#settle()
    this.#condition = true
    this.#conditions++
    this.#listing = false
    if (this.#conditions === 1) this.#add(0.2, 'a condition of its own')
  }

  #close(): 'operator' {
    let called = false
    if (this.#depth > 0) {
      this.#depth--
      called = this.#open.pop() ?? false
    } else {
      if (!this.#closed && this.#quote !== 0) this.#add(0.2, 'it closes a parenthesis that it did not open')
      this.#closed = true
    }
    const { comparing, left } = { comparing: this.#comparing, left: this.#left }
    if (comparing && left !== none && this.#operand !== none && this.#conditions > 0) this.#settle()
    this.#listing = false
    this.#operand = this.#operand === constant && !called ? constant : call
    return 'operator'
  }

  #operatorWord(): 'operand' | 'operator' | 'stop' {
    const tokens = this.#tokens
    const word = this.#word()
    const kind = tokens.quoted ? undefined : words.get(word)
    switch (kind) {
      case wordKinds.joins:
        this.#join()
        return 'operand'
      case wordKinds.compares:
        this.#left = this.#operand
        this.#operand = none
        this.#comparing = true
        return 'operand'
      case wordKinds.is:
        this.#left = this.#operand
        this.#operand = none
        this.#comparing = true
        return 'operand'
      case wordKinds.before:
        // NOT LIKE, NOT IN.
        return word === 'not' ? 'operator' : 'stop'
      case wordKinds.operator:
        return 'operand'
      case wordKinds.union:
        return this.#union(word)
      case wordKinds.orders:
        return this.#ordered()
      case wordKinds.condition:
        this.#settle()
        if (this.#statement === '' && this.#conditions === 0) this.#add(0.2, 'a condition of its own')
        this.#condition = true
        this.#conditions++
        this.#listing = false
        return 'operand'
      case wordKinds.from:
        if (this.#statement === '' && this.#depth === 0) return 'stop'
        this.#settle()
        if (this.#listing) this.#add(0.2, 'SELECT … FROM')
        this.#listing = false
        this.#aliases = 0
        return 'operand'
      case wordKinds.as:
        return 'operand'
      case wordKinds.into:
        return this.#into()
      case wordKinds.tail:
        this.#settle()
        if (this.#sum > 0.2) this.#add(0.2, 'LIMIT')
        this.#listing = true
        return 'operand'
      case wordKinds.closes:
        return 'operator'
      case wordKinds.when:
        return 'operand'
      case wordKinds.end:
        return 'operator'
      case wordKinds.join:
        return /^(?:join|straight_join)$/.test(word) ? 'operand' : 'operator'
      case undefined:
        break
      case wordKinds.statement:
        // Transact-SQL needs no semicolon between statements.
        return alone.has(word) && this.#statement === '' ? this.#statementWord(word, false) : 'stop'
      default:
        return 'stop'
    }
    // `users u`, `1 a`: another name, in a list or behind a derived table.
    if ((this.#statement !== '' || this.#depth > 0) && this.#aliases === 0) {
      this.#aliases++
      return 'operator'
    }
    return 'stop'
  }

  /** UNION needs SELECT, ALL, DISTINCT or a parenthesis behind it: `Union Street` has none of them. */
  #union(word: string): 'operand' | 'stop' {
    const { text } = this.#tokens
    const ahead = this.#tokens.ahead()
    ahead.next()
    let next = lower(text.slice(ahead.start, Math.min(ahead.at, ahead.start + 16)))
    if (next === 'all' || next === 'distinct') {
      ahead.next()
      next = lower(text.slice(ahead.start, Math.min(ahead.at, ahead.start + 16)))
    }
    while (ahead.kind === kinds.left) {
      ahead.next()
      next = lower(text.slice(ahead.start, Math.min(ahead.at, ahead.start + 16)))
    }
    if (next !== 'select') return 'stop'
    this.#settle()
    this.#statement = 'union'
    this.#add(word === 'union' ? 0.3 : 0.2, 'UNION SELECT')
    return 'operand'
  }

  #ordered(): 'operand' | 'stop' {
    const tokens = this.#tokens
    const { text } = tokens
    const ahead = this.#tokens.ahead()
    ahead.next()
    if (lower(text.slice(ahead.start, Math.min(ahead.at, ahead.start + 4))) !== 'by') return 'stop'
    tokens.next()
    ahead.next()
    this.#settle()
    if (ahead.kind === kinds.number) this.#add(0.5, 'ORDER BY a number')
    else if (ahead.kind === kinds.left || ahead.kind === kinds.word) this.#add(0.3, 'ORDER BY')
    this.#listing = true
    return 'operand'
  }

  /** INTO OUTFILE '…', INTO @x, INTO table. */
  #into(): 'operand' | 'stop' {
    const { text } = this.#tokens
    const ahead = this.#tokens.ahead()
    ahead.next()
    const next = lower(text.slice(ahead.start, Math.min(ahead.at, ahead.start + 10)))
    if (next !== 'outfile' && next !== 'dumpfile') return this.#statement === '' ? 'stop' : 'operand'
    this.#tokens.next()
    this.#add(1, 'INTO OUTFILE')
    return 'operand'
  }

  /** `;` and another statement. */
  #stacked(): 'operand' | 'operator' | 'stop' {
    this.#settle()
    const tokens = this.#tokens
    tokens.next()
    if (tokens.kind === kinds.end) {
      if (this.#statement !== '' && this.#sum > 0) this.#add(0.4, 'a statement')
      return 'stop'
    }
    if (tokens.kind === kinds.comment) {
      if ((this.#quote !== 0 || this.#closed) && tokens.restIsEmpty()) this.#add(1, 'the end of the statement')
      return 'stop'
    }
    while (tokens.kind === kinds.left) tokens.next()
    if (tokens.kind !== kinds.word) return 'stop'
    const word = this.#word()
    const kind = words.get(word)
    if (kind === wordKinds.select) {
      this.#add(0.4, 'a second statement')
      return this.#select()
    }
    return kind === wordKinds.statement ? this.#statementWord(word, true) : 'stop'
  }

  /** A statement other than SELECT is told by its first words. */
  #statementWord(word: string, second: boolean): 'operand' | 'stop' {
    const { text, at } = this.#tokens
    const rest = text.slice(at, at + 160)
    if (!statementShape(word, rest)) return 'stop'
    // First in the value it is a sentence as well (`drop table lamp`), unless something in it is no word.
    if (!second && (!alone.has(word) || !/[;=*(_'"`[@#\d]|--|\w\.\w/.test(rest))) {
      this.#add(0.5, 'a whole statement')
      return 'stop'
    }
    this.#add(second ? 1.2 : 1, second ? 'a second statement' : 'a whole statement')
    return 'stop'
  }
}

/** Statements that a value may be from its first word on; the others are told behind `;` only. */
const alone: ReadonlySet<string> = new Set(
  'insert update delete drop create alter truncate exec execute declare waitfor copy load merge replace with attach backup call pragma handler'.split(
    ' ',
  ),
)

/** What must stand behind the first word of a statement. Blanks may be comments. */
const shapes: Readonly<Record<string, RegExp>> = {
  insert: /^(?:low_priority\s+|delayed\s+|ignore\s+)*into\s+[\w.`"[\]]+\s*(?:\([^)]*\)\s*)?(?:values?|select|\()/,
  update: /^[\w.`"[\]]+\s+set\s+[\w.`"[\]]+\s*=/,
  delete: /^from\s+[\w.`"[\]]+\s*(?:$|;|--|#|where\s+[\w.`"[\]]+\s*(?:[=<>!]|like|in|is)|where\s+\d)/,
  drop: /^(?:table|database|schema|view|index|trigger|procedure|function|user|column|role|sequence)\s+(?:if\s+exists\s+)?[\w.`"[\]*]+\s*(?:$|;|--|#|\/\*|cascade|,)/,
  create:
    /^(?:or\s+replace\s+)?(?:temporary\s+|temp\s+|unique\s+)?(?:(?:table|database|view|index|trigger|procedure|function|user|login|role|extension|alias|assembly)\s+(?:if\s+not\s+exists\s+)?[\w.`"[\]]+\s*(?:\(|$|;|--|#|as\b|identified|with\b|for\b|from\s*'))/,
  alter:
    /^(?:table|database|user|login|role|system|procedure)\s+[\w.`"[\]]+\s+(?:add|drop|modify|rename|set|alter|with|identified|change|column)\b/,
  truncate: /^table\s+[\w.`"[\]]+\s*(?:$|;|--|#)/,
  exec: /^(?:\(|(?:[\w[\]]+\.)*(?:xp_|sp_)\w+|@\w+|immediate\b|master\b|[\w.]+\s+(?:'|@))/,
  execute: /^(?:\(|(?:[\w[\]]+\.)*(?:xp_|sp_)\w+|@\w+|immediate\b|master\b|'|[\w.]+\s*\()/,
  declare:
    /^@\w+\s+(?:as\s+)?(?:n?varchar|n?char|int|bigint|sysname|table|sql_variant|decimal|datetime)\b|^@\w+\s*=|^\w+\s+(?:cursor|varchar|varchar2|integer|number)\b/,
  waitfor: /^(?:delay|time)\s*(?:'|@|\d|\()/,
  shutdown: /^(?:with\s+nowait\s*)?(?:;|--|#|$)/,
  copy: /^(?:[\w.`"]+|\([^)]*\))\s*(?:\([^)]*\)\s*)?(?:from|to)\s+(?:'|program\b|stdin|stdout|\/|"|\\)/,
  load: /^data\s+(?:local\s+)?infile\b|^'[^']+'/,
  set: /^(?:@\w+|global\s+\w+|session\s+\w+|names\b|role\b|identity_insert\b)\s*(?:=|:=|'|\w)/,
  call: /^[\w.`"]+\s*\(/,
  grant: /^[\w\s,]{1,60}\bto\s+['"\w@]+/,
  revoke: /^[\w\s,]{1,60}\bfrom\s+['"\w@]+/,
  merge: /^into\s+[\w.`"[\]]+\s+(?:using|as)\b/,
  replace: /^into\s+[\w.`"[\]]+\s*(?:\(|values?\b|select\b)/,
  rename: /^table\s+[\w.`"]+\s+to\b/,
  use: /^[\w`"[\]]+\s*(?:;|--)/,
  begin: /^(?:dbms_|execute\s|declare\s|null;|transaction\s*;)|^(?:[\w.]+\()/,
  if: /^\s*(?:\(|\d|not\b|exists\b|@|'|substring|ascii|len|db_name|user|system_user|is_)/,
  attach: /^(?:database\s+)?'[^']*'\s+as\b/,
  pragma: /^\w+\s*(?:=|\(|;|$)/,
  vacuum: /^into\s*'/,
  do: /^(?:\$\$|\$\w+\$|sleep\s*\(|language\b|benchmark\s*\()/,
  handler: /^[\w.`"]+\s+open\b/,
  with: /^(?:recursive\s+)?[\w`"]+\s*(?:\([^)]*\)\s*)?as\s*(?:materialized\s*)?\(\s*select\b/,
  backup: /^(?:database|log)\s+[\w[\]]+\s+to\b/,
  restore: /^(?:database|log)\s+[\w[\]]+\s+from\b/,
  bulk: /^insert\s+[\w.[\]]+\s+from\b/,
  kill: /^(?:query\s+|connection\s+)?\d+\s*(?:;|--|$)/,
  dump: /^(?:tran|transaction|database)\b/,
  print: /^(?:@@?\w+|'[^']*'\s*(?:;|--|$))/,
}

function statementShape(word: string, behind: string): boolean {
  const shape = shapes[word]
  if (shape === undefined) return false
  const text = lower(behind.replace(/\/\*!?\d*|\*\/|[\s\xa0\0]+/g, ' ')).trim()
  // `exec(…)`, `if(…)`: no blank is needed before these.
  return shape.test(text)
}
