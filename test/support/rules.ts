import { type RuleSet, ruleAbi } from '../../lib/ir/rule.ts'
import { printDiagnostic } from '../../lib/seclang/diagnostics.ts'
import { type Files, type Parsed, parseSecLang } from '../../lib/seclang/index.ts'
import type { CompiledRules } from '../../lib/waf/compiled.ts'
import { compiledRunner } from '../../lib/waf/compiled-runner.ts'
import { type InspectedRequest, type Waf, type WafOptions, waf } from '../../lib/waf/index.ts'
import { operators } from '../../lib/waf/operators/index.ts'
import { transformations } from '../../lib/waf/transformations/index.ts'

/** Rule files in memory, by path. */
export const memoryFiles = (files: Readonly<Record<string, string>>): Files => ({
  read: (path) => files[path],
  find: (pattern, from) => {
    const folder = from.includes('/') ? from.slice(0, from.lastIndexOf('/') + 1) : ''
    const form = new RegExp(`^${(folder + pattern).replace(/[.+]/g, '\\$&').replaceAll('*', '[^/]*')}$`)
    return Object.keys(files)
      .filter((path) => form.test(path))
      .sort()
  },
})

export const parse = (text: string, files: Readonly<Record<string, string>> = {}): Parsed =>
  parseSecLang(['a.conf'], memoryFiles({ 'a.conf': text, ...files }))

/** What the compiler says, printed; notes too. */
export const said = (text: string, files: Readonly<Record<string, string>> = {}): readonly string[] =>
  parse(text, files).diagnostics.map(printDiagnostic)

/** Compiled in memory. @throws Error when a file has errors */
export function compiled(text: string, files: Readonly<Record<string, string>> = {}): CompiledRules {
  const { diagnostics, ...parsed } = parse(text, files)
  const wrong = diagnostics.filter(({ level }) => level === 'error' || level === 'left-out').map(printDiagnostic)
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  const ruleSet: RuleSet = { abi: ruleAbi, name: 'test', version: '1', hash: 'abc', ...parsed }
  return { ...ruleSet, library: { engine: compiledRunner, operators, transformations } }
}

export const wafOf = (text: string, options: Partial<WafOptions> = {}): Waf =>
  waf({ rules: compiled(text), ...options })

export const request = (target = '/', over: Partial<InspectedRequest> = {}): InspectedRequest => ({
  method: 'GET',
  target,
  protocol: 'HTTP/1.1',
  headers: [],
  ...over,
})

export const post = (body: string, type = 'application/x-www-form-urlencoded'): InspectedRequest =>
  request('/', { method: 'POST', headers: [{ name: 'Content-Type', value: type }], body })

/** Ids of the rules that matched, in order. */
export const idsOf = async (
  text: string,
  sent: InspectedRequest = request(),
  options: Partial<WafOptions> = {},
): Promise<readonly number[]> => (await wafOf(text, options).inspect(sent)).matches.map(({ id }) => id)
