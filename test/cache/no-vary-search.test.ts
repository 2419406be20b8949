import { describe, expect, test } from 'vitest'
import { maxLearned, Variances } from '../../lib/cache/variance.ts'
import { edge, fresh } from './edge.ts'

describe('No-Vary-Search', () => {
  const cases: readonly (readonly [field: string, a: string, b: string, same: boolean])[] = [
    ['params=("utm")', '/a?x=1&utm=1', '/a?utm=2&x=1', true],
    ['params=("utm")', '/a?x=1&utm=1', '/a?x=2&utm=1', false],
    ['params=("utm")', '/a?x=1&y=2', '/a?y=2&x=1', false],
    ['params=("a b")', '/a?a%20b=1', '/a?a+b=2', true],
    ['params', '/a?x=1', '/a?y=2', true],
    ['params', '/a?x=1', '/a', true],
    ['params, except=("id")', '/a?id=1&x=1', '/a?x=2&id=1', true],
    ['params, except=("id")', '/a?id=1', '/a?id=2', false],
    ['key-order', '/a?x=1&y=2', '/a?y=2&x=1', true],
    ['key-order', '/a?x=1&x=2', '/a?x=2&x=1', false],
    ['key-order, params=("z")', '/a?x=1&y=2&z=3', '/a?y=2&x=1', true],
    ['except=("id")', '/a?id=1&x=1', '/a?id=1&x=2', false],
    ['params=("utm"), except=("id")', '/a?utm=1', '/a?utm=2', false],
    ['params="utm"', '/a?utm=1', '/a?utm=2', false],
    ['params=(utm)', '/a?utm=1', '/a?utm=2', false],
    ['params=("utm"', '/a?utm=1', '/a?utm=2', false],
    ['key-order=1', '/a?x=1&y=2', '/a?y=2&x=1', false],
    ['params=?0', '/a?utm=1', '/a?utm=2', false],
    [`params=(${'"x" '.repeat(129)})`, '/a?x=1', '/a?x=2', false],
    ['params=("utm")', '/a?utm=1;x=1', '/a?utm=1;x=2', false],
  ]
  test.each(cases)('%s: %s and %s', async (field, a, b, same) => {
    const site = edge(() => fresh('x', { 'no-vary-search': field }))
    await site.get(a)
    expect((await site.get(b)).verdict.hit).toBe(same)
  })
  test('how many cases there are', () => expect(cases.length).toBe(20))

  test('what an origin no longer says no longer holds', async () => {
    let says = true
    const site = edge((_, count) => fresh(`v${count}`, says ? { 'no-vary-search': 'params=("utm")' } : {}))
    await site.get('/a?utm=1')
    says = false
    await site.pass(60)
    await site.get('/a?utm=1')
    expect((await site.get('/a?utm=2')).text).toBe('v3')
  })

  test('a change of the resource makes all its writings invalid', async () => {
    const site = edge((request, count) =>
      fresh(`v${count}`, request.method === 'GET' ? { 'no-vary-search': 'params' } : {}),
    )
    await site.get('/a?x=1')
    await site.send('POST', '/a?y=2', {}, 'x')
    expect((await site.get('/a?x=1')).verdict.hit).toBe(false)
  })

  test('no more paths are remembered than the limit', () => {
    const variances = new Variances()
    const key = (at: number) => ({ id: `https://h/${at}?a=1`, url: `https://h/${at}?a=1`, path: `/${at}` })
    for (let at = 0; at <= maxLearned; at++) variances.learned(key(at), 'params')
    expect(variances.applied(key(0)).url).toBe('https://h/0?a=1')
    expect(variances.applied(key(1)).url).toBe('https://h/1')
  })
})
