import { impossibleVariables, variableAliases, variables } from '../ir/names.ts'
import type { Regex, Selector, Target } from '../ir/rule.ts'
import { WordError } from './diagnostics.ts'
import { asciiLower, entry } from './text.ts'

/** `translate` makes a regular expression of a selector between slashes. */
export type Translate = (pattern: string, offset: number) => Regex

/** What a rule looks at, and what an exclusion takes away. */
export interface TargetList {
  readonly targets: readonly Target[]
  readonly excluded: readonly Target[]
}

/**
 * `ARGS|!ARGS:note|&REQUEST_HEADERS:Host|ARGS_NAMES:/^x/`. Reference manual, "Variables".
 * @throws WordError
 */
export function parseTargets(text: string, translate: Translate): TargetList {
  const targets: Target[] = []
  const excluded: Target[] = []
  for (const [piece, offset] of pieces(text)) {
    const sign = piece[0] === '!' || piece[0] === '&' ? piece[0] : ''
    const target = parseTarget(piece.slice(sign.length), offset + sign.length, translate)
    if (sign === '!') excluded.push(target)
    else targets.push(sign === '&' ? { ...target, written: `&${target.written}`, count: true } : target)
  }
  return { targets, excluded }
}

/** A single target without sign, as `ctl:ruleRemoveTargetById=1;ARGS:x` has it. */
export function parseTarget(written: string, offset: number, translate: Translate): Target {
  const colon = written.indexOf(':')
  const spelled = (colon < 0 ? written : written.slice(0, colon)).toUpperCase()
  const name = entry(variableAliases, spelled) ?? spelled
  const reason = entry(impossibleVariables, name)
  if (reason) throw new WordError(written, offset, `${name} cannot be had here: ${reason}`, true)
  const kind = entry(variables, name)
  if (kind === undefined) throw new WordError(written, offset, 'no such variable')
  if (colon < 0) return { name, written: name }
  if (kind === 'one') throw new WordError(written, offset, `${name} is a single value and takes no selector`)
  const selector = parseSelector(written.slice(colon + 1), offset + colon + 1, name, translate)
  return { name, written: `${name}:${written.slice(colon + 1)}`, selector }
}

function parseSelector(text: string, offset: number, name: string, translate: Translate): Selector {
  const bare = text.length > 1 && text.startsWith("'") && text.endsWith("'") ? text.slice(1, -1) : text
  if (bare === '') throw new WordError(text, offset, 'the selector is empty')
  // XML selectors are XPath: case matters there, and slashes are no regular expression.
  if (name === 'XML') {
    if (bare !== '/*' && bare !== '//@*') throw new WordError(text, offset, 'of XPath, /* and //@* are known')
    return { key: bare }
  }
  if (bare.length > 1 && bare.startsWith('/') && bare.endsWith('/'))
    return { pattern: translate(bare.slice(1, -1), offset + 1) }
  return { key: asciiLower(bare) }
}

/** Split at `|` and at commas, which Apache's ModSecurity takes too, but not inside of /regex/ or quotes. */
function* pieces(text: string): Generator<[string, number]> {
  let start = 0
  let inside = ''
  for (let at = 0; at <= text.length; at++) {
    const c = text[at]
    if (at < text.length && inside !== '') {
      if (c === '\\') at++
      else if (c === inside) inside = ''
      continue
    }
    const opens = text[at - 1] === ':' && !text.slice(start, at).toUpperCase().startsWith('XML')
    if ((c === '/' || c === "'") && opens) inside = c
    else if (at === text.length || c === '|' || c === ',') {
      const piece = text.slice(start, at)
      const trimmed = piece.trim()
      if (trimmed === '') throw new WordError(text, start, 'a target is missing here')
      yield [trimmed, start + piece.indexOf(trimmed)]
      start = at + 1
    }
  }
}
