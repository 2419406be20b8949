/** One switch, in the form in which citty prints it. */
export type Switch =
  | { readonly type: 'string'; readonly valueHint: string; readonly description: string; readonly default?: string }
  | { readonly type: 'boolean'; readonly description: string }

export type StringName = 'origin' | 'ca' | 'cert' | 'key' | 'port' | 'host' | 'modules' | 'debug'
export type RepeatedName = 'config' | 'trust-header'

export const defaultPort = '8787'
export const defaultHost = '127.0.0.1'

/** The switches of `sallyport dev`, as `--help` prints them. */
export const devArguments: Record<StringName | RepeatedName | 'insecure-origin', Switch> = {
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
    default: defaultPort,
  },
  host: { type: 'string', valueHint: 'ADDRESS', description: 'Address to listen on', default: defaultHost },
  config: {
    type: 'string',
    valueHint: 'FILE',
    description:
      'A wrangler TOML file whose main exports a door; may be repeated. Without it: wrangler.toml and wrangler.assets.toml',
  },
  modules: {
    type: 'string',
    valueHint: 'LIST',
    description: 'In place of a config, a door before these modules: gate,origin',
  },
  debug: {
    type: 'string',
    valueHint: 'verdicts|log',
    description: 'Print verdicts in x-sallyport-* response headers; log adds what rules log. Alone it means verdicts',
  },
  'trust-header': {
    type: 'string',
    valueHint: 'WHAT=NAME',
    description: 'Believe a front door’s header: address=X-Real-IP, ja4=…, proto=…; only on loopback; may be repeated',
  },
  'insecure-origin': { type: 'boolean', description: 'Let --origin be http://, on a loopback address only' },
}
