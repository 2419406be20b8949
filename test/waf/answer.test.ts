import { expect, test } from 'vitest'
import type { Context } from '../../lib/core/context.ts'
import { fieldsOf } from '../../lib/waf/answer.ts'

const received = new Request('https://a.example/', {
  headers: { accept: '*/*', 'x-name': 'caf\u00e9', 'x-gone': 'taken out', cookie: 'a=1, b=2' },
})
const context = {
  received,
  fieldNames: [...received.headers.keys()],
  fieldValues: [...received.headers.values()],
} as unknown as Context
const shown = (request: Request): readonly string[] =>
  fieldsOf(request, context).map(({ name, value }) => `${name}: ${value}`)

test('the request as it came: each field once, as bytes', () => {
  expect(shown(received)).toEqual(['accept: */*', 'cookie: a=1, b=2', 'x-gone: taken out', 'x-name: caf\xc3\xa9'])
})

test('one that was changed on the way: what is sent on, and what came where that is another', () => {
  const changed = new Request(received)
  changed.headers.delete('x-gone')
  changed.headers.set('accept', 'text/html')
  changed.headers.set('cookie', 'a=1; b=2') // joined by the door: the same cookies
  changed.headers.set('x-added', 'by a module')
  expect(shown(changed)).toEqual([
    'accept: text/html',
    'cookie: a=1; b=2',
    'x-added: by a module',
    'x-name: caf\xc3\xa9',
    'accept: */*',
    'x-gone: taken out',
  ])
})
