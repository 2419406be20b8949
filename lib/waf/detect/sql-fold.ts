// Which few tokens is a text in essence? Tokens are read two or three at a time and folded together where one stands for
// the whole (`1+1` is a number, `UNION ALL` a union) until five remain: the fingerprint that libinjection describes.
import { codeAt } from '../../text/code-at.ts'
import { lookupStretch, numberOf, phraseOf, UPPER, WORD_LENGTHS, WORD_TYPES, WORD_UNDERSCORES } from './sql-lexicon.ts'
import {
  COMMENT,
  copyToken,
  EVIL,
  LAST_COMMENT,
  LOGIC,
  lengthAt,
  NAME,
  NUMBER,
  next,
  OPERATOR,
  STRING,
  startAt,
  typeAt,
  VARIABLE,
  wordAt,
} from './sql-tokens.ts'

/** Tokens of a fingerprint at most. */
export const MAX_TOKENS = 5

const COLLATE = 65
const GROUP = 66
const EXPRESSION = 69
const FUNCTION = 102
const KEYWORD = 107
const SQL_TYPE = 116
const STATEMENT = 84
const UNION = 85
const LEFT_PAREN = 40
const RIGHT_PAREN = 41
const COMMA = 44
const DOT = 46
const SEMICOLON = 59
const BACKSLASH = 92
const LEFT_BRACE = 123
const RIGHT_BRACE = 125

const IN = numberOf('IN')
const NOT_IN = numberOf('NOT IN')
const LIKE = numberOf('LIKE')
const NOT_LIKE = numberOf('NOT LIKE')
const NOT = numberOf('NOT')
const USER = numberOf('USER')

// Names that are functions when `(` follows.
const callable = new Uint8Array(WORD_TYPES.length)
for (const name of [
  'USER_ID',
  'USER_NAME',
  'DATABASE',
  'PASSWORD',
  'USER',
  'CURRENT_USER',
  'CURRENT_DATE',
  'CURRENT_TIME',
  'CURRENT_TIMESTAMP',
  'LOCALTIME',
  'LOCALTIMESTAMP',
]) {
  callable[numberOf(name)] = 1
}

const MERGES_LEFT = 1
const MERGES_RIGHT = 2
const OPERAND = 4
const UNARY_OPERAND = 8
const TYPED = 16
const COMMA_UNARY_OPERAND = 32
const roles = new Uint8Array(128)
const give = (role: number, types: readonly number[]) => {
  for (const type of types) roles[type] = (roles[type] as number) | role
}
const WORDS = [KEYWORD, NAME, OPERATOR, UNION, FUNCTION, EXPRESSION, STATEMENT, SQL_TYPE]
give(MERGES_LEFT, WORDS)
give(MERGES_RIGHT, [...WORDS, LOGIC])
give(OPERAND, [NAME, NUMBER, VARIABLE, STRING])
give(UNARY_OPERAND, [NUMBER, NAME, VARIABLE, STRING, FUNCTION])
give(COMMA_UNARY_OPERAND, [NUMBER, NAME, VARIABLE, STRING])
give(TYPED, [NAME, NUMBER, SQL_TYPE, LEFT_PAREN, FUNCTION, VARIABLE, STRING])

// Which rules of folding the types of two neighbours leave possible, one byte per pair: most pairs leave none, and then
// nothing is compared. A pair may fold itself, or begin a triple that folds.
const PAIR = 1
const TRIPLE = 2
const possible = new Uint8Array(128 * 128)
const allow = (bit: number, firsts: readonly number[], seconds: readonly number[]) => {
  for (const first of firsts) {
    for (const second of seconds) possible[first * 128 + second] = (possible[first * 128 + second] as number) | bit
  }
}
const ALL: readonly number[] = Array.from({ length: 128 }, (_, type) => type)
const OPERANDS = [NAME, NUMBER, VARIABLE, STRING]
allow(PAIR, [STRING], [STRING])
allow(PAIR, [SEMICOLON], [SEMICOLON, FUNCTION])
allow(PAIR, [OPERATOR, LOGIC], [OPERATOR, SQL_TYPE])
allow(PAIR, [LEFT_PAREN], [OPERATOR, LEFT_PAREN])
allow(PAIR, WORDS, [...WORDS, LOGIC])
allow(PAIR, [NAME, VARIABLE, OPERATOR], [LEFT_PAREN])
allow(PAIR, [KEYWORD, BACKSLASH, SQL_TYPE, COLLATE], ALL)
allow(PAIR, [RIGHT_PAREN], [RIGHT_PAREN])
allow(PAIR, [LEFT_BRACE], [NAME])
allow(PAIR, ALL, [RIGHT_BRACE])
allow(TRIPLE, [...OPERANDS, EXPRESSION, GROUP, COMMA, KEYWORD], [OPERATOR])
allow(TRIPLE, [OPERATOR, LOGIC], ALL)
allow(TRIPLE, OPERANDS, [COMMA])
allow(TRIPLE, [NAME, EXPRESSION], [DOT])
allow(TRIPLE, [FUNCTION], [LEFT_PAREN])

let text = ''

function has(slot: number, role: number): boolean {
  return ((roles[typeAt[slot] as number] as number) & role) !== 0
}

function isUnary(slot: number): boolean {
  if (typeAt[slot] !== OPERATOR) return false
  const length = lengthAt[slot] as number
  if (length === 1) {
    const byte = codeAt(text, startAt[slot] as number)
    return byte === 43 || byte === 45 || byte === 33 || byte === 126
  }
  if (length === 2) {
    const at = startAt[slot] as number
    return codeAt(text, at) === 33 && codeAt(text, at + 1) === 33
  }
  return wordAt[slot] === NOT
}

function isArithmetic(slot: number): boolean {
  if (typeAt[slot] !== OPERATOR || lengthAt[slot] !== 1) return false
  const byte = codeAt(text, startAt[slot] as number)
  return byte === 42 || byte === 47 || byte === 45 || byte === 43 || byte === 37
}

function isCast(slot: number): boolean {
  if (typeAt[slot] !== OPERATOR || lengthAt[slot] !== 2) return false
  const at = startAt[slot] as number
  return codeAt(text, at) === 58 && codeAt(text, at + 1) === 58
}

function startsWithIf(slot: number): boolean {
  const at = startAt[slot] as number
  return (lengthAt[slot] as number) >= 2 && UPPER[codeAt(text, at)] === 73 && UPPER[codeAt(text, at + 1)] === 70
}

function holdsUnderscore(slot: number): boolean {
  const word = wordAt[slot] as number
  if (word >= 0) return WORD_UNDERSCORES[word] === 1
  const at = startAt[slot] as number
  for (let i = 0; i < (lengthAt[slot] as number); i++) if (codeAt(text, at + i) === 95) return true
  return false
}

/** Puts two word tokens that make a phrase into the left slot. */
function mergeWords(left: number, right: number): boolean {
  const first = wordAt[left] as number
  const second = wordAt[right] as number
  if (first < 0 || second < 0 || !has(left, MERGES_LEFT) || !has(right, MERGES_RIGHT)) return false
  const phrase = phraseOf(first, second)
  if (phrase < 0) return false
  typeAt[left] = WORD_TYPES[phrase] as number
  wordAt[left] = phrase
  lengthAt[left] = WORD_LENGTHS[phrase] as number
  return true
}

function isCallable(slot: number): boolean {
  const type = typeAt[slot]
  if (type !== NAME && type !== VARIABLE) return false
  let word = wordAt[slot] as number
  // The words of variables are not looked up as they are read.
  if (word < 0 && type === VARIABLE) {
    word = lookupStretch(text, startAt[slot] as number, lengthAt[slot] as number)
    wordAt[slot] = word
  }
  return word >= 0 && callable[word] === 1
}

/** Five tokens that say no more than their first: the window starts again behind it. */
function isPadding(): boolean {
  const t0 = typeAt[0]
  const t1 = typeAt[1]
  const t2 = typeAt[2]
  const t3 = typeAt[3]
  const t4 = typeAt[4]
  if (t0 === NUMBER) {
    if ((t1 === OPERATOR || t1 === COMMA) && t2 === LEFT_PAREN && t3 === NUMBER && t4 === RIGHT_PAREN) return true
    return t1 === RIGHT_PAREN && t2 === COMMA && t3 === LEFT_PAREN && t4 === NUMBER
  }
  if (t0 === NAME) {
    if (t1 === OPERATOR && t2 === LEFT_PAREN && (t3 === NAME || t3 === NUMBER) && t4 === RIGHT_PAREN) return true
    return t1 === RIGHT_PAREN && t2 === OPERATOR && t3 === LEFT_PAREN && t4 === NAME
  }
  return false
}

let more = true

/** Reads on until `count` tokens stand from `left`; the new end of the window. */
function fill(left: number, end: number, count: number): number {
  let pos = end
  while (more && pos <= MAX_TOKENS && pos - left < count) {
    more = next(pos)
    if (!more) break
    // A comment takes no slot; one at the end is remembered.
    if (typeAt[pos] === COMMENT) copyToken(LAST_COMMENT, pos)
    else {
      typeAt[LAST_COMMENT] = 0
      pos++
    }
  }
  return pos
}

/**
 * How many windows from the first slot on still say what they said, of `inert` that did, when the slots from `changed` on
 * are new. A window is three slots; going back only this far instead of to the first slot tells the same.
 */
function unchanged(inert: number, changed: number): number {
  return Math.max(0, Math.min(inert, changed - 2))
}

/**
 * Folds the tokens of the text opened with `open` into the first slots and says how many there are, 0 to `MAX_TOKENS`.
 * `value` is that text. Every round takes a token away, reads one or moves on, so the work is linear in the text.
 */
export function fold(value: string): number {
  text = value
  more = true
  typeAt[LAST_COMMENT] = 0
  // What only leads in says nothing: comments, opening brackets, types, unary operators.
  do {
    more = next(0)
  } while (more && (typeAt[0] === COMMENT || typeAt[0] === LEFT_PAREN || typeAt[0] === SQL_TYPE || isUnary(0)))
  if (!more) return 0

  let pos = 1
  let left = 0
  let inert = 0
  for (;;) {
    if (pos >= MAX_TOKENS && isPadding()) {
      if (pos > MAX_TOKENS) {
        copyToken(1, MAX_TOKENS)
        pos = 2
      } else pos = 1
      left = 0
      inert = 0
    }
    if (!more || left >= MAX_TOKENS) {
      left = pos
      break
    }
    if (pos - left < 2) pos = fill(left, pos, 2)
    if (pos - left < 2) {
      left = pos
      continue
    }

    let clean = true
    const a = left
    const b = left + 1
    const first = typeAt[a]
    const second = typeAt[b]
    if (((possible[(first as number) * 128 + (second as number)] as number) & PAIR) !== 0) {
      if (first === STRING && second === STRING) {
        pos--
        inert = unchanged(inert, pos)
        continue
      }
      if (first === SEMICOLON && second === SEMICOLON) {
        pos--
        inert = unchanged(inert, pos)
        continue
      }
      if ((first === OPERATOR || first === LOGIC) && (isUnary(b) || second === SQL_TYPE)) {
        pos--
        left = inert = unchanged(inert, pos)
        continue
      }
      if (first === LEFT_PAREN && isUnary(b)) {
        pos--
        inert = unchanged(inert, pos)
        if (left > 0) left--
        continue
      }
      if (mergeWords(a, b)) {
        pos--
        inert = unchanged(inert, a)
        if (left > 0) left--
        continue
      }
      if (first === SEMICOLON && second === FUNCTION && startsWithIf(b)) {
        typeAt[b] = STATEMENT
        inert = unchanged(inert, b)
        continue
      }
      if (second === LEFT_PAREN && isCallable(a)) {
        typeAt[a] = FUNCTION
        inert = unchanged(inert, a)
        continue
      }
      if (first === KEYWORD && (wordAt[a] === IN || wordAt[a] === NOT_IN)) {
        typeAt[a] = second === LEFT_PAREN ? OPERATOR : NAME
        inert = unchanged(inert, a)
        continue
      }
      if (first === OPERATOR && (wordAt[a] === LIKE || wordAt[a] === NOT_LIKE)) {
        if (second === LEFT_PAREN) {
          typeAt[a] = FUNCTION
          inert = unchanged(inert, a)
          clean = false
        }
      } else if (first === SQL_TYPE && has(b, TYPED)) {
        copyToken(a, b)
        pos--
        left = inert = unchanged(inert, a)
        continue
      } else if (first === COLLATE && second === NAME) {
        if (holdsUnderscore(b)) {
          typeAt[b] = SQL_TYPE
          left = inert = 0
          clean = false
        }
      } else if (first === BACKSLASH) {
        if (isArithmetic(b)) typeAt[a] = NUMBER
        else {
          copyToken(a, b)
          pos--
        }
        left = inert = unchanged(inert, a)
        continue
      } else if (first === LEFT_PAREN && second === LEFT_PAREN) {
        pos--
        left = inert = unchanged(inert, pos)
        continue
      } else if (first === RIGHT_PAREN && second === RIGHT_PAREN) {
        pos--
        left = inert = unchanged(inert, pos)
        continue
      } else if (first === LEFT_BRACE && second === NAME) {
        // MySQL's {`` expression} executes; ODBC's {name expression} is the expression.
        if (lengthAt[b] === 0) {
          typeAt[b] = EVIL
          return left + 2
        }
        pos -= 2
        left = inert = unchanged(inert, pos)
        continue
      } else if (second === RIGHT_BRACE) {
        pos--
        left = inert = unchanged(inert, pos)
        continue
      }
    }

    if (pos - left < 3) pos = fill(left, pos, 3)
    if (pos - left < 3) {
      left = pos
      continue
    }
    const x = typeAt[left]
    const y = typeAt[left + 1]
    if (((possible[(x as number) * 128 + (y as number)] as number) & TRIPLE) === 0) {
      if (clean && inert === left) inert++
      left++
      continue
    }
    const z = typeAt[left + 2]
    if (
      (x === NUMBER && y === OPERATOR && z === NUMBER) ||
      (x === OPERATOR && y !== LEFT_PAREN && z === OPERATOR) ||
      (x === LOGIC && z === LOGIC) ||
      (x === VARIABLE && y === OPERATOR && (z === VARIABLE || z === NUMBER || z === NAME)) ||
      ((x === NAME || x === NUMBER) && y === OPERATOR && (z === NUMBER || z === NAME)) ||
      (has(left, OPERAND) && isCast(left + 1) && z === SQL_TYPE) ||
      (has(left, OPERAND) && y === COMMA && has(left + 2, OPERAND))
    ) {
      pos -= 2
      left = inert = unchanged(inert, pos)
      continue
    }
    if ((x === EXPRESSION || x === GROUP || x === COMMA) && isUnary(left + 1) && z === LEFT_PAREN) {
      copyToken(left + 1, left + 2)
      pos--
      left = inert = unchanged(inert, left + 1)
      continue
    }
    if ((x === KEYWORD || x === EXPRESSION || x === GROUP) && isUnary(left + 1) && has(left + 2, UNARY_OPERAND)) {
      copyToken(left + 1, left + 2)
      pos--
      left = inert = unchanged(inert, left + 1)
      continue
    }
    if (x === COMMA && isUnary(left + 1) && has(left + 2, COMMA_UNARY_OPERAND)) {
      // `1,-1`: without the sign it folds further, from one token before.
      copyToken(left + 1, left + 2)
      pos -= 3
      left = inert = unchanged(inert, Math.min(left + 1, pos))
      continue
    }
    if (x === COMMA && isUnary(left + 1) && z === FUNCTION) {
      copyToken(left + 1, left + 2)
      pos--
      left = inert = unchanged(inert, left + 1)
      continue
    }
    if (x === NAME && y === DOT && z === NAME) {
      pos -= 2
      left = inert = unchanged(inert, pos)
      continue
    }
    if (x === EXPRESSION && y === DOT && z === NAME) {
      copyToken(left + 1, left + 2)
      pos--
      left = inert = unchanged(inert, left + 1)
      continue
    }
    if (x === FUNCTION && y === LEFT_PAREN && z !== RIGHT_PAREN && wordAt[left] === USER) {
      typeAt[left] = NAME
      inert = unchanged(inert, left)
      clean = false
    }
    if (clean && inert === left) inert++
    left++
  }

  if (left < MAX_TOKENS && typeAt[LAST_COMMENT] === COMMENT) copyToken(left++, LAST_COMMENT)
  return Math.min(left, MAX_TOKENS)
}
