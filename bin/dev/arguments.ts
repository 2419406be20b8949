/** What a switch says of itself, in the form in which citty prints it. */
interface TextArgument {
  readonly type: 'string'
  readonly description: string
  readonly valueHint: string
  readonly default?: string
}

interface BooleanArgument {
  readonly type: 'boolean'
  readonly description: string
}

type TextName =
  | 'origin'
  | 'ca'
  | 'cert'
  | 'key'
  | 'port'
  | 'host'
  | 'config'
  | 'modules'
  | 'debug'
  | 'trust-header'
  | 'rules'
  | 'setup'
  | 'mode'
  | 'paranoia'
  | 'challenge'

export type DevArguments = Readonly<Record<TextName, TextArgument>> & {
  readonly 'insecure-origin': BooleanArgument
}

/** The switches of `sallyport dev`, as `--help` prints them. */
export const devArguments: DevArguments = {
  origin: {
    type: 'string',
    valueHint: 'URL',
    description: 'https://host[:port][/base]; without it a demo shop is started',
  },
  ca: {
    type: 'string',
    valueHint: 'FILE',
    description: 'PEM of the CA that the origin is checked against, in place of the public ones',
  },
  cert: { type: 'string', valueHint: 'FILE', description: 'PEM of the client certificate that the origin is shown' },
  key: { type: 'string', valueHint: 'FILE', description: 'PEM of its private key' },
  port: {
    type: 'string',
    valueHint: 'N',
    description: 'First port; each further worker takes the next one',
    default: '8787',
  },
  host: { type: 'string', valueHint: 'ADDRESS', description: 'Address to listen on', default: '127.0.0.1' },
  config: {
    type: 'string',
    valueHint: 'FILE',
    description:
      'A wrangler TOML file whose main exports a door; may be repeated (default: wrangler.toml and wrangler.assets.toml here)',
  },
  modules: {
    type: 'string',
    valueHint: 'LIST',
    description: 'In place of a config, a door before these modules: waf,gate,cache,origin',
  },
  challenge: {
    type: 'string',
    valueHint: 'SCORE',
    description: 'Challenge requests whose bot score is below it, 1 to 99; needs bot and gate among the modules',
  },
  rules: { type: 'string', valueHint: 'DIR', description: 'Compile this folder of SecLang rules and serve with them' },
  setup: { type: 'string', valueHint: 'FILE', description: 'A SecLang file that is loaded before --rules' },
  mode: { type: 'string', valueHint: 'detect|block', description: 'What --rules do with a match (default: block)' },
  paranoia: { type: 'string', valueHint: 'N', description: 'CRS paranoia level of --rules: 1 to 4' },
  debug: {
    type: 'string',
    valueHint: 'verdicts|log',
    description:
      'Print verdicts in x-sallyport-* response headers; "log" adds what rules log (default when given: verdicts)',
  },
  'trust-header': {
    type: 'string',
    valueHint: 'WHAT=NAME',
    description: 'Believe a front door’s header: address=X-Real-IP, ja4=…, proto=…; only on loopback; may be repeated',
  },
  'insecure-origin': { type: 'boolean', description: 'Let --origin be http://, on a loopback address only' },
}
