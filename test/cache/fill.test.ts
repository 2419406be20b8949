import { describe, expect, test } from 'vitest'
import { Budget, collect, fill } from '../../lib/cache/fill.ts'

const chunks = (...sizes: readonly number[]): ReadableStream =>
  new ReadableStream({
    start(controller) {
      for (const size of sizes) controller.enqueue(new Uint8Array(size))
      controller.close()
    },
  })

const broken = (): ReadableStream =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(10))
    },
    pull(controller) {
      controller.error(new Error('broken off'))
    },
  })

describe('a body on its way into the store', () => {
  test.each([
    ['whole', chunks(5, 5), undefined, 10, 10],
    ['whole, as declared', chunks(5, 5), 10, 10, 10],
    ['empty', chunks(), 0, 10, 0],
    ['shorter than declared', chunks(5), 10, 10, undefined],
    ['longer than declared', chunks(5, 6), 10, 20, undefined],
    ['over the limit', chunks(5, 6), undefined, 10, undefined],
    ['broken off', broken(), undefined, 100, undefined],
  ])('%s', async (_, body, declared, max, size) => {
    const budget = new Budget(1000)
    expect((await collect(body, declared, max, budget))?.size).toBe(size)
    expect(budget.take(1000)).toBe(true) // all of it has been given back
  })

  test('bodies share their room: over it one is passed on and not kept, and room comes back', async () => {
    const budget = new Budget(100)
    let go: () => void = () => undefined
    const waiting = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(60))
        go = () => controller.close()
      },
    })
    const first = collect(waiting, undefined, 100, budget)
    await new Promise((resolve) => setTimeout(resolve, 0))
    const second = fill(chunks(30, 30), undefined, 100, budget)
    const sent = second.stream === undefined ? 0 : (await new Response(second.stream).arrayBuffer()).byteLength
    expect([sent, await second.whole]).toEqual([60, undefined])
    go()
    expect((await first)?.size).toBe(60)
    expect((await collect(chunks(100), undefined, 100, budget))?.size).toBe(100)
  })

  test('what is long is sent while it is read', async () => {
    const { stream, whole } = fill(chunks(40_000, 40_000), 80_000, 100_000, new Budget(100_000))
    expect((await new Response(stream as ReadableStream).arrayBuffer()).byteLength).toBe(80_000)
    expect((await whole)?.size).toBe(80_000)
    expect(fill(chunks(10), 10, 100_000, new Budget(100)).stream).toBe(undefined)
    expect(fill(null, undefined, 10, new Budget(10)).stream).toBe(undefined)
  })
})
