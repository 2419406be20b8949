import fc from 'fast-check'
import { expect, test } from 'vitest'
import { effects } from '../../../lib/waf/transformations/effects.ts'
import { transformations } from '../../../lib/waf/transformations/index.ts'
import { hostileBytes } from './hostile-bytes.ts'

const without = (value: string, bytes: string): string => [...value].filter((byte) => !bytes.includes(byte)).join('')

test('every transformation has an effect, and no other', () => {
  expect(Object.keys(effects).toSorted()).toEqual(Object.keys(transformations).toSorted())
})

for (const [name, transformation] of Object.entries(transformations)) {
  const { needs, adds, removes = '' } = effects[name] as (typeof effects)[string]

  if (needs !== 'any')
    test(`${name} changes nothing without the bytes it needs`, () => {
      fc.assert(
        fc.property(hostileBytes, (input) => {
          const harmless = without(input, needs)
          expect(transformation(harmless)).toBe(harmless)
        }),
        { numRuns: 1000 },
      )
    })

  test(`${name} adds no bytes but those it says, and removes those`, () => {
    fc.assert(
      fc.property(hostileBytes, (input) => {
        const result = transformation(input)
        if (adds !== 'any') expect(without(result, input + adds)).toBe('')
        for (const byte of removes)
          if (adds === 'any' || !adds.includes(byte)) expect(result.includes(byte)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
}
