import { randomBytes } from 'node:crypto'
import { type ModuleName, moduleTexts } from './modules.ts'
import type { Debug, DevOptions } from './options.ts'

/** What the generated entry turns on. A deployed worker has no variable that does the same. */
export interface EntrySettings {
  readonly debug: Debug
  readonly trust: DevOptions['trust']
  /** Rules that were compiled for this run. */
  readonly waf?: WafSettings | undefined
  /** Bot score below which requests are challenged. */
  readonly challenge?: number | undefined
}

export interface WafSettings {
  /** Specifier of the compiled module from the entry's folder. */
  readonly module: string
  readonly mode: 'block' | 'detect'
}

/** `main`: specifier of the user's worker from the entry's folder. `shown`: its path as the user knows it. */
export function entryOfWorker(main: string, shown: string, settings: EntrySettings): string {
  return lines(
    `import worker from ${quote(main)}`,
    ...doorImports(settings),
    '',
    '// Durable Object classes and named entry points.',
    `export * from ${quote(main)}`,
    '',
    `if (typeof worker?.with !== 'function')`,
    `  throw new Error(${quote(`${notADoor} ${shown} must be a door: export default door(app)`)})`,
    `export default worker.with(${doorOptions(settings)})`,
  )
}

/** How the entry's own complaint begins, so that it can be told from the worker's errors. */
export const notADoor = 'the default export of'

export interface OriginSettings {
  readonly url: string
  readonly plaintext: boolean
  readonly certificate: boolean
}

export function entryOfModules(names: readonly ModuleName[], origin: OriginSettings, settings: EntrySettings): string {
  const own = settings.waf === undefined && names.includes('waf')
  const texts = {
    bot: settings.challenge === undefined ? '' : '{ challenge: asking, behaviour: {} }',
    gate: settings.challenge === undefined ? '' : gateOptions(settings.challenge),
    cache: settings.debug === 'off' ? '' : '{ debug: true }',
    origin: originOptions(origin),
    waf: wafOptions(settings.waf),
  }
  return lines(
    `import { pipeline } from 'sallyport'`,
    `import { door } from 'sallyport/door'`,
    ...doorImports(settings),
    ...names.map((name) => moduleTexts[name].import),
    ...(own ? [`import { core } from '@sallyport/rules-core'`] : []),
    ...(settings.waf ? [`import { rules } from ${quote(settings.waf.module)}`] : []),
    ...(settings.challenge === undefined ? [] : challengeLines()),
    '',
    `const route = pipeline(${names.map((name) => moduleTexts[name].call(texts)).join(', ')})`,
    `export default door(route, ${doorOptions(settings)})`,
  )
}

const gateOptions = (score: number): string =>
  `{ needs: ['bot'], policies: [scoreBelow(${score}, 'challenge')], challenge: asking.handler }`

// A key for this run: clearances end with it.
const challengeLines = (): readonly string[] => [
  `import { challenge } from 'sallyport/bot'`,
  `import { scoreBelow } from 'sallyport/gate'`,
  `import { keys } from 'sallyport'`,
  '',
  'const asking = challenge()',
  `const ring = keys({ bot: ${quote(`dev:${randomBytes(32).toString('base64url')}`)} })`,
]

// Always by the binding: under miniflare the platform's own fetch goes through a worker of miniflare's, at half the cost of a request.
const originOptions = ({ url, plaintext, certificate }: OriginSettings): string => {
  const sender = certificate ? 'tls: { certificate: (env) => env.ORIGIN }' : 'through: (env) => env.ORIGIN'
  return `{ url: ${quote(url)}, ${sender}${plaintext ? ', allowPlaintext: true' : ''} }`
}

const wafOptions = (waf: WafSettings | undefined): string =>
  waf ? `{ rules, mode: ${quote(waf.mode)}, responseBodies: true }` : '{ rules: core(), responseBodies: true }'

const doorImports = ({ trust }: EntrySettings): readonly string[] => [
  `import { ${trust ? 'fromHeader' : 'unknownClient'} } from 'sallyport'`,
  `import { batchedConsole, telemetry } from 'sallyport/telemetry'`,
]

// Events are shown in full: the terminal belongs to the person who started the command.
const doorOptions = ({ debug, trust, waf, challenge }: EntrySettings): string =>
  lines(
    '{',
    `  client: ${trust ? `fromHeader(${quote(trust)})` : 'unknownClient'},`,
    `  debug: ${quote(debug)},`,
    // Rules are to see what was sent: while only detecting, the door makes canonical what it would refuse.
    ...(waf?.mode === 'detect' ? [`  mode: 'detect',`] : []),
    ...(challenge === undefined ? [] : ['  reserved: { challenge: asking.answer },', '  keys: () => ring,']),
    `  observe: telemetry(batchedConsole(), { detail: 'full' }),`,
    '}',
  )

const quote = (value: unknown): string => JSON.stringify(value)
const lines = (...text: readonly string[]): string => text.join('\n')
