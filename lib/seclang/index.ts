import { defaultSettings, type Regex, type Rule, type Settings } from '../ir/rule.ts'
import { isBounded } from '../regex/bounded.ts'
import { longestFor } from '../regex/limit.ts'
import { RegexError } from '../regex/regex-error.ts'
import { modsecurity2, translate } from '../regex/translate.ts'
import { saysChain } from './actions.ts'
import { type Diagnostic, WordError } from './diagnostics.ts'
import { PlacedError, ruleDirectives } from './directives.ts'
import { settle } from './draft.ts'
import { type Statement, statements } from './lexer.ts'
import { Reading } from './reading.ts'
import { impossibleDirectives, type Mutable, settingsDirectives, withoutEffect } from './settings.ts'
import { asciiLower, entry } from './text.ts'
import { parseUnicodeMap } from './unicode-map.ts'

/** Where rule files come from. Paths are the caller's own; this room touches no disk. */
export interface Files {
  /** Text of a file as a byte string; `undefined` where there is none. */
  read(path: string): string | undefined
  /** Files that an Include names, sorted; `from` is the including file. Empty where there are none. */
  find(pattern: string, from: string): readonly string[]
}

export interface Parsed {
  readonly settings: Settings
  readonly rules: readonly Rule[]
  readonly diagnostics: readonly Diagnostic[]
}

const deepestInclude = 16
/** Two files that include each other twice would be read 2^16 times. */
const mostFiles = 1000

/** Reads rule files in order. With an error among the diagnostics, `rules` is not to be used. */
export function parseSecLang(paths: readonly string[], files: Files): Parsed {
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => void diagnostics.push(diagnostic)
  const settings: Mutable<Settings> = { ...defaultSettings }
  const reading = new Reading(translated, (name, from) => dataLines(files, name, from), report)

  let filesRead = 0
  const readFile = (path: string, depth: number, by: Statement | undefined): void => {
    if (++filesRead > mostFiles + 1) return
    const text = filesRead > mostFiles ? '' : files.read(path)
    if (text === undefined || depth > deepestInclude || filesRead > mostFiles) {
      const message =
        text === undefined
          ? 'this file cannot be read'
          : filesRead > mostFiles
            ? 'more than 1000 files are included'
            : 'Include goes deeper than 16 files'
      const place = by?.place ?? { file: path, line: 1, column: 1 }
      report({ ...place, level: 'error', word: path.slice(path.lastIndexOf('/') + 1), message })
      return
    }
    for (const statement of statements(text, path, report)) readStatement(statement, depth)
  }

  const readStatement = (statement: Statement, depth: number): void => {
    const name = asciiLower(statement.name)
    const words = statement.words.map((word) => word.text)
    const fail = (message: string, word = statement.name) =>
      report({ ...statement.place, level: 'error', word, message })
    try {
      if (name === 'include' || name === 'includeoptional') {
        const found = files.find(words[0] ?? '', statement.place.file)
        if (found.length === 0 && name === 'include' && !/[*?[]/.test(words[0] ?? '')) fail('no such file', words[0])
        for (const path of found) readFile(path, depth + 1, statement)
        return
      }
      if (name.startsWith('<')) {
        // Whether a module of Apache is loaded does not matter here: its content holds.
        if (!/^<\/?ifmodule/.test(name)) fail('sections that hold for a part of a site belong into the route')
        return
      }
      const directive = entry(ruleDirectives, name)
      if (directive) {
        if (isRule(name) && reading.abandoned(goesOn(statement))) return
        directive(reading, statement)
        return
      }
      const setting = entry(settingsDirectives, name)
      if (setting) {
        setting(settings, words)
        return
      }
      if (name === 'secunicodemapfile') {
        const text = files.read(files.find(words[0] ?? '', statement.place.file)[0] ?? '')
        if (text === undefined) {
          fail('no such file', words[0])
          return
        }
        settings.unicodeMap = parseUnicodeMap(text, words[1] ?? '20127')
        return
      }
      const reason = entry(impossibleDirectives, name)
      const note = entry(withoutEffect, name)
      if (reason) fail(`${statement.name} cannot be had here: ${reason}`)
      else if (note === undefined) fail('no such directive')
      else report({ ...statement.place, level: 'note', word: statement.name, message: `without effect here: ${note}` })
    } catch (error) {
      const diagnostic = located(error, statement)
      // Only a rule can be left out alone: without these, other rules would do less than they say.
      const weakens = name === 'secdefaultaction' || name === 'secruleupdateactionbyid'
      report(weakens ? { ...diagnostic, level: 'error' } : diagnostic)
      if (isRule(name)) reading.abandon(goesOn(statement))
    }
  }

  for (const path of paths) readFile(path, 0, undefined)
  reading.finish()
  return { settings, rules: reading.drafts.map(settle), diagnostics }
}

const isRule = (name: string): boolean => name === 'secrule' || name === 'secaction'

/** Whether a rule that could not be read says that its chain goes on. */
const goesOn = (statement: Statement): boolean => saysChain(statement.words.at(-1)?.text ?? '')

function located(error: unknown, statement: Statement): Diagnostic {
  if (error instanceof PlacedError) {
    const { word, offset, message } = error.error
    return { ...error.word.place(offset), level: error.error.impossible ? 'left-out' : 'error', word, message }
  }
  if (error instanceof WordError) {
    const word = statement.words.find((candidate) => candidate.text.includes(error.word))
    const place = word ? word.place(Math.max(0, word.text.indexOf(error.word))) : statement.place
    return { ...place, level: 'error', word: error.word, message: error.message }
  }
  throw error
}

function translated(pattern: string, offset: number, options: { caseless: boolean; captures: boolean }): Regex {
  try {
    const { source, flags, captures } = translate(pattern, { ...modsecurity2, ...options })
    const moved = options.captures && captures.some((index, group) => index !== group)
    const longest = longestFor(pattern)
    if (longest !== undefined && !isBounded(source, flags))
      throw new RegexError('it is too large for an engine whose time is bounded: split the rule', 0)
    return {
      written: pattern,
      source,
      flags,
      ...(moved && { captures }),
      ...(longest !== undefined && { longest }),
    }
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    const from = Math.max(0, Math.min(error.offset, pattern.length))
    throw new WordError(pattern.slice(from, from + 40), offset + from, `regular expression: ${error.message}`)
  }
}

/** Lines of a data file, without blank ones and comments. */
function dataLines(files: Files, name: string, from: string): readonly string[] | undefined {
  const path = files.find(name, from)[0]
  const text = path === undefined ? undefined : files.read(path)
  return text
    ?.split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}
