import { fromHeader, pipeline } from 'sallyport'
import { door } from 'sallyport/door'
import { batchedConsole, type Event, telemetry } from 'sallyport/telemetry'
import { expect, test, vi } from 'vitest'
import { answer, module, platformContext } from '../support/reach.ts'

const visit = (): Request =>
  new Request('http://shop.test/login?user=eve&password=hunter2', { headers: { 'x-real-ip': '192.0.2.77' } })

async function eventOf(detail: 'minimal' | 'full', request = visit(), broken = false): Promise<Event> {
  const events: Event[] = []
  const end = broken ? module('end', () => Promise.reject(new SyntaxError('Unexpected token hunter2'))) : answer()
  const worker = door(pipeline(end), {
    client: fromHeader('x-real-ip'),
    observe: telemetry((event) => events.push(event), { detail }),
    clock: () => 1000,
  })
  await worker.fetch(request, {}, platformContext())
  return events[0] as Event
}

test('by default an event tells what happened and keeps what was said', async () => {
  const event = await eventOf('minimal')
  expect(event).toMatchObject({
    sallyport: 1,
    time: 1000,
    method: 'GET',
    host: 'shop.test',
    target: '/login?user=*&password=*',
    client: '192.0.2.0/24',
    status: 200,
    elapsedMs: 0,
    verdicts: { door: { action: 'pass' } },
  })
  expect(JSON.stringify(event)).not.toMatch(/hunter2|192\.0\.2\.77/)
})

test('an error’s message may quote the request: only its name leaves', async () => {
  const event = await eventOf('minimal', visit(), true)
  expect(event.failures).toEqual([{ module: 'end', outcome: 'closed', error: 'SyntaxError' }])
  expect((await eventOf('full', visit(), true)).failures[0]?.error).toContain('hunter2')
})

test('full detail is for one’s own terminal, and still escaped', async () => {
  const request = new Request('http://shop.test/')
  Object.defineProperty(request, 'url', { value: 'http://shop.test/\u202eb?q=1' })
  const event = await eventOf('full', request)
  expect(event).toMatchObject({ target: '/%E2%80%AEb?q=1', rawTarget: '/\\u{202e}b?q=1', client: 'unknown' })
})

test('batches: many events, one call', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const platform = platformContext()
  const worker = door(pipeline(answer()), { observe: telemetry(batchedConsole({ flushAfterMs: 1, maxLines: 100 })) })
  for (let at = 0; at < 10; at++) await worker.fetch(visit(), {}, platform)
  await platform.settled()
  expect(log).toHaveBeenCalledTimes(1)
  expect(String(log.mock.calls[0]?.[0]).split('\n')).toHaveLength(10)
  for (let at = 0; at < 100; at++) await worker.fetch(visit(), {}, platform)
  expect(log).toHaveBeenCalledTimes(2)
  log.mockRestore()
})
