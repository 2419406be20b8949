/** What is wrong in a rule file, and where: everything at once, so that one run of the compiler shows all there is to do. */

export interface Place {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in bytes. */
  readonly column: number
}

export interface Diagnostic extends Place {
  /**
   * `error`: nothing is compiled. `left-out`: the rule, with its chain, is not compiled, since it needs what cannot be had here.
   * `warning`: compiled, but probably not what was meant. `note`: known, and without effect here.
   */
  readonly level: 'error' | 'left-out' | 'warning' | 'note'
  /** The word that is wrong, as the file has it. */
  readonly word: string
  readonly message: string
}

/** Thrown inside the readers of one statement; the compiler turns it into a diagnostic and reads on. */
export class WordError extends Error {
  readonly word: string
  /** Offset of the word in the text that was being read; in bytes. */
  readonly offset: number
  /** Known to ModSecurity and not to be had here: no mistake of the file. */
  readonly impossible: boolean

  constructor(word: string, offset: number, message: string, impossible = false) {
    super(message)
    this.impossible = impossible
    this.word = word
    this.offset = offset
  }
}

const shown = 60

/** `file:line:column: level: message: "word"`, control bytes shown as `\xhh`. */
export function printDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, level, message, word } = diagnostic
  const cut = word.length > shown ? `${word.slice(0, shown)}…` : word
  const safe = cut.replace(/[^\x20-\x7e…]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return `${file}:${line}:${column}: ${level}: ${message}${word === '' ? '' : `: "${safe}"`}`
}
