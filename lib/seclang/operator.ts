import { impossibleOperators, operatorAliases, operators } from '../ir/names.ts'
import type { OperatorUse } from '../ir/rule.ts'
import { WordError } from './diagnostics.ts'
import type { Translate } from './targets.ts'
import { asciiLower, entry, parseText } from './text.ts'

/** Arguments that are no text with macros: a pattern may hold `%{`. */
const literal = new Set(['rx', 'rxglobal', 'pm', 'pmfromfile', 'ipmatchfromfile', 'validatebyterange', 'ipmatch'])

/**
 * `@rx pattern`, `!@eq 0`, or a bare pattern, which means `@rx`. Reference manual, "Operators".
 * @param lines reads a data file beside the rule file; `undefined` where there is none
 * @throws WordError
 */
export function parseOperator(
  text: string,
  translate: Translate,
  lines: (name: string) => readonly string[] | undefined,
): OperatorUse {
  const negated = text.startsWith('!') && (text[1] === '@' || text.length > 1)
  const rest = negated ? text.slice(1) : text
  const head = /^@(\w*)[ \t]*/.exec(rest)
  const spelled = head ? asciiLower(head[1] as string) : 'rx'
  const name = entry(operatorAliases, spelled) ?? spelled
  const from = (negated ? 1 : 0) + (head ? head[0].length : 0)
  const argument = text.slice(from)
  const word = head ? (head[0] as string).trim() : text
  const reason = entry(impossibleOperators, name)
  if (reason) throw new WordError(word, negated ? 1 : 0, `@${name} cannot be had here: ${reason}`, true)
  if (!operators.has(name)) throw new WordError(word, negated ? 1 : 0, 'no such operator')
  const use: OperatorUse = {
    name,
    argument: literal.has(name) ? argument : parseText(argument, from),
    ...(negated && { negated }),
  }
  if (name === 'rx' || name === 'rxglobal') {
    // A pattern with macros is known at run time only; the engine translates it then.
    const macros = /%\{\w+[.:][^{}]+\}/.test(argument)
    return macros
      ? { ...use, argument: parseText(argument, from) }
      : { ...use, argument: '', regex: translate(argument, from) }
  }
  if (name === 'pmfromfile' || name === 'ipmatchfromfile')
    return { ...use, lines: readFiles(argument, from, lines).join('\n') }
  return use
}

function readFiles(
  argument: string,
  from: number,
  lines: (name: string) => readonly string[] | undefined,
): readonly string[] {
  const all: string[] = []
  for (const match of argument.matchAll(/\S+/g)) {
    const read = lines(match[0])
    if (!read) throw new WordError(match[0], from + match.index, 'no such data file beside the rule file')
    for (const line of read) all.push(line)
  }
  if (all.length === 0) throw new WordError(argument, from, 'the data file has no lines')
  return all
}
