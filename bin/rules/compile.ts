import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Emitted, emit } from '../../lib/compile/emit.ts'
import { withNeeds } from '../../lib/compile/needs.ts'
import { type Selection, select } from '../../lib/compile/select.ts'
import type { Rule, Settings } from '../../lib/ir/rule.ts'
import type { Diagnostic } from '../../lib/seclang/diagnostics.ts'
import { type Parsed, parseSecLang } from '../../lib/seclang/index.ts'
import { statements } from '../../lib/seclang/lexer.ts'
import { CommandError } from '../failure.ts'
import { badArguments } from './arguments.ts'
import { baseIds, baseRules } from './base.ts'
import { diskFiles, ruleFiles } from './files.ts'

export interface CompileRequest extends Selection {
  /** Files and folders, in order. A CRS checkout stands for its `rules` folder. */
  readonly from: readonly string[]
  /** Loaded first. */
  readonly setup?: string | undefined
  /** A folder of CRS plugins: `*-config.conf` and `*-before.conf` are loaded before the rules, `*-after.conf` behind them. */
  readonly plugins?: string | undefined
  /** CRS paranoia level that the rules run at, whatever the set-up says. */
  readonly level?: number | undefined
}

export interface Compiled extends Emitted {
  readonly settings: Settings
  readonly rules: readonly Rule[]
  readonly diagnostics: readonly Diagnostic[]
}

const baseName = 'sallyport-base.conf'
const levelName = 'sallyport-paranoia.conf'

/** Reads rule files and what is wrong in them. @throws CommandError when there is nothing to read */
export function parseRules({ from, setup, plugins, level }: CompileRequest): Parsed {
  const rules = from.flatMap((path) => filesOf(path))
  const plugin = (ending: string) =>
    plugins === undefined ? [] : ruleFiles(plugins).filter((path) => path.endsWith(ending))
  const given = setup === undefined ? [] : [setup]
  const paths = [
    ...given,
    ...usualSetup(from, given),
    ...(level === undefined ? [] : [levelName]),
    ...plugin('-config.conf'),
    ...plugin('-before.conf'),
    ...rules,
    ...plugin('-after.conf'),
  ]
  const own = paths.some((path) => says(path, setsBase))
  const read = (path: string) =>
    path === baseName ? baseRules : path === levelName ? levelRule(level ?? 1) : diskFiles.read(path)
  const parsed = parseSecLang(own ? paths : [baseName, ...paths], { ...diskFiles, read })
  return {
    ...parsed,
    diagnostics: [...parsed.diagnostics, ...badArguments(parsed.rules)],
  }
}

/** CRS refuses everything without its set-up file: the one beside the rules is taken where none was given. */
function usualSetup(from: readonly string[], given: readonly string[]): readonly string[] {
  if (given.some((path) => says(path, /crs_setup_version/))) return []
  const places = from.flatMap((path) => [path, join(path, '..')])
  const names = ['crs-setup.conf', 'crs-setup.conf.example']
  const candidates = places.flatMap((place) => names.map((name) => join(place, name)))
  // Debian keeps it apart from the rules.
  if (from.some((path) => path.includes('/modsecurity-crs'))) candidates.push('/etc/modsecurity/crs/crs-setup.conf')
  const found = candidates.find((path) => existsSync(path))
  return found === undefined ? [] : [found]
}

const levelRule = (level: number): string =>
  `SecAction "id:900998,phase:1,pass,nolog,${['blocking', 'detection', 'executing', '']
    .map((kind) => `setvar:tx.${kind}${kind && '_'}paranoia_level=${level}`)
    .join(',')}"\n`

const setsBase = new RegExp(`\\bid:'?(?:${baseIds.join('|')})\\b`)

/** Whether a directive of a file, or of one that it includes, says something. */
function says(path: string, what: RegExp, read: Set<string> = new Set()): boolean {
  const text = read.has(path) ? undefined : diskFiles.read(path)
  read.add(path)
  if (text === undefined) return false
  // What cannot be read is reported when the file's turn comes.
  return statements(text, path, () => {}).some(({ name, words }) =>
    /^include(?:optional)?$/i.test(name)
      ? diskFiles.find(words[0]?.text ?? '', path).some((file) => says(file, what, read))
      : words.some((word) => what.test(word.text)),
  )
}

function filesOf(path: string): readonly string[] {
  if (!existsSync(path)) throw new CommandError(`there is no file or folder ${path}`)
  const inside = join(path, 'rules')
  const files = ruleFiles(existsSync(inside) ? inside : path)
  if (files.length === 0) throw new CommandError(`${path} holds no .conf file`)
  return files
}

/** From rule files to a module. With an error among the diagnostics, `code` is empty. */
export async function compileRules(request: CompileRequest): Promise<Compiled> {
  const { rules, settings, diagnostics } = parseRules(request)
  if (diagnostics.some(({ level }) => level === 'error'))
    return { code: '', types: '', hash: '', name: '', version: '', settings, rules: [], diagnostics }
  const selected = withNeeds(select(rules, request))
  return { ...(await emit(selected, settings, 'rules')), settings, rules: selected, diagnostics }
}
