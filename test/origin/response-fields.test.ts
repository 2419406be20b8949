import { expect, test } from 'vitest'
import { responseFields } from '../../lib/origin/response-fields.ts'
import { tableTest } from '../support/table.ts'

type Fields = Readonly<Record<string, string>>

const via = { via: '1.1 sallyport' }
const cases: readonly [title: string, received: Fields, passed: Fields][] = [
  ['nothing', {}, via],
  [
    'what is meant for the visitor',
    { etag: '"x"', 'content-length': '5', 'content-encoding': 'gzip' },
    { etag: '"x"', 'content-length': '5', 'content-encoding': 'gzip', ...via },
  ],
  ['Connection', { connection: 'close', 'keep-alive': 'timeout=5' }, via],
  [
    'Connection names fields',
    { connection: 'X-Gone, close', 'x-gone': '1', 'x-stays': '1' },
    { 'x-stays': '1', ...via },
  ],
  ['Connection names Via', { connection: 'via', via: '1.0 inner' }, via],
  ['Upgrade', { upgrade: 'h2c' }, via],
  ['Trailer, TE, Transfer-Encoding', { trailer: 'x', te: 'x', 'transfer-encoding': 'chunked' }, via],
  ['Proxy-Authenticate', { 'proxy-authenticate': 'Basic', 'proxy-connection': 'close' }, via],
  ['Via', { via: '1.0 inner' }, { via: '1.0 inner, 1.1 sallyport' }],
  ['x-sallyport-*', { 'x-sallyport-waf': 'action=pass', 'x-sallyport-id': 'x' }, via],
  ['Proxy-Status in our name', { 'proxy-status': 'sallyport; error=dns_error' }, via],
  [
    'Proxy-Status of another',
    { 'proxy-status': 'inner; error=dns_error' },
    { 'proxy-status': 'inner; error=dns_error', ...via },
  ],
  ['Cache-Status of both', { 'cache-status': 'inner; hit, "SallyPort"; hit' }, { 'cache-status': 'inner;hit', ...via }],
  ['Cache-Status, malformed', { 'cache-status': 'HIT from sallyport (x)' }, via],
  ['Cache-Status named in Connection', { connection: 'cache-status', 'cache-status': 'sallyport; hit' }, via],
]

tableTest('fields of an answer', 15, cases, ([title, received, passed]) => {
  const fields = new Headers(received)
  responseFields(fields, 'sallyport')
  expect(Object.fromEntries(fields), title).toEqual(passed)
})

test('Set-Cookie lines stay apart', () => {
  const fields = new Headers([
    ['set-cookie', 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT'],
    ['set-cookie', 'b=2'],
    ['x-sallyport-id', 'x'],
  ])
  responseFields(fields, 'sallyport')
  expect(fields.getSetCookie()).toEqual(['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2'])
})
