import { type RuleSetOptions, ruleSet, type TypedRule, type TypedRules } from 'sallyport/rules'
import { answers } from './answers.ts'
import { files } from './files.ts'
import { objects } from './objects.ts'
import { pieces } from './pieces.ts'
import { protocol } from './protocol.ts'
import { queries } from './queries.ts'
import { requests } from './requests.ts'
import { scanners } from './scanners.ts'
import { commands } from './shell.ts'
import { sqli } from './sqli.ts'
import { templates } from './templates.ts'
import { xml } from './xml.ts'
import { xss } from './xss.ts'

export { answers } from './answers.ts'
export { files } from './files.ts'
export { objects } from './objects.ts'
export { pieces } from './pieces.ts'
export { protocol } from './protocol.ts'
export { queries } from './queries.ts'
export { requests } from './requests.ts'
export { scanners } from './scanners.ts'
export { commands } from './shell.ts'
export { sqli } from './sqli.ts'
export { templates } from './templates.ts'
export { xml } from './xml.ts'
export { xss } from './xss.ts'

/** All rules, in the order in which verdicts list them. */
export const rules: readonly TypedRule[] = [
  ...protocol,
  ...pieces,
  ...sqli,
  ...xss,
  ...files,
  ...commands,
  ...templates,
  ...xml,
  ...queries,
  ...requests,
  ...objects,
  ...scanners,
  ...answers,
]

export const version = '0.1.0'

/** Name and version are the package's; all else is the route's. */
export type CoreOptions = Omit<Partial<RuleSetOptions>, 'name' | 'version'>

/**
 * Sallyport's own rules, the default of every route: detectors that read a value as the language it would be put into, at paranoia 1
 * unless the route says otherwise. For a part alone, import it: `@sallyport/rules-core/sqli`.
 */
export const core = (options: CoreOptions = {}): TypedRules => ruleSet({ rules, ...options, name: 'core', version })
