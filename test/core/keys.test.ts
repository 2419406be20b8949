import { expect, test } from 'vitest'
import { keys, noKeys } from '../../lib/core/keys.ts'

const secret = (fill: string): string => fill.repeat(43) // 43 characters of base64url are 32 bytes

test('the first key of a name makes, all of them check', () => {
  const bound = keys({ pseudonym: `new:${secret('B')}, old:${secret('A')}` })
  expect(bound.current('pseudonym').id).toBe('new')
  expect(bound.current('pseudonym').secret).toHaveLength(32)
  expect(bound.find('pseudonym', 'old')?.id).toBe('old')
  expect(bound.find('pseudonym', 'retired')).toBeUndefined()
  expect(bound.has('other')).toBe(false)
})

test.each([
  ['absent', undefined],
  ['empty', ''],
  ['without id', secret('A')],
  ['short', 'a:AAAA'],
  ['not base64url', `a:${'*'.repeat(43)}`],
  ['same id twice', `a:${secret('A')},a:${secret('B')}`],
])('a key that is %s is refused by name, without its bytes', (_, text) => {
  expect(() => keys({ pseudonym: text })).toThrow(/key "pseudonym".*\[ERR_KEY\]/)
  try {
    keys({ pseudonym: text })
  } catch (error) {
    if (text) expect(String(error)).not.toContain(text.slice(2))
  }
})

test('there are no default keys', () => {
  expect(() => noKeys.current('pseudonym')).toThrow('ERR_KEY')
})
