import { expect } from 'vitest'
import { connectionOptions } from '../../lib/http/hop-by-hop.ts'
import { tableTest } from '../support/table.ts'

const cases: readonly [connection: string, options: readonly string[]][] = [
  ['', []],
  ['close', ['close']],
  ['Keep-Alive, X-Gone', ['keep-alive', 'x-gone']],
  ['x-a,,x-b , ', ['x-a', 'x-b']],
  ['not a token, "x", x-c', ['x-c']],
  ['\tX-A\t', ['x-a']],
  ['x_a', ['x_a']],
]

tableTest('Connection options', 7, cases, ([connection, options]) => {
  expect(connectionOptions(connection)).toEqual(options)
})
