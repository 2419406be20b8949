import { parseArgs } from 'node:util'
import { CommandError, reason } from '../failure.ts'
import { devArguments } from './arguments.ts'
import { isModuleName, type ModuleName, moduleTexts } from './modules.ts'
import { isLoopback, readListenHost, readOriginUrl } from './origin-url.ts'

export type Debug = 'off' | 'verdicts' | 'log'

/** What `sallyport dev` was asked for, checked as far as that needs no file. */
export interface DevOptions {
  /** `undefined`: the demo shop. */
  readonly origin: URL | undefined
  readonly ca: string | undefined
  readonly certificate: { readonly cert: string; readonly key: string } | undefined
  readonly host: string
  readonly port: number
  /** `undefined`: not said; `config.ts` looks for the usual names. */
  readonly configs: readonly string[] | undefined
  readonly modules: readonly ModuleName[] | undefined
  readonly debug: Debug
  readonly rules: RuleOptions | undefined
  /** Bot score below which requests are challenged. */
  readonly challenge: number | undefined
  /** Headers of a declared front door. `undefined`: nobody is believed. */
  readonly trust: Readonly<Partial<Record<TrustName, string>>> | undefined
}

/** Rules to compile and serve with. */
export interface RuleOptions {
  readonly folder: string
  readonly setup: string | undefined
  readonly mode: 'block' | 'detect'
  readonly paranoia: number | undefined
}

const trustNames = ['address', 'ja4', 'proto'] as const
type TrustName = (typeof trustNames)[number]

const repeated: ReadonlySet<string> = new Set(['config', 'trust-header'])
const switches = Object.fromEntries(
  Object.entries(devArguments).map(([name, { type }]) => [name, { type, multiple: repeated.has(name) }]),
)

/** @throws CommandError, one line: what is wrong and what to write instead */
export function readOptions(args: readonly string[]): DevOptions {
  const values = parse(args)
  const { origin: originText, ca, cert, key, config: configs, modules: list } = values
  const insecure = values['insecure-origin'] === true
  if (originText === undefined) {
    const needsOrigin = insecure ? 'insecure-origin' : (['ca', 'cert', 'key'] as const).find((name) => values[name])
    if (needsOrigin)
      throw new CommandError(`--${needsOrigin} needs --origin: the demo shop has certificates of its own`)
  }
  const origin = originText === undefined ? undefined : readOriginUrl(originText, insecure)
  if (origin?.protocol === 'http:' && (ca ?? cert ?? key)) {
    throw new CommandError('--ca, --cert and --key are for an https origin; --origin is http')
  }
  if ((cert === undefined) !== (key === undefined)) {
    throw new CommandError(`--${cert ? 'cert' : 'key'} needs --${cert ? 'key' : 'cert'} beside it`)
  }
  if (list !== undefined && configs !== undefined) throw new CommandError('give --modules or --config, not both')
  if (insecure && configs !== undefined) {
    throw new CommandError(
      '--insecure-origin cannot be used with --config: whether a route may be plaintext is written in the worker',
    )
  }
  const host = readListenHost(values.host ?? '127.0.0.1')
  return {
    origin,
    ca,
    certificate: cert !== undefined && key !== undefined ? { cert, key } : undefined,
    host,
    port: readPort(values.port ?? '8787'),
    configs,
    modules: list === undefined ? undefined : readModules(list),
    debug: readDebug(values.debug),
    rules: readRules(values),
    challenge: readChallenge(values.challenge, list),
    trust: readTrust(values['trust-header'] ?? [], host),
  }
}

function readRules({ rules, setup, mode = 'block', paranoia, config }: Values): RuleOptions | undefined {
  if (rules === undefined) {
    const alone = setup ? 'setup' : paranoia ? 'paranoia' : undefined
    if (alone) throw new CommandError(`--${alone} needs --rules`)
    return undefined
  }
  if (config !== undefined) throw new CommandError('give --rules or --config, not both: a worker imports its own rules')
  if (mode !== 'block' && mode !== 'detect') throw new CommandError(`--mode is detect or block, not "${mode}"`)
  if (paranoia !== undefined && !/^[1-4]$/.test(paranoia)) throw new CommandError('--paranoia is 1, 2, 3 or 4')
  return { folder: rules, setup, mode, paranoia: paranoia === undefined ? undefined : Number(paranoia) }
}

type Single = Exclude<keyof typeof devArguments, 'config' | 'trust-header' | 'insecure-origin'>
type Values = { readonly [Name in Single]?: string } & {
  readonly config?: readonly string[]
  readonly 'trust-header'?: readonly string[]
  readonly 'insecure-origin'?: boolean
}

function parse(args: readonly string[]): Values {
  // A bare --debug means verdicts; parseArgs has no optional values.
  const written = args.map((arg, at) =>
    arg === '--debug' && !/^(?:off|verdicts|log)$/.test(args[at + 1] ?? '') ? '--debug=verdicts' : arg,
  )
  try {
    return parseArgs({ args: written, options: switches, strict: true, allowPositionals: false }).values as Values
  } catch (error) {
    const { code } = error as { code?: string }
    const [said] = reason(error).split('. ')
    const hint = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? '; "sallyport dev --help" lists what there is' : ''
    throw new CommandError(`${said}${hint}`)
  }
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port
  throw new CommandError(`--port must be a number from 1 to 65535, not "${text}"`)
}

function readModules(list: string): readonly ModuleName[] {
  const names = list.split(',').map((name) => name.trim())
  for (const [at, name] of names.entries()) {
    if (!isModuleName(name)) {
      throw new CommandError(
        `--modules: there is no module "${name}"; there is: ${Object.keys(moduleTexts).join(', ')}`,
      )
    }
    if (names.indexOf(name) !== at) throw new CommandError(`--modules: "${name}" is named twice`)
  }
  if (names.at(-1) !== 'origin') throw new CommandError('--modules: "origin" must come last: it answers')
  return names as readonly ModuleName[]
}

function readChallenge(text: string | undefined, list: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const names = list?.split(',').map((name) => name.trim()) ?? []
  if (!names.includes('bot') || !names.includes('gate') || names.indexOf('gate') < names.indexOf('bot'))
    throw new CommandError('--challenge needs --modules with bot and, after it, gate')
  const score = Number(text)
  if (/^\d{1,2}$/.test(text) && score >= 1) return score
  throw new CommandError(`--challenge must be a score from 1 to 99, not "${text}"`)
}

function readDebug(text: string | undefined): Debug {
  if (text === undefined) return 'off'
  if (text === 'off' || text === 'verdicts' || text === 'log') return text
  throw new CommandError(`--debug can be verdicts or log, not "${text}"`)
}

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/

function readTrust(pairs: readonly string[], host: string): DevOptions['trust'] {
  if (pairs.length === 0) return undefined
  if (!isLoopback(host)) {
    throw new CommandError(
      `--trust-header is refused on ${host}: anybody who reaches it could write the header; listen on 127.0.0.1 behind the front door`,
    )
  }
  const trust: Partial<Record<TrustName, string>> = {}
  for (const pair of pairs) {
    const [what = '', name = ''] = pair.split(/=(.*)/s)
    if (!trustNames.includes(what as TrustName) || !headerName.test(name)) {
      throw new CommandError(
        `--trust-header "${pair}": write address=NAME, ja4=NAME or proto=NAME, with a header's name`,
      )
    }
    if (trust[what as TrustName] !== undefined) throw new CommandError(`--trust-header: "${what}" is given twice`)
    trust[what as TrustName] = name
  }
  return trust
}
