import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type StartedWorker, startWorker } from '../support/worker.ts'

/** What reached the origin. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly type: string
  readonly body: string
}

export interface Site {
  readonly url: string
  readonly received: readonly Received[]
  /** The first request at the origin that fits, waited for. */
  reached(fits: (received: Received) => boolean, seconds?: number): Promise<Received>
  stop(): Promise<void>
}

/** Seconds that the way without scripts takes here. */
export const waitSeconds = 2

/** An origin behind a gate that challenges everybody, whatever the score. */
export async function startSite(): Promise<Site> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request
    received.push({ method, url, type: request.headers['content-type'] ?? '', body: await bodyOf(request) })
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><title>Behind</title><h1>Behind the gate</h1><p id="path">${url}</p>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const worker: StartedWorker = await startWorker({
    source: `
      import { bot, challenge } from 'sallyport/bot'
      import { gate, scoreBelow } from 'sallyport/gate'
      import { door } from 'sallyport/door'
      import { origin } from 'sallyport/origin'
      import { keys, pipeline, unknownClient } from 'sallyport'
      const asking = challenge({ waitSeconds: ${waitSeconds}, appealUrl: 'mailto:gate@example.com' })
      const ring = keys({ bot: 'test:${'A'.repeat(43)}' })
      const back = origin({ url: 'http://127.0.0.1:${port}', allowPlaintext: true, through: (env) => env.NET })
      const route = pipeline(bot({ challenge: asking }), gate({ needs: ['bot'], policies: [scoreBelow(99, 'challenge')], challenge: asking.handler }), back)
      // A page of the site's own that needs no challenge: forms and scripts start from it.
      const start = '<!doctype html><meta charset="utf-8"><title>Start</title><form id="plain" method="post" action="/order?x=1"><input name="text"><textarea name="area"></textarea><button>Send</button></form>' +
        '<form id="files" method="post" action="/upload" enctype="multipart/form-data"><input name="note"><input type="file" name="file"><button>Send</button></form>'
      const page = (request, env, context) => new URL(request.url).pathname === '/start'
        ? new Response(start, { headers: { 'content-type': 'text/html' } }) : route.fetch(request, env, context)
      export default door(page, { client: unknownClient, debug: 'verdicts', reserved: { challenge: asking.answer }, keys: () => ring })`,
  })
  return {
    url: `http://127.0.0.1:${worker.port}`,
    received,
    async reached(fits, seconds = 30) {
      const until = Date.now() + seconds * 1000
      for (;;) {
        const found = received.find(fits)
        if (found) return found
        if (Date.now() > until)
          throw new Error(`nothing that fits has reached the origin; it got ${JSON.stringify(received)}`)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    async stop() {
      await worker.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
