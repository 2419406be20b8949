// The bytes of a text are those of its chars, whatever came before, with a 0 behind them; the mask is that of the text.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskOf } from '../../lib/regex/byte-classes.ts'
import { heldBytes, letGo, maskInBytes } from '../../lib/waf/held-bytes.ts'

const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code))

function holds(text: string): void {
  const bytes = heldBytes(text)
  for (let at = 0; at < text.length; at++)
    if (bytes[at] !== text.charCodeAt(at)) expect(bytes[at], `byte ${at} of ${text.length}`).toBe(text.charCodeAt(at))
  expect(bytes[text.length]).toBe(0)
  expect(maskInBytes(text)).toBe(maskOf(text))
}

describe('heldBytes', () => {
  it('gives the bytes of texts, one after the other', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: byte, maxLength: 200 })), (texts) => texts.forEach(holds)))
  })

  it('reads long texts with and without bytes beyond ASCII', () => {
    for (const size of [47, 48, 49, 1023, 1024, 1025, 65_535, 65_536, 65_537, 300_000])
      for (const last of ['z', '\xff', '\x80'])
        for (const first of ['', '\xff', '\xff\xfe']) {
          holds(`${first}${'a'.repeat(size - 1 - first.length)}${last}`)
          holds('short')
        }
  })

  it('keeps no more than 64 KiB, and nothing of a text that it let go', () => {
    const long = heldBytes('b'.repeat(200_000))
    expect(long.length).toBe(200_001)
    letGo()
    expect(heldBytes('c').length).toBeLessThanOrEqual(65_536)
    holds('b'.repeat(200_000))
  })
})
