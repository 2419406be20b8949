import type { Regex } from '../ir/rule.ts'
import { type Actions, parseActions, parseRanges } from './actions.ts'
import { WordError } from './diagnostics.ts'
import { addTargets, type Draft, noActions, updateActions, withDefaults } from './draft.ts'
import type { Statement, Word } from './lexer.ts'
import { parseOperator } from './operator.ts'
import type { Reading } from './reading.ts'
import { parseTargets } from './targets.ts'

type Directive = (reading: Reading, statement: Statement) => void

/** Directives that make rules or change them, keyed by lower-cased name. Reference manual, "Configuration Directives". */
export const ruleDirectives: Readonly<Record<string, Directive>> = {
  secrule: (reading, statement) => {
    const [targetWord, operatorWord, actionWord] = words(statement, 2, 3)
    const actions = actionWord
      ? inWord(actionWord, () => parseActions(actionWord.text, reading.translate))
      : noActions()
    const lists = inWord(targetWord, () => parseTargets(targetWord.text, reading.selector))
    const operator = inWord(operatorWord, () =>
      parseOperator(operatorWord.text, actions.capture ? reading.capturing : reading.translate, (name) =>
        reading.lines(name, statement.place.file),
      ),
    )
    reading.add({ place: statement.place, ...lists, operator, ...phased(reading, actions, actionWord) })
  },
  secaction: (reading, statement) => {
    const [actionWord] = words(statement, 1, 1)
    const actions = inWord(actionWord, () => parseActions(actionWord.text, reading.translate))
    reading.add({ place: statement.place, targets: [], excluded: [], ...phased(reading, actions, actionWord) })
  },
  secmarker: (reading, statement) => {
    const [label] = words(statement, 1, 1)
    reading.marker(label.text, statement.place)
  },
  secdefaultaction: (reading, statement) => {
    const [word] = words(statement, 1, 1)
    const actions = inWord(word, () => parseActions(word.text, reading.translate))
    if (actions.phase === undefined) throw placed(word, new WordError(word.text, 0, 'SecDefaultAction needs a phase'))
    if (actions.id !== undefined) throw placed(word, new WordError('id', 0, 'SecDefaultAction takes no id'))
    if (actions.disruptive === undefined || actions.disruptive.kind === 'block')
      throw placed(word, new WordError(word.text, 0, 'SecDefaultAction needs a disruptive action, and not block'))
    reading.defaults.set(actions.phase, actions)
  },
  secruleremovebyid: (reading, statement) => {
    const text = words(statement, 1, 100).map((word) => word.text)
    const ranges = parseRanges(text.join(' '), 0)
    reading.later(statement, text.join(' '), () =>
      reading.remove((draft) => ranges.some(([low, high]) => within(draft, low, high))),
    )
  },
  secruleremovebytag: (reading, statement) => {
    const [word] = words(statement, 1, 1)
    const pattern = compiled(word, reading)
    reading.later(statement, word.text, () => reading.remove((draft) => tagged(draft, pattern)))
  },
  secruleremovebymsg: (reading, statement) => {
    const [word] = words(statement, 1, 1)
    const pattern = compiled(word, reading)
    reading.later(statement, word.text, () => reading.remove((draft) => named(draft, pattern)))
  },
  secruleupdatetargetbyid: (reading, statement) => {
    const [idWord, targetWord] = words(statement, 2, 3)
    const [, step] = idWord.text.split(':')
    const ranges = inWord(idWord, () => parseRanges(idWord.text.replace(/:\d+$/, ''), 0))
    updateTargets(reading, statement, targetWord, Number(step ?? 0), (draft) =>
      ranges.some(([low, high]) => within(draft, low, high)),
    )
  },
  secruleupdatetargetbytag: (reading, statement) => {
    const [word, targetWord] = words(statement, 2, 3)
    const pattern = compiled(word, reading)
    updateTargets(reading, statement, targetWord, 0, (draft) => tagged(draft, pattern))
  },
  secruleupdatetargetbymsg: (reading, statement) => {
    const [word, targetWord] = words(statement, 2, 3)
    const pattern = compiled(word, reading)
    updateTargets(reading, statement, targetWord, 0, (draft) => named(draft, pattern))
  },
  secruleupdateactionbyid: (reading, statement) => {
    const [idWord, actionWord] = words(statement, 2, 2)
    const [, step] = idWord.text.split(':')
    const ranges = inWord(idWord, () => parseRanges(idWord.text.replace(/:\d+$/, ''), 0))
    const changes = inWord(actionWord, () => parseActions(actionWord.text, reading.translate))
    reading.later(statement, idWord.text, () =>
      reading.change(
        (draft) => ranges.some(([low, high]) => within(draft, low, high)),
        Number(step ?? 0),
        (draft) => {
          // `block` here means what it means in a rule: the default of the phase.
          const { disruptive } = withDefaults(changes, reading.defaultsOf(draft.phase))
          updateActions(draft, { ...changes, ...(changes.disruptive && disruptive && { disruptive }) })
        },
      ),
    )
  },
}

function updateTargets(
  reading: Reading,
  statement: Statement,
  targetWord: Word,
  step: number,
  which: (draft: Draft) => boolean,
): void {
  const { targets, excluded } = inWord(targetWord, () => parseTargets(targetWord.text, reading.selector))
  // A third word names the target that the new ones replace.
  const replaced = statement.words[2]
  const old = replaced && inWord(replaced, () => parseTargets(replaced.text, reading.selector)).targets
  reading.later(statement, statement.words[0]?.text ?? '', () =>
    reading.change(which, step, (draft) => addTargets(draft, targets, old ? [...excluded, ...old] : excluded)),
  )
}

const within = (draft: Draft, low: number, high: number): boolean => {
  const id = draft.actions.id ?? 0
  return id >= low && id <= high
}

const tagged = (draft: Draft, pattern: RegExp): boolean =>
  draft.actions.tags.some((tag) => typeof tag === 'string' && pattern.test(tag))

const named = (draft: Draft, pattern: RegExp): boolean =>
  typeof draft.actions.message === 'string' && pattern.test(draft.actions.message)

function compiled(word: Word, reading: Reading): RegExp {
  const regex: Regex = inWord(word, () => reading.translate(word.text, 0))
  return new RegExp(regex.source, regex.flags)
}

function phased(reading: Reading, own: Actions, word: Word | undefined): Pick<Draft, 'phase' | 'actions'> {
  const starter = reading.chainStarter
  const phase = starter ? starter.phase : (own.phase ?? 2)
  if (starter) {
    const forbidden = own.id !== undefined ? 'id' : own.skipAfter !== undefined ? 'skipAfter' : own.skip ? 'skip' : ''
    if (forbidden && word)
      throw placed(word, new WordError(forbidden, 0, 'only the first rule of a chain may have this'))
    // The first rule's disruptive action is the chain's; a link has no log of its own.
    return { phase, actions: { ...own, log: false, transformations: linkTransformations(reading, own, phase) } }
  }
  if (own.id === undefined) throw placed(word, new WordError('', 0, 'a rule needs an id'))
  return { phase, actions: withDefaults(own, reading.defaultsOf(phase)) }
}

const linkTransformations = (reading: Reading, own: Actions, phase: Draft['phase']): string[] => [
  ...reading.defaultsOf(phase).transformations,
  ...own.transformations,
]

function words(statement: Statement, low: number, high: number): [Word, Word, Word] {
  const { words, name } = statement
  if (words.length < low || words.length > high) {
    const wanted = low === high ? `${low}` : `${low} to ${high}`
    throw new WordError(name, 0, `${name} takes ${wanted} argument${high === 1 ? '' : 's'}, here are ${words.length}`)
  }
  return words as unknown as [Word, Word, Word]
}

/** An error with the word in which its offset counts. */
export class PlacedError extends Error {
  readonly word: Word
  readonly error: WordError
  constructor(word: Word, error: WordError) {
    super(error.message)
    this.word = word
    this.error = error
  }
}

const placed = (word: Word | undefined, error: WordError): Error => (word ? new PlacedError(word, error) : error)

function inWord<T>(word: Word, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof WordError) throw new PlacedError(word, error)
    throw error
  }
}
