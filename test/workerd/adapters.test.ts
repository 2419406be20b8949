import { Hono } from 'hono'
import { AutoRouter, IttyRouter, Router } from 'itty-router'
import type { Module } from 'sallyport'
import { pipeline } from 'sallyport'
import { type App, door } from 'sallyport/door'
import { hono } from 'sallyport/hono'
import { itty } from 'sallyport/itty'
import { describe, expect, test } from 'vitest'
import { answer, module, platformContext } from '../support/reach.ts'

/** Says which pipeline answered, under which route, and that it was given a real Request. */
const names = (name: string): Module =>
  module(name, async (request, context) => {
    const real =
      new Request(request.url, { method: request.method, headers: request.headers }) instanceof Request &&
      request instanceof Request
    const { bytes } = await context.body.read(100)
    return Response.json({
      name,
      route: context.route,
      real,
      path: context.url.pathname,
      body: new TextDecoder().decode(bytes),
    })
  })

const honoApp = (): App => {
  const app = new Hono()
  app.all('/admin/*', hono(names('admin')))
  app.all('/api/:id', hono(names('api')))
  app.get('/own', hono(module('before', (request, context, next) => next(request, context))), (c) =>
    c.text(`own ${c.req.path}`),
  )
  app.all('/files/*', hono(names('files')))
  return app
}

const ittyApp = (make: () => ReturnType<typeof Router>) => (): App => {
  const router = make()
  router.all('/admin/*', itty(names('admin')))
  router.all('/api/:id', itty(names('api')))
  router.all('/files/*', itty(pipeline(names('files'))))
  return router
}

const apps: readonly [name: string, make: () => App][] = [
  ['Hono', honoApp],
  ['Router', ittyApp(Router)],
  ['IttyRouter', ittyApp(IttyRouter as unknown as typeof Router)],
  ['AutoRouter', ittyApp(AutoRouter as unknown as typeof Router)],
]

/** Path x router: every router leads a path to the same pipeline, or to none. */
const paths: readonly [path: string, pipeline: string | number][] = [
  ['/admin/x', 'admin'],
  ['/%61dmin/x', 'admin'],
  ['//admin/x', 'admin'],
  ['/files/../admin/x', 'admin'],
  ['/files/%2e%2e/admin/x', 'admin'],
  ['/api/7', 'api'],
  ['/api/a%2Fb', 400],
  ['/files/a%2Fb', 'files'],
  ['/files/a;v=1/b', 'files'],
  ['/files/..;/admin/x', 400],
  ['/files/..%2Fadmin/x', 400],
  ['/files%2Fx', 400],
  ['/admin%2fx', 400],
  ['/admin;v=1/x', 400],
  ['/api;/7', 400],
  ['/nowhere', 404],
  ['/files/%2561dmin', 'files'],
  ['/%2561dmin/x', 400],
]

describe.each(apps)('%s', (_, make) => {
  test(`path x router: ${paths.length} paths`, async () => {
    expect(paths).toHaveLength(18)
    const worker = door(make())
    for (const [path, expected] of paths) {
      // A Request's URL is normalised by its constructor; what a socket delivers is not.
      const request = rawRequest(path)
      const response = await worker.fetch(request, {}, platformContext())
      const got = response.status === 200 ? ((await response.json()) as { name: string }).name : response.status
      expect(got, path).toBe(expected)
    }
  })

  test('hands on a real Request, its body and its route', async () => {
    const request = new Request('http://shop.test/api/7', { method: 'POST', body: 'text' })
    const response = await door(make()).fetch(request, {}, platformContext())
    expect(await response.json()).toEqual({ name: 'api', route: '/api/:id', real: true, path: '/api/7', body: 'text' })
  })
})

test('Hono: behind the last module the routes declared after it answer', async () => {
  const response = await door(honoApp()).fetch(new Request('http://shop.test/own'), {}, platformContext())
  expect(await response.text()).toBe('own /own')
})

test('Hono: a handler of one’s own reads the body that modules have read', async () => {
  const app = new Hono()
  const reads = module('reads', async (request, context, next) => {
    await context.body.read(2)
    return next(request, context)
  })
  app.post('/form', hono(reads), async (c) => c.text(`got ${await c.req.text()}`))
  const request = new Request('http://shop.test/form', { method: 'POST', body: 'a=1&b=2' })
  expect(await (await door(app).fetch(request, {}, platformContext())).text()).toBe('got a=1&b=2')
})

test('Hono: two pipelines on one request share its verdicts', async () => {
  const app = new Hono()
  const verdict = { score: 7, signals: [] }
  app.use(
    '*',
    hono(
      module(
        'bot',
        (request, context, next) => {
          context.settle('bot', verdict)
          return next(request, context)
        },
        { provides: 'bot' },
      ),
    ),
  )
  app.get('/x', hono(module('reader', (_, context) => Response.json(context.verdicts.bot))))
  const response = await door(app).fetch(new Request('http://shop.test/x'), {}, platformContext())
  expect(await response.json()).toEqual(verdict)
})

test('Hono: an error of a module is ours to answer, not Hono’s', async () => {
  const app = new Hono()
  app.onError((error, c) => c.text(`leak ${error.message}`, 418))
  app.all('*', hono(module('broken', () => Promise.reject(new Error('secret')))))
  const response = await door(app).fetch(new Request('http://shop.test/x'), {}, platformContext())
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('secret')
})

test('a function that routes by itself gets no ambiguous path', async () => {
  const worker = door(() => new Response('own'))
  expect((await worker.fetch(rawRequest('/a%2Fb'), {}, platformContext())).status).toBe(400)
  expect((await worker.fetch(rawRequest('/ab'), {}, platformContext())).status).toBe(200)
})

test('passThroughOnException is refused', async () => {
  const worker = door((_, __, platform) => {
    platform.passThroughOnException()
    return new Response('passed')
  })
  expect((await worker.fetch(new Request('http://shop.test/'), {}, platformContext())).status).toBe(500)
})

test('pipelines of answers work under every router', async () => {
  for (const [, make] of apps) expect(typeof make()).not.toBe('undefined')
  expect(
    (await door(pipeline(answer('bare'))).fetch(new Request('http://shop.test/'), {}, platformContext())).status,
  ).toBe(200)
})

/** A Request whose `url` reads as a socket delivered it. */
function rawRequest(path: string): Request {
  const request = new Request('http://shop.test/')
  Object.defineProperty(request, 'url', { value: `http://shop.test${path}` })
  return request
}

test('a router inside a route of itty’s routes by itself: what it would do with another reading, nobody can say', async () => {
  const nested = IttyRouter({ base: '/nested' })
    .all('/admin/*', () => new Response('strict'))
    .all('*', () => new Response('weak'))
  const worker = door(IttyRouter().all('/nested/*', nested.fetch))
  const answers = ['/nested/admin/x', '/nested/x', '/nested/admin%2Fx'].map(async (path) => {
    const response = await worker.fetch(rawRequest(path), {}, platformContext())
    return response.ok ? response.text() : response.status
  })
  expect(await Promise.all(answers)).toEqual(['strict', 'weak', 400])
})
