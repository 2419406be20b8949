import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type DevOptions, readOptions } from '../../bin/dev/options.ts'
import { isLoopback } from '../../bin/dev/origin-url.ts'
import { mendable } from '../../bin/failure.ts'
import { tableTest } from '../support/table.ts'

const plain: DevOptions = {
  origin: undefined,
  ca: undefined,
  certificate: undefined,
  host: '127.0.0.1',
  port: 8787,
  configs: undefined,
  modules: undefined,
  rules: undefined,
  debug: 'off',
  trust: undefined,
  challenge: undefined,
}

const understood: readonly [args: string, Partial<DevOptions>][] = [
  ['', {}],
  ['--port 9000', { port: 9000 }],
  ['--debug', { debug: 'verdicts' }],
  ['--debug --port 9000', { debug: 'verdicts', port: 9000 }],
  ['--debug log', { debug: 'log' }],
  ['--debug=log', { debug: 'log' }],
  ['--host localhost', { host: '127.0.0.1' }],
  ['--host [::1]', { host: '::1' }],
  ['--modules gate,origin', { modules: ['gate', 'origin'] }],
  ['--config a.toml --config b.toml', { configs: ['a.toml', 'b.toml'] }],
  ['--trust-header address=X-Real-IP --trust-header ja4=X-JA4', { trust: { address: 'X-Real-IP', ja4: 'X-JA4' } }],
  ['--origin https://origin.test/base', { origin: new URL('https://origin.test/base') }],
  ['--origin http://[::1]:9000 --insecure-origin', { origin: new URL('http://[::1]:9000') }],
  [
    '--origin https://origin.test --ca ca.pem --cert c.pem --key k.pem',
    { origin: new URL('https://origin.test'), ca: 'ca.pem', certificate: { cert: 'c.pem', key: 'k.pem' } },
  ],
]
tableTest('options understood', 14, understood, ([args, options]) =>
  expect(readOptions(args.split(' ').filter(Boolean)), args).toEqual({ ...plain, ...options }),
)

const refused: readonly [args: string, said: RegExp][] = [
  ['--insecure-origin', /needs --origin/],
  ['--ca x', /--ca needs --origin/],
  ['--origin https://a.test --insecure-origin', /leave it out/],
  ['--origin ftp://a.test', /must be https/],
  ['--origin https://u:p@a.test', /user name/],
  ['--origin https://a.test/?q', /query/],
  ['--origin http://127.0.0.1.evil.test --insecure-origin', /is not this machine/],
  ['--origin http://127.0.0.1:1 --insecure-origin --cert a --key b', /are for an https origin/],
  ['--origin http://127.0.0.1:1 --insecure-origin --config a.toml', /cannot be used with --config/],
  ['--origin https://a.test --key k', /--key needs --cert/],
  ['--modules gate', /"origin" must come last/],
  ['--modules origin,origin', /named twice/],
  ['--modules constructor,origin', /no module "constructor"/],
  ['--modules origin --config a.toml', /not both/],
  ['--host example.test', /must be an IP address/],
  ['--port 65536', /1 to 65535/],
  ['--port', /argument missing/],
  ['--debug=loud', /not "loud"/],
  ['--trust-header address=A --trust-header address=B', /given twice/],
  ['--trust-header address=a:b', /with a header's name/],
  ['stray', /Unexpected argument 'stray'/],
]
tableTest('options refused, in one line', 21, refused, ([args, said]) => {
  const reading = () => readOptions(args.split(' '))
  expect(reading, args).toThrow(said)
  expect(reading, args).toThrow(/^[^\n]+$/)
})

const hosts: readonly [host: string, loopback: boolean][] = [
  ['127.0.0.1', true],
  ['127.255.0.9', true],
  ['[::1]', true],
  ['LOCALHOST', true],
  ['128.0.0.1', false],
  ['127.0.0.1.test', false],
  ['::2', false],
]
tableTest('loopback', 7, hosts, ([host, loopback]) => expect(isLoopback(host), host).toBe(loopback))

test('a package that is missing is named, with every package that dev needs', () => {
  const missing = Object.assign(new Error("Cannot find package 'miniflare' imported from x"), {
    code: 'ERR_MODULE_NOT_FOUND',
  })
  const said = (mendable(missing) as Error).message
  const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { peerDependencies: object }
  for (const name of Object.keys(peerDependencies)) {
    expect(said.includes(`"${name}@`), name).toBe(name !== 'hono' && name !== 'itty-router')
  }
  const ours = new Error('a defect')
  expect(mendable(ours)).toBe(ours)
})
