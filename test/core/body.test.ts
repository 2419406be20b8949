import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bodyCeilingBytes, RequestBody } from '../../lib/core/body.ts'

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const whole = (body: BodyInit | null): Promise<string> => new Response(body).text()

/** A source that counts how many chunks were taken from it. */
function source(chunks: readonly string[]): { readonly stream: ReadableStream; readonly taken: () => number } {
  let at = 0
  const stream = new ReadableStream(
    {
      pull(controller) {
        const chunk = chunks[at++]
        if (chunk === undefined) controller.close()
        else controller.enqueue(new TextEncoder().encode(chunk))
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, taken: () => Math.min(at, chunks.length) }
}

test('reads no further than the bound, and the origin gets every byte', async () => {
  const { stream, taken } = source(['aaaa', 'bbbb', 'cccc', 'dddd'])
  const body = new RequestBody(stream, null)
  const head = await body.read(6)
  expect([text(head.bytes), head.complete, taken()]).toEqual(['aaaabb', false, 2])
  expect(text((await body.read(3)).bytes)).toBe('aaa')
  expect(body.replayable).toBe(false)
  expect(await whole(body.forward())).toBe('aaaabbbbccccdddd')
  expect(() => body.forward()).toThrow('ERR_BODY')
  await expect(body.read(9)).rejects.toThrow('ERR_BODY')
  expect((await body.read(3)).complete).toBe(false)
})

test('a body that is held whole is sent as bytes, as often as asked', async () => {
  const body = new RequestBody(source(['ab', 'cd']).stream, '4')
  expect(await body.read(4)).toEqual({ bytes: new TextEncoder().encode('abcd'), complete: true })
  expect(body.replayable).toBe(true)
  expect([await whole(body.forward()), await whole(body.forward())]).toEqual(['abcd', 'abcd'])
})

test('untouched, it is the platform’s own stream', () => {
  const { stream } = source(['ab'])
  expect(new RequestBody(stream, null).forward()).toBe(stream)
})

test('no body, an empty body, and a replaced body', async () => {
  const none = new RequestBody(null, null)
  expect([none.present, none.replayable, none.forward(), (await none.read(9)).complete]).toEqual([
    false,
    true,
    null,
    true,
  ])
  const empty = new RequestBody(source([]).stream, '0')
  expect([empty.present, (await empty.read(9)).bytes.length, await whole(empty.forward())]).toEqual([true, 0, ''])
  const replaced = new RequestBody(source(['old']).stream, '3')
  replaced.replace(new TextEncoder().encode('sealed'))
  expect([await whole(replaced.forward()), text((await replaced.read(100)).bytes), replaced.declaredBytes]).toEqual([
    'sealed',
    'sealed',
    undefined,
  ])
  expect(replaced.touched, 'request.body is not the body any longer').toBe(true)
})

test('exceeds: a declared length answers unread, a chunked body is read to the bound', async () => {
  const declared = source(['aaaa'])
  const body = new RequestBody(declared.stream, '4')
  expect([await body.exceeds(3), await body.exceeds(4), declared.taken()]).toEqual([true, false, 0])
  const chunked = new RequestBody(source(['aaaa']).stream, null)
  expect([await chunked.exceeds(3), await chunked.exceeds(4)]).toEqual([true, false])
})

test('readers at once get the same bytes', async () => {
  const body = new RequestBody(source(['aa', 'bb', 'cc']).stream, null)
  const heads = await Promise.all([body.read(1), body.read(6), body.read(3), body.read(5)])
  expect(heads.map(({ bytes }) => text(bytes))).toEqual(['a', 'aabbcc', 'aab', 'aabbc'])
})

test('a client that breaks off is ERR_BODY; an unusable bound is ERR_OPTION', async () => {
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('Network connection lost.')) })
  await expect(new RequestBody(broken, null).read(1)).rejects.toThrow('ERR_BODY')
  for (const bound of [-1, Number.NaN, bodyCeilingBytes + 1]) {
    await expect(new RequestBody(null, null).read(bound)).rejects.toThrow('ERR_OPTION')
  }
})

test('whatever is read before, what is sent is what came', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ minLength: 1, maxLength: 20 }), { maxLength: 8 }),
      fc.array(fc.nat(100), { maxLength: 4 }),
      async (chunks, bounds) => {
        const body = new RequestBody(source(chunks).stream, null)
        const all = new TextEncoder().encode(chunks.join(''))
        for (const bound of bounds) {
          const head = await body.read(bound)
          expect(head.bytes).toEqual(all.subarray(0, bound))
          expect(head.complete).toBe(all.length <= bound)
        }
        expect(await whole(body.forward())).toBe(chunks.join(''))
      },
    ),
    { numRuns: 300 },
  )
})
