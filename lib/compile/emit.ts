import { pack } from '../ir/packed.ts'
import { type Regex, type Rule, ruleAbi, type Settings } from '../ir/rule.ts'

/** Modules to be written. */
export interface Emitted {
  /** `index.js`: an ES module that imports the operators and transformations it uses from `sallyport/runtime`. */
  readonly code: string
  readonly types: string
  /** SHA-256 of rules and settings, hex. */
  readonly hash: string
  readonly name: string
  readonly version: string
}

/** Names as `sallyport/runtime` exports them: prefixed, since an operator and a transformation may share a name. */
export const operatorExport = (name: string): string => `op_${name}`
export const transformationExport = (name: string): string => `t_${name}`

/** What the engine carries out itself. */
const builtIn = new Set(['rx', 'rxglobal'])

/**
 * Rules as an ES module: data, and imports of what the data names. `name` and `version` come from the first rule that has a `ver`
 * (`OWASP_CRS/4.29.0`), else from the caller.
 */
export async function emit(rules: readonly Rule[], settings: Settings, fallback: string): Promise<Emitted> {
  const hash = await sha256(JSON.stringify([ruleAbi, settings, rules], withoutLimits))
  const ver = rules.find(({ version }) => version?.includes('/'))?.version ?? `${fallback}/0`
  const name = ver.slice(0, ver.indexOf('/'))
  const version = ver.slice(ver.indexOf('/') + 1)
  const operators = new Set<string>()
  const transformations = new Set<string>()
  for (const rule of rules)
    for (let link: Rule | undefined = rule; link; link = link.chain) {
      if (link.operator && !builtIn.has(link.operator.name)) operators.add(link.operator.name)
      for (const transformation of link.transformations) transformations.add(transformation)
    }
  const names = [...[...operators].map(operatorExport), ...[...transformations].map(transformationExport)].sort()
  const table = (used: ReadonlySet<string>, exported: (name: string) => string) =>
    `{ ${[...used]
      .sort()
      .map((used) => `${used}: ${exported(used)}`)
      .join(', ')} }`
  const ruleSet = { abi: ruleAbi, name, version, hash, settings }
  const { shared, rules: packed } = pack(JSON.parse(JSON.stringify(rules, withoutWritten)))
  const lines = (list: readonly unknown[]): string =>
    list.map((one) => quoted(ascii(JSON.stringify(one)))).join(',\\\n')
  // The name is a rule's own: a line end in it would end the comment.
  const code = `// Compiled by sallyport. ${rules.filter(({ id }) => id > 0).length} rules of ${ascii(`${name} ${version}`)}. Do not edit: compile again.
import { ${['engine', 'unpack', ...names].join(', ')} } from 'sallyport/runtime'

const library = {
  engine,
  operators: ${table(operators, operatorExport)},
  transformations: ${table(transformations, transformationExport)},
}

export const rules = {
  ...${ascii(JSON.stringify(ruleSet))},
  library,
  // As text, one rule a line: V8 reads JSON twice as fast as the same in JavaScript, and a string in quotes faster than a template.
  rules: unpack('{"shared":[\\
${lines(shared)}\\
],"rules":[\\
${lines(packed)}\\
]}'),
}

export default rules
`
  const types = `import type { CompiledRules } from 'sallyport/rules'

export declare const rules: CompiledRules
export default rules
`
  return { code, types, hash, name, version }
}

/** How long a value V8 is given is the building machine's measure: the same rules are the same rule set. */
const withoutLimits = (key: string, value: unknown): unknown => (key === 'longest' ? undefined : value)

/**
 * JSON within single quotes. An apostrophe is written as JSON's escape: bundlers choose the quotes that need the fewest of their own, and
 * would make a template of a text with many.
 */
const quoted = (json: string): string => json.replaceAll("'", '\\u0027').replaceAll('\\', '\\\\')

/** What runs is the translation; the pattern as its author wrote it is in the author's file. */
const withoutWritten = (key: string, value: unknown): unknown =>
  key === 'regex' || key === 'pattern' ? { ...(value as Regex), written: undefined } : value

/** Byte strings hold Latin-1; a module is UTF-8 and tools rewrite it: everything beyond ASCII is written as an escape. */
const ascii = (json: string): string =>
  json.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
