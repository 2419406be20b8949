import { lengthOf } from './ast.ts'
import { alphabets, bytesOfMask, maskOf } from './classes.ts'
import { requiredLiterals, requirement } from './literals.ts'
import { eitherOf, necessaryMasks } from './necessary-masks.ts'
import { parse } from './parse.ts'
import { prune } from './prune.ts'
import { modsecurity2, print, type TranslateOptions } from './translate.ts'

/**
 * What a value of one alphabet must contain for a rule to be worth running.
 *
 * - `impossible`: the rule cannot match such a value.
 * - `always`: no literals worth looking for.
 * - `sets`: one or two sets of literals in lower case, of 1 to 7 bytes. The rule can match only if the value, its ASCII letters in lower case, contains
 *   at least one literal of each set.
 */
export type Need = 'impossible' | 'always' | { readonly sets: readonly (readonly string[])[] }

/** What can be known of a match without trying. May promise too little, never too much: a value that fails a condition does not match. */
export interface Analysis {
  /** Does it match the empty value? The conditions below hold for it too, but a prefilter that skips empty values must know. */
  readonly matchesEmpty: boolean
  /** Least length of a value that matches, in bytes. */
  readonly minLength: number
  /** Matches only if `(valueMask & mask) === mask` for one of these; see `byteClass`. `undefined`: no condition. Empty: it never matches. */
  readonly masks: readonly number[] | undefined
  /** For each of `alphabets`. */
  readonly alphabets: readonly Need[]
}

/**
 * Analyses a pattern for a prefilter. Meant for build time: a giant of CRS takes some tens of milliseconds.
 *
 * @throws RegexError when the pattern cannot be understood
 */
export function analyse(pattern: string, options: TranslateOptions = {}): Analysis {
  const parsed = parse(pattern, { ...modsecurity2, ...options })
  const { root } = parsed
  const masks = necessaryMasks(root)
  const minLength = lengthOf(root).min
  const needs = alphabets.map((alphabet): Need => {
    const pruned = prune(root, bytesOfMask(alphabet))
    if (pruned === undefined) return 'impossible'
    const required = requiredLiterals(pruned)
    return required.length === 0 ? 'always' : { sets: required.map(({ literals }) => literals) }
  })
  return {
    matchesEmpty: minLength === 0 && matchesEmpty(parsed),
    minLength,
    masks: masks.includes(0) ? undefined : masks,
    alphabets: needs,
  }
}

function matchesEmpty(parsed: ReturnType<typeof parse>): boolean {
  const { source, flags } = print(parsed, false)
  return new RegExp(source, flags).test('')
}

/**
 * The same for a list of phrases, one of which must be somewhere in the value (`@pm`, and `@contains`, `@streq`, `@beginsWith`, `@endsWith`, `@within`
 * the other way round excepted, with one phrase). Case does not count, so that it serves comparisons with and without case.
 */
export function analysePhrases(phrases: readonly string[]): Analysis {
  const folded = [...new Set(phrases.map(lower))]
  const masks = eitherOf(folded.map((phrase) => [maskOf(phrase)]))
  const needs = alphabets.map((alphabet): Need => {
    const possible = folded.filter((phrase) => (maskOf(phrase) & ~alphabet) === 0)
    if (possible.length === 0) return 'impossible'
    const required = requirement(possible, 0, 1)
    return required === undefined ? 'always' : { sets: [required.literals] }
  })
  return {
    matchesEmpty: folded.includes(''),
    minLength: folded.reduce((least, phrase) => Math.min(least, phrase.length), folded.length === 0 ? 0 : Infinity),
    masks: masks.includes(0) ? undefined : masks,
    alphabets: needs,
  }
}

/** ASCII letters in lower case: the others of Latin-1 stay. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32))
}
