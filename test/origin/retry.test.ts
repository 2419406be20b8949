import { expect } from 'vitest'
import { type Attempt, mayRetry } from '../../lib/origin/retry.ts'
import { tableTest } from '../support/table.ts'

const lost = Object.assign(new Error('Network connection lost.'), { retryable: true })
const internal = new Error('internal error; reference = x')
const get: Attempt = { method: 'GET', replayable: true, mutual: false, answered: false }

const cases: readonly [attempt: Partial<Attempt>, thrown: unknown, again: boolean][] = [
  [{}, lost, true],
  [{ method: 'HEAD' }, lost, true],
  [{ method: 'OPTIONS' }, lost, true],
  [{ method: 'PUT' }, lost, true],
  [{ method: 'DELETE' }, lost, true],
  [{ method: 'POST' }, lost, false],
  [{ method: 'PATCH' }, lost, false],
  [{ method: 'PROPFIND' }, lost, false],
  [{ method: 'get' }, lost, false],
  [{ method: 'PUT', replayable: false }, lost, false],
  [{}, internal, false],
  [{}, undefined, false],
  [{}, Object.assign(new Error('x'), { retryable: 'true' }), false],
  [{ mutual: true }, lost, false],
  [{ mutual: true, answered: true }, lost, true],
  [{ mutual: true, answered: true, method: 'POST' }, lost, false],
  [{ mutual: true, answered: true }, internal, false],
]

tableTest('a second attempt', 17, cases, ([attempt, thrown, again]) => {
  expect(mayRetry({ ...get, ...attempt }, thrown), JSON.stringify(attempt)).toBe(again)
})
