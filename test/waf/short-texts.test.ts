import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ShortTexts } from '../../lib/waf/short-texts.ts'

test('it knows what a Map would know, until it is emptied', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\xff'), maxLength: 4 })
  fc.assert(
    fc.property(fc.array(text, { maxLength: 40 }), fc.array(text, { maxLength: 20 }), (added, asked) => {
      const texts = new ShortTexts<number>()
      const map = new Map<string, number>()
      for (const round of [1, 2]) {
        for (const [at, one] of added.entries()) {
          if (!map.has(one)) texts.add(one, at * round)
          map.set(one, map.get(one) ?? at * round)
        }
        expect(texts.size).toBe(map.size)
        for (const one of [...asked, ...added]) expect(texts.get(one)).toBe(map.get(one))
        texts.clear()
        map.clear()
        for (const one of added) expect(texts.get(one)).toBeUndefined()
        expect(texts.size).toBe(0)
      }
    }),
  )
})
