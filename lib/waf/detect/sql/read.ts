import { codeAt } from '../../../text/code-at.ts'
import { lower } from '../../ascii.ts'
import { Conditions, call, constant, name, none, other } from './conditions.ts'
import { alone, statementShape } from './statements.ts'
import { kinds, type SqlTokens } from './tokens.ts'
import { attackFunctions, isCatalogue, knownFunctions, wordKinds, words } from './words.ts'

/** What a reading came to: how sure it is that the text goes on as SQL, and what speaks for it. */
export interface Reading {
  readonly sum: number
  readonly reason: string
  readonly end: number
}

const searchModifier =
  /^(?:\s|\/\*[^*]{0,16}\*\/)+(?:boolean|natural(?:\s|\/\*[^*]{0,16}\*\/)+language)(?:\s|\/\*[^*]{0,16}\*\/)+mode\b/i

/** `ascii(substr(x,1,1))`, as texts are read where an answer tells yes or no. */
const code: ReadonlySet<string> = new Set(['ascii', 'ord', 'unicode', 'hex', 'bin', 'asc'])
const piece = /^[\s/*]{0,16}\([\s(/*]{0,16}(?:substr|substring|mid|left|right|lower|upper)\s{0,8}\(/i

/** A statement that grows past this is no value; what was found up to there counts. */
const mostTokens = 20_000

/**
 * Reads a value as the continuation of an SQL statement for as long as it is one, and adds up what only somebody who changes the
 * statement would write. Prose ends at its second or third word, where two operands stand side by side.
 */
export class SqlReading extends Conditions {
  #end = 0
  /** In a list of SELECT or FROM: names may have another name behind them. */
  #aliases = 0
  #calls = 0
  /** One of them was a function of a database. */
  #known = false
  /** WHEN, THEN and ELSE of the CASE that is open. */
  #choices = 0
  /** The value is a condition from its first name on, as search expressions are: `status = open and …`. */
  #filter = false
  /** A word stood where no statement goes on. */
  #broke = false

  read(): Reading {
    const tokens = this.tokens
    let expecting = this.quote === 0
    tokens.next()
    if (expecting && this.#beginsBehindOperand()) expecting = false
    for (let count = 0; count < mostTokens; count++) {
      const { kind } = tokens
      this.#end = tokens.at
      if (kind === kinds.end) {
        if (!expecting) this.finish('end')
        break
      }
      if (kind === kinds.comment) {
        if (!expecting || this.fresh) this.finish('comment')
        break
      }
      if (kind === kinds.open) {
        if (expecting) {
          this.wordy = tokens.wordy()
          this.took(constant)
          this.finish(tokens.quote === this.quote ? 'balanced' : 'open')
        }
        break
      }
      const went = expecting ? this.#operandToken(kind) : this.#operatorToken(kind)
      this.fresh = false
      if (went === 'stop') {
        this.#broke = tokens.kind === kinds.word
        break
      }
      expecting = went === 'operand'
      tokens.next()
    }
    if (tokens.comments > 0 && this.sum > 0.3) this.add(0.3, 'comments between words')
    if (tokens.executed > 0 && this.sum > 0) this.add(0.6, 'an executable comment')
    if (this.#filter && !this.certain) this.sum *= 0.6
    if (
      this.#broke &&
      /function/.test(this.reason) &&
      this.quote === 0 &&
      this.conditions === 0 &&
      this.statement === '' &&
      !this.closed
    )
      this.sum *= 0.7
    return { sum: this.sum, reason: this.reason, end: this.#end }
  }

  /** A bare value may be put behind an operand that is there already: ` AND 1=1`, `) or 1=1`. */
  #beginsBehindOperand(): boolean {
    const { kind } = this.tokens
    if (kind === kinds.right || kind === kinds.semicolon || kind === kinds.comma || kind === kinds.double) return true
    if (kind !== kinds.word || this.tokens.quoted) return false
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
    const { text, start, at } = this.tokens
    return at - start > 64 ? '' : lower(text.slice(start, at))
  }

  /** A token where an operand is due. */
  #operandToken(kind: number): 'operand' | 'operator' | 'stop' {
    switch (kind) {
      case kinds.number: {
        const { text, start, at } = this.tokens
        if (at - start > 5 && codeAt(text, start + 1) === 0x78) this.add(0.2, 'a string in hexadecimal')
        this.took(constant)
        return 'operator'
      }
      case kinds.text:
        this.wordy = this.tokens.wordy()
        this.took(constant)
        return 'operator'
      case kinds.variable: {
        const { text, start } = this.tokens
        if (codeAt(text, start + 1) === 0x40 && !this.fresh) this.add(0.6, 'a variable of the server')
        this.took(other)
        return 'operator'
      }
      case kinds.sign:
        return 'operand'
      case kinds.star:
        if (!this.listing && this.depth === 0) return 'stop'
        if (this.listing) this.add(0.3, 'all columns')
        this.took(other)
        return 'operator'
      case kinds.left:
        this.push(false)
        return 'operand'
      case kinds.right:
        if (this.depth === 0) return 'stop'
        this.depth--
        this.open.pop()
        this.took(call)
        return 'operator'
      case kinds.word:
        return this.#operandWord()
      default:
        return 'stop'
    }
  }

  #operandWord(): 'operand' | 'operator' | 'stop' {
    const tokens = this.tokens
    const word = this.#word()
    const kind = tokens.quoted ? undefined : words.get(word)
    if (tokens.callFollows() && (kind === undefined || attackFunctions.has(word) || knownFunctions.has(word)))
      return this.#call(word)
    switch (kind) {
      case undefined:
        break
      case wordKinds.constant:
        this.took(constant)
        return 'operator'
      case wordKinds.niladic:
        if (word.length > 5 && (this.quote !== 0 || this.sum > 0)) this.add(0.3, 'a function of the server')
        this.took(call)
        return 'operator'
      case wordKinds.before:
        return 'operand'
      case wordKinds.select:
        return this.#select()
      case wordKinds.case:
        this.operated = true
        this.add(0.3, 'a CASE')
        return tokens.callFollows() ? 'operand' : this.#caseOperand()
      case wordKinds.statement:
        return this.fresh || word === 'begin' ? this.#statementWord(word, false) : 'stop'
      default:
        return 'stop'
    }
    if (isCatalogue(word.replaceAll('`', '').replaceAll('[', '').replaceAll(']', ''))) {
      if (!this.fresh) this.add(0.8, 'tables of the server itself')
    } else if (this.listing && (word.includes('_') || word.includes('.'))) this.add(0.1, 'names of columns')
    this.took(name)
    return 'operator'
  }

  /** MySQL's `IN BOOLEAN MODE`, `IN NATURAL LANGUAGE MODE`: ends a search for words (manual, "Full-Text Search Functions"). */
  #searchModifier(): boolean {
    const { text, at } = this.tokens
    const match = searchModifier.exec(text.slice(at, at + 64))
    if (!match) return false
    this.tokens.at += match[0].length
    if (this.quote !== 0) this.add(0.3, 'the end of a search for words')
    return true
  }

  /** CASE WHEN … or CASE x WHEN …. */
  #caseOperand(): 'operand' | 'operator' {
    return nextWord(this.tokens.ahead()) === 'when' ? 'operator' : 'operand'
  }

  #call(word: string): 'operand' {
    this.#calls++
    this.operated = true
    if (attackFunctions.has(word))
      this.add(this.#argumentOfSentence(word) ? 0.5 : 1, 'a function that waits, reads files, reaches out or tells')
    else if (knownFunctions.has(word)) {
      this.#known = true
      if (this.#calls <= 2) this.add(this.fresh ? 0.2 : this.listing ? 0.5 : 0.4, 'functions of the server')
      if (code.has(word) && piece.test(this.tokens.text.slice(this.tokens.at, this.tokens.at + 64)))
        this.add(0.5, 'a text read character by character')
    } else if (word.includes('.')) this.add(0.4, 'a function of a package')
    const tokens = this.tokens
    tokens.next()
    this.push(true)
    return 'operand'
  }

  /** `Sleep(ing)`, `benchmark (noun)`: a word in parentheses, which no attack passes on. */
  #argumentOfSentence(name: string): boolean {
    const { text, at } = this.tokens
    const behind = text.slice(at, at + 40)
    // MySQL's takes two arguments.
    if (name === 'benchmark' && /^\s*\(\s*[\w .-]*\)/.test(behind)) return true
    return /^\s*\(\s*[A-Za-z]{2,}[\s)]/.test(behind) && !/^\s*\(\s*(?:select|case|user|null|if)\b/i.test(behind)
  }

  /** SELECT: at the start, in parentheses, behind UNION or `;`, and, by people in a hurry, behind AND. */
  #select(): 'operand' {
    if (this.statement === 'union') {
      this.add(0.5, 'UNION SELECT')
      this.united = true
    } else if (this.depth > 0) this.add(this.fresh ? 0.3 : 0.6, 'a SELECT in parentheses')
    else if (!this.fresh) this.add(0.6, 'a SELECT behind an operator')
    this.statement = 'select'
    this.listing = true
    this.#aliases = 0
    this.operand = none
    return 'operand'
  }

  /** A token where an operator, or the end, is due. */
  #operatorToken(kind: number): 'operand' | 'operator' | 'stop' {
    switch (kind) {
      case kinds.compare:
        if (this.comparing) this.settle()
        if (
          this.quote === 0 &&
          this.conditions === 0 &&
          !this.closed &&
          this.statement === '' &&
          !this.chosen &&
          (this.operand === name || (this.operand === call && !this.#known) || this.#isOrder())
        )
          this.#filter = true
        this.compare()
        return 'operand'
      case kinds.double: {
        const next = codeAt(this.tokens.text, this.tokens.start)
        // `||` joins strings in the standard and conditions in MySQL: a comparison behind it decides.
        if (next === 0x26 || this.left !== none || this.fresh || (this.quote === 0 && this.operand === constant))
          this.join()
        else this.condition = true
        return 'operand'
      }
      case kinds.operator:
      case kinds.sign:
      case kinds.star:
        this.operate()
        return 'operand'
      case kinds.comma:
        // Between arguments: the condition outside goes on behind the call.
        if (this.comparing || this.open.at(-1) !== true) this.settle()
        this.operand = none
        this.#aliases = 0
        // Words and commas are a sentence, unless a query in parentheses is the next of the list.
        if (this.depth === 0 && !this.listing && this.quote === 0 && !this.fresh && this.sum === 0 && !this.#computes())
          return 'stop'
        this.operated = true
        return 'operand'
      case kinds.right:
        return this.close()
      case kinds.left:
        // `IN (…)` has been read as an operator; a call as a word. A name in the list of an INSERT remains.
        if (this.operand === constant && nextWord(this.tokens.ahead()) !== 'select') return 'stop'
        this.push(false)
        return 'operand'
      case kinds.semicolon:
        return this.#stacked()
      case kinds.text:
        // Two strings side by side are one.
        return this.operand === constant && this.tokens.quote !== 0x22 ? 'operator' : 'stop'
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

  /** `5 < 6`: arithmetic is written so; who asks what is always true writes `=`. */
  #isOrder(): boolean {
    const sign = codeAt(this.tokens.text, this.tokens.start)
    return this.operand === constant && (sign === 0x3c || sign === 0x3e)
  }

  /** What stands behind a comma: a bracket, a function of the server or a CASE is no next word of a sentence. */
  #computes(): boolean {
    const ahead = this.tokens.ahead()
    const word = nextWord(ahead)
    if (ahead.kind === kinds.left) return true
    if (ahead.kind !== kinds.word) return false
    return (
      words.get(word) === wordKinds.case ||
      (ahead.callFollows() && (knownFunctions.has(word) || attackFunctions.has(word)))
    )
  }

  #operatorWord(): 'operand' | 'operator' | 'stop' {
    const tokens = this.tokens
    const word = this.#word()
    const kind = tokens.quoted ? undefined : words.get(word)
    switch (kind) {
      case wordKinds.joins:
        this.join()
        return 'operand'
      case wordKinds.compares:
      case wordKinds.is:
        if (word === 'in' && this.#searchModifier()) return 'operator'
        this.compare()
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
        this.settle()
        if (this.statement === '' && this.conditions === 0) this.add(0.2, 'a condition of its own')
        this.condition = true
        this.conditions++
        this.listing = false
        return 'operand'
      case wordKinds.from:
        if (this.statement === '' && this.depth === 0) return 'stop'
        this.settle()
        if (this.listing) this.add(0.2, 'SELECT … FROM')
        this.listing = false
        this.#aliases = 0
        return 'operand'
      case wordKinds.as:
        return 'operand'
      case wordKinds.into:
        return this.#into()
      case wordKinds.tail:
        this.settle()
        if (this.sum > 0.2) this.add(0.2, 'LIMIT')
        this.listing = true
        return 'operand'
      case wordKinds.closes:
        return 'operator'
      case wordKinds.when:
        this.settle()
        this.chosen = true
        this.#choices++
        return 'operand'
      case wordKinds.end:
        // `case when a = b then c else d end`: read so far, nothing but a statement is written so.
        if (this.#choices > 0) this.add(0.65, 'a CASE')
        this.#choices = 0
        return 'operator'
      case wordKinds.join:
        return /^(?:join|straight_join)$/.test(word) ? 'operand' : 'operator'
      case undefined:
        break
      case wordKinds.statement:
        // Transact-SQL needs no semicolon between statements.
        return word === 'waitfor' || (alone.has(word) && this.statement === '')
          ? this.#statementWord(word, false)
          : 'stop'
      default:
        return 'stop'
    }
    // `users u`, `1 a`: another name, in a list or behind a derived table.
    if ((this.statement !== '' || this.depth > 0) && this.#aliases === 0) {
      this.#aliases++
      return 'operator'
    }
    return 'stop'
  }

  /** UNION needs SELECT, ALL, DISTINCT or a parenthesis behind it: `Union Street` has none of them. */
  #union(word: string): 'operand' | 'stop' {
    const ahead = this.tokens.ahead()
    let next = nextWord(ahead)
    if (next === 'all' || next === 'distinct') next = nextWord(ahead)
    while (ahead.kind === kinds.left) next = nextWord(ahead)
    if (next !== 'select') return next === 'values' || next === 'table' ? this.#unionOf(next, ahead) : 'stop'
    this.settle()
    this.statement = 'union'
    this.add(word === 'union' ? 0.3 : 0.2, 'UNION SELECT')
    return 'operand'
  }

  /** MySQL 8's `TABLE t` and `VALUES ROW(…)` stand where a SELECT may. */
  #unionOf(word: string, ahead: SqlTokens): 'stop' {
    ahead.next()
    const { text, start } = ahead
    if (
      word === 'values'
        ? /^(?:row\s*)?\(/i.test(text.slice(start, start + 16))
        : ahead.kind === kinds.word && ends(ahead)
    )
      this.add(1, 'UNION')
    return 'stop'
  }

  #ordered(): 'operand' | 'stop' {
    const tokens = this.tokens
    const ahead = tokens.ahead()
    if (nextWord(ahead) !== 'by') return 'stop'
    tokens.next()
    ahead.next()
    this.settle()
    if (ahead.kind === kinds.number) this.add(0.5, 'ORDER BY a number')
    else if (ahead.kind === kinds.left || ahead.kind === kinds.word) this.add(0.3, 'ORDER BY')
    this.listing = true
    return 'operand'
  }

  /** INTO OUTFILE '…', INTO @x, INTO table. */
  #into(): 'operand' | 'stop' {
    const next = nextWord(this.tokens.ahead())
    if (next !== 'outfile' && next !== 'dumpfile') return this.statement === '' ? 'stop' : 'operand'
    this.tokens.next()
    this.add(1, 'INTO OUTFILE')
    return 'operand'
  }

  /** `;` and another statement. */
  #stacked(): 'operand' | 'operator' | 'stop' {
    this.settle()
    const tokens = this.tokens
    tokens.next()
    if (tokens.kind === kinds.end) {
      if (this.statement !== '' && this.sum > 0) this.add(0.4, 'a statement')
      return 'stop'
    }
    if (tokens.kind === kinds.comment) {
      if ((this.quote !== 0 || this.closed) && tokens.restIsEmpty()) this.add(1, 'the end of the statement')
      return 'stop'
    }
    while (tokens.kind === kinds.left) tokens.next()
    if (tokens.kind !== kinds.word) return 'stop'
    const word = this.#word()
    const kind = words.get(word)
    if (kind === wordKinds.select) {
      this.add(0.4, 'a second statement')
      return this.#select()
    }
    if (
      knownFunctions.has(word) &&
      tokens.callFollows() &&
      !statementShape(word, tokens.text.slice(tokens.at, tokens.at + 160))
    )
      return this.#call(word)
    return kind === wordKinds.statement ? this.#statementWord(word, true) : 'stop'
  }

  /** A statement other than SELECT is told by its first words. */
  #statementWord(word: string, second: boolean): 'operand' | 'stop' {
    const { text, at } = this.tokens
    const rest = text.slice(at, at + 160)
    if (!statementShape(word, rest)) return 'stop'
    // First in the value it is a sentence as well (`drop table lamp`), unless something in it is no word.
    if (
      !second &&
      !/\bdbms_\w+\.\w+\s*\(/i.test(rest) &&
      (!alone.has(word) || !/[;=*(_'"`[@#\d]|--|\w\.\w/.test(rest))
    ) {
      this.add(0.5, 'a whole statement')
      return 'stop'
    }
    this.add(second ? 1.2 : 1, second ? 'a second statement' : 'a whole statement')
    return 'stop'
  }
}

function nextWord(tokens: SqlTokens): string {
  tokens.next()
  return lower(tokens.text.slice(tokens.start, Math.min(tokens.at, tokens.start + 16)))
}

/** Whether a statement ends behind the token. */
function ends(tokens: SqlTokens): boolean {
  tokens.next()
  return tokens.kind === kinds.end || tokens.kind === kinds.comment || tokens.kind === kinds.semicolon
}
