import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type JsonPath, memberPath, rootPath } from '../../../lib/waf/body/json-names.ts'

test('a member has one place, in whatever order members come', () => {
  const key = fc.constantFrom('id', 'name', 'price', 'tags', '', 'Id')
  fc.assert(
    fc.property(fc.array(fc.array(key, { maxLength: 8 }), { maxLength: 8 }), (objects) => {
      for (const naming of ['2.9', '3'] as const) {
        const root = rootPath(naming)
        const parent = memberPath(root, 'list', naming)
        const places = new Map<string, JsonPath>()
        for (const one of objects.flat()) {
          const place = memberPath(parent, one, naming)
          expect(place.key).toBe(one)
          expect(place.name).toBe(`${parent.name}.${one === '' && naming === '3' ? 'empty-key' : one}`)
          expect(places.get(one) ?? place).toBe(place)
          places.set(one, place)
        }
        expect(new Set(places.values()).size).toBe(places.size)
      }
    }),
  )
})
