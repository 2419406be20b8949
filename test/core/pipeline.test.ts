import { pipeline, SallyportError } from 'sallyport'
import { door } from 'sallyport/door'
import { describe, expect, test } from 'vitest'
import { answer, module, platformContext, reach } from '../support/reach.ts'

const boom = new Error('boom')
const throws = (name: string, failure: 'open' | 'closed') => module(name, () => Promise.reject(boom), { failure })

describe('order', () => {
  test('a request meets modules in the order in which they are written', async () => {
    const met: string[] = []
    const layer = (name: string) =>
      module(name, async (request, context, next) => {
        met.push(`>${name}`)
        const response = await next(request, context)
        met.push(`<${name}`)
        return response
      })
    await reach([layer('a'), layer('b'), answer()])
    expect(met).toEqual(['>a', '>b', '<b', '<a'])
  })

  test.each([
    [
      'nobody provides it',
      [module('gate', () => new Response(), { needs: ['bot'] })],
      /"gate" needs verdict "bot": put the module/,
    ],
    [
      'it comes later',
      [
        module('gate', () => new Response(), { needs: ['bot'] }),
        module('bot', () => new Response(), { provides: 'bot' }),
      ],
      /move "bot" before it/,
    ],
    [
      'two provide it',
      [module('a', () => new Response(), { provides: 'bot' }), module('b', () => new Response(), { provides: 'bot' })],
      /"b" and "a" both provide "bot"/,
    ],
    ['two have one name', [answer(), answer()], /two modules are named "answer"/],
    ['there are none', [], /at least one/],
  ])('refused when declared: %s', (_, modules, message) => {
    expect(() => pipeline(...modules)).toThrow(message)
  })
})

describe('failure', () => {
  test('open, before next: handed on, and recorded', async () => {
    const { response, context } = await reach([throws('bot', 'open'), answer()])
    expect(response.status).toBe(200)
    expect(context.failures).toEqual([{ module: 'bot', outcome: 'open', error: boom }])
  })

  test('closed: 500, with nothing of the error in it', async () => {
    const { response, context } = await reach([throws('waf', 'closed'), answer()])
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('boom')
    expect(context.failures).toEqual([{ module: 'waf', outcome: 'closed', error: boom }])
  })

  test('open, after next: the origin is not asked twice', async () => {
    let asked = 0
    const counting = module('origin', () => {
      asked++
      return new Response('ok')
    })
    const late = module(
      'late',
      async (request, context, next) => {
        await next(request, context)
        throw boom
      },
      { failure: 'open' },
    )
    const { response } = await reach([late, counting])
    expect([response.status, asked]).toEqual([500, 1])
  })

  test('open, after next on a fork: the origin is not asked twice', async () => {
    let asked = 0
    const counting = module('origin', () => {
      asked++
      return new Response('ok')
    })
    const late = module(
      'late',
      (request, context, next) => {
        void next(request, context.fork())
        throw boom
      },
      { failure: 'open' },
    )
    const { response } = await reach([late, counting])
    expect([response.status, asked]).toEqual([500, 1])
  })

  test('from below: recorded once, under the name of who threw', async () => {
    const { context } = await reach([
      module('outer', (request, context, next) => next(request, context)),
      throws('inner', 'closed'),
    ])
    expect(context.failures.map((failure) => failure.module)).toEqual(['inner'])
  })

  test('open, but the body was taken past context.body: refused', async () => {
    const thief = module(
      'thief',
      async (request) => {
        await request.text()
        throw boom
      },
      { failure: 'open' },
    )
    const request = new Request('http://shop.test/', { method: 'POST', body: 'text' })
    expect((await reach([thief, answer()], request)).response.status).toBe(500)
  })

  test('open after reading through context.body: the next module reads it again', async () => {
    const reader = module(
      'reader',
      async (_, context) => {
        await context.body.read(2)
        throw boom
      },
      { failure: 'open' },
    )
    const echo = module('echo', async (_, context) => new Response((await context.body.read(100)).bytes))
    const request = new Request('http://shop.test/', { method: 'POST', body: 'text' })
    expect(await (await reach([reader, echo], request)).response.text()).toBe('text')
  })

  test('nobody answers: 500, and the failure says what to do', async () => {
    const { response, context } = await reach([module('a', (request, context, next) => next(request, context))])
    expect(response.status).toBe(500)
    expect(String(context.failures[0]?.error)).toContain('end the pipeline with origin()')
  })
})

describe('verdicts', () => {
  test('are written once, and frozen when the answer leaves', async () => {
    const gateVerdict = { action: 'allow', by: 'default', reason: '' } as const
    const twice = module('twice', (request, context, next) => {
      context.settle('gate', gateVerdict)
      expect(() => context.settle('gate', gateVerdict)).toThrow('ERR_VERDICT')
      return next(request, context)
    })
    const { context } = await reach([twice, answer()])
    expect(context.verdicts.gate).toBe(gateVerdict)
    expect(Object.isFrozen(context.verdicts)).toBe(true)
    expect(() => context.settle('cache', { hit: true })).toThrow('after the answer had left')
  })

  test('a fork has its own', async () => {
    const origin = { pool: 'p', endpoint: 'e', attempts: 1, tls: 'server' } as const
    const seen: unknown[] = []
    const twice = module('cache', async (request, context, next) => {
      const fork = context.fork()
      await next(request, fork)
      const response = await next(request, context)
      seen.push(fork.verdicts.origin, context.verdicts.origin)
      return response
    })
    const end = module('origin', (_, context) => {
      context.settle('origin', { ...origin })
      return new Response('ok')
    })
    expect((await reach([twice, end])).response.status).toBe(200)
    expect(seen).toEqual([origin, origin])
  })
})

test('deferred work runs after the answer, also when a fork or a late task defers it; a throw is recorded', async () => {
  const ran: string[] = []
  const defers = module('defers', (request, context, next) => {
    context.defer(() => {
      ran.push('first')
      context.defer(() => ran.push('late'))
    })
    context.fork().defer(() => ran.push('fork'))
    context.defer(() => Promise.reject(boom))
    ran.push('handled')
    return next(request, context)
  })
  const { context, settled } = await reach([defers, answer()])
  await settled()
  await settled()
  expect(ran[0]).toBe('handled')
  expect([...ran].sort()).toEqual(['first', 'fork', 'handled', 'late'])
  expect(context.failures).toEqual([{ module: 'deferred', outcome: 'deferred', error: boom }])
})

test('a module’s missing key refuses every request and names the key', async () => {
  const sealed = module('seal', (request, context, next) => next(request, context), { keys: ['seal'] })
  const { response, context } = await reach([answer()])
  expect(response.status).toBe(200)
  expect(context.keys.has('seal')).toBe(false)
  let failures: unknown
  const worker = door(pipeline(sealed, answer()), { observe: ({ arrival }) => (failures = arrival.context?.failures) })
  expect((await worker.fetch(new Request('http://shop.test/'), {}, platformContext())).status).toBe(500)
  expect(String((failures as { error: unknown }[])[0]?.error)).toContain('module "seal" needs key "seal"')
})

test('past the door nothing passes', () => {
  expect(() => pipeline(answer()).fetch(new Request('http://shop.test/'), {}, platformContext())).toThrow(
    SallyportError,
  )
})

test('around: the chain stands before somebody’s handler, which can read the body that modules have read', async () => {
  const reader = module('reader', async (request, context, next) => {
    await context.body.read(3)
    return next(request, context)
  })
  const app = pipeline(reader).around(async (request) => new Response(`echo ${await request.text()}`))
  const request = new Request('http://shop.test/', { method: 'POST', body: 'abcdef' })
  const response = await door(app).fetch(request, {}, platformContext())
  expect(await response.text()).toBe('echo abcdef')
})

describe('preparation', () => {
  test('is asked for once, when the pipeline is declared', async () => {
    let times = 0
    const layer = { ...module('a', (request, context, next) => next(request, context)), prepare: () => void times++ }
    const chain = pipeline(layer, answer())
    expect(times).toBe(1)
    expect(chain.modules).toHaveLength(2)
    await reach([layer, answer()])
    expect(times).toBe(2) // that of the other pipeline
  })

  test('that fails keeps the worker from starting', () => {
    const prepare = () => {
      throw new SallyportError('ERR_RULE', 'the rule set lacks an operator')
    }
    expect(() => pipeline({ ...answer(), prepare })).toThrow('lacks an operator')
  })
})
