import { expect, test } from 'vitest'
import { parseAddress } from '../../lib/http/address.ts'
import { hopByHop } from '../../lib/http/hop-by-hop.ts'
import { visitorFields } from '../../lib/http/visitor-fields.ts'
import { type Known, mayStayBehind, requestFields } from '../../lib/origin/request-fields.ts'
import { tableTest } from '../support/table.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const known: Known = {
  id: 'request-id-1',
  trace: { traceId, parentId: '00f067aa0ba902b7', flags: '01' },
  client: {},
  host: 'shop.test',
  scheme: 'https',
  name: 'sallyport',
  version: '9.9.9',
}

/** What goes out of every request, whatever came in. */
const ours = {
  'cdn-loop': 'sallyport',
  forwarded: 'for=unknown;host=shop.test;proto=https',
  traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
  via: '1.1 sallyport',
  'x-forwarded-host': 'shop.test',
  'x-forwarded-proto': 'https',
  'x-request-id': 'request-id-1',
  'x-sallyport-gate': '9.9.9',
}

type Fields = Readonly<Record<string, string>>

const sent = (received: Fields, more: Partial<Known> = {}): Fields | undefined => {
  const fields = requestFields(new Headers(received), { ...known, ...more })
  return fields && Object.fromEntries(fields)
}

const carried: Fields = {
  accept: 'text/html',
  authorization: 'Bearer x',
  'content-type': 'text/plain',
  cookie: 'a=1; b=2',
  'if-none-match': '"x"',
  range: 'bytes=0-4',
  'sec-websocket-protocol': 'chat',
  'x-requested-with': 'XMLHttpRequest',
}

/** Fields received, and what comes out besides `ours`; `undefined` for a loop. */
const cases: readonly [title: string, received: Fields, others: Fields | undefined][] = [
  ['nothing', {}, {}],
  ['what is meant for the origin', carried, carried],
  ['Host', { host: 'evil.test' }, {}],
  ['Connection', { connection: 'keep-alive' }, {}],
  ['Connection names a field', { connection: 'X-Gone, close', 'x-gone': '1', 'x-stays': '1' }, { 'x-stays': '1' }],
  [
    'Connection names one of ours',
    { connection: 'via, x-sallyport-gate, traceparent', via: '1.0 a' },
    { via: '1.0 a, 1.1 sallyport' },
  ],
  ['Keep-Alive', { 'keep-alive': 'timeout=5' }, {}],
  ['TE', { te: 'trailers' }, {}],
  ['Trailer', { trailer: 'x-sum' }, {}],
  ['Transfer-Encoding', { 'transfer-encoding': 'chunked' }, {}],
  ['Proxy-Connection', { 'proxy-connection': 'keep-alive' }, {}],
  ['Proxy-Authorization', { 'proxy-authorization': 'Basic x' }, {}],
  ['HTTP2-Settings', { 'http2-settings': 'x' }, {}],
  ['Expect', { expect: '100-continue' }, {}],
  ['Upgrade to WebSocket', { upgrade: 'WebSocket', connection: 'Upgrade' }, { upgrade: 'WebSocket' }],
  ['Upgrade to anything else', { upgrade: 'h2c', connection: 'Upgrade' }, {}],
  ['Upgrade to two things', { upgrade: 'websocket, h2c', connection: 'Upgrade' }, {}],
  ['x-sallyport-*', { 'x-sallyport-gate': '1', 'x-sallyport-score': '99' }, {}],
  ['X-Forwarded-*', { 'x-forwarded-for': '192.0.2.66', 'x-forwarded-proto': 'http', 'x-forwarded-port': '1' }, {}],
  ['X_Forwarded_For', { x_forwarded_for: '192.0.2.66', x_real_ip: '192.0.2.66' }, {}],
  [
    'X-Real-IP and its like',
    { 'x-real-ip': '192.0.2.66', 'true-client-ip': '192.0.2.66', 'cf-connecting-ip': '1' },
    {},
  ],
  ['Forwarded', { forwarded: 'for=192.0.2.66;proto=http' }, {}],
  ['Client-Cert', { 'client-cert': ':AAAA:' }, {}],
  ['Via', { via: '1.0 fred' }, { via: '1.0 fred, 1.1 sallyport' }],
  ['CDN-Loop of others', { 'cdn-loop': 'other; v=1' }, { 'cdn-loop': 'other; v=1, sallyport' }],
  ['CDN-Loop with us in it', { 'cdn-loop': 'other, SALLYPORT; v="1"' }, undefined],
  ['CDN-Loop twice', { 'cdn-loop': 'sallyport, other' }, undefined],
  ['X-Request-Id', { 'x-request-id': 'theirs' }, {}],
  ['traceparent', { traceparent: `00-${traceId}-1111111111111111-00` }, {}],
  [
    'tracestate of the same trace',
    { traceparent: `00-${traceId}-1111111111111111-00`, tracestate: 'a=1' },
    { tracestate: 'a=1' },
  ],
  ['tracestate of another trace', { traceparent: `00-${'a'.repeat(32)}-1111111111111111-00`, tracestate: 'a=1' }, {}],
  ['tracestate alone', { tracestate: 'a=1' }, {}],
  ['tracestate with a bad traceparent', { traceparent: '00-x-y-00', tracestate: 'a=1' }, {}],
]

tableTest('fields to the origin', 33, cases, ([title, received, others]) => {
  expect(sent(received), title).toEqual(others && { ...ours, ...others })
})

test('a known address is told in both forms', () => {
  const address = parseAddress('2001:db8::1')
  if (address === undefined) throw new Error('unreachable')
  expect(sent({}, { client: { address }, scheme: 'http', host: 'shop.test:8080' })).toMatchObject({
    forwarded: 'for="[2001:db8::1]";host="shop.test:8080";proto=http',
    'x-forwarded-for': '2001:db8::1',
    'x-forwarded-host': 'shop.test:8080',
    'x-forwarded-proto': 'http',
  })
})

test('Via names the version in which the visitor spoke', () => {
  expect(sent({}, { client: { httpVersion: '2' } })).toMatchObject({ via: '2 sallyport' })
})

test('another name is another hop', () => {
  expect(sent({ 'cdn-loop': 'sallyport' }, { name: 'inner' })).toMatchObject({
    'cdn-loop': 'sallyport, inner',
    via: '1.1 inner',
  })
})

test('the fields received are not touched', () => {
  const received = new Headers({ connection: 'x-a', 'x-a': '1', via: '1.0 a' })
  const before = [...received]
  requestFields(received, known)
  expect([...received]).toEqual(before)
})

test('no field that must stay behind is passed over', () => {
  const all = [
    ...hopByHop,
    ...visitorFields,
    'upgrade',
    'via',
    'cdn-loop',
    'tracestate',
    'host',
    'x-sallyport-gate',
    'x-forwarded-for',
    'cf-ray',
    'ssl-client-cert',
  ]
  expect(all.length).toBeGreaterThan(40)
  for (const name of all) {
    expect(mayStayBehind(name), name).toBe(true)
    expect(mayStayBehind(name.replaceAll('-', '_')), name).toBe(true)
  }
})
