/** `sallyport dev` as a person uses it: one command, a shop behind mutual TLS, one line a request, and an end in order. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeAuthority } from '../support/certificates.ts'
import { alive, descendants, refused, type StartedGate, startGate } from '../support/gate.ts'
import { freePortPair } from '../support/ports.ts'
import { raw } from '../support/raw.ts'

describe('the demo shop behind the gate', () => {
  let gate: StartedGate
  beforeAll(async () => {
    gate = await startGate(['--debug'])
  })
  afterAll(() => gate.stop())

  test('both workers listen, and three lines are there to try', () => {
    expect(gate.output()).toContain(`${gate.url}  sallyport-edge`)
    expect(gate.output()).toContain(`http://127.0.0.1:${gate.port + 1}  sallyport-assets`)
    expect(gate.output().match(/^ {2}curl /gm)).toHaveLength(3)
  })

  test('pages, search, API, login, upload, assets', async () => {
    expect(await (await fetch(`${gate.url}/`)).text()).toContain('Gatehouse Supplies')
    expect(await (await fetch(`${gate.url}/search?q=${encodeURIComponent('<b>lock')}`)).text()).toContain(
      '&lt;b&gt;lock',
    )
    expect(await (await fetch(`${gate.url}/api/products`)).json()).toHaveProperty('products')
    const cart = await fetch(`${gate.url}/api/cart`, { method: 'POST', body: '{"product":"rim-lock","quantity":2}' })
    expect([cart.status, ((await cart.json()) as { total: number }).total]).toEqual([201, 9800])
    const login = await fetch(`${gate.url}/login`, {
      method: 'POST',
      body: new URLSearchParams({ user: 'eve', password: 'portcullis' }),
    })
    expect(login.headers.getSetCookie()[0]).toContain('session=')
    const form = new FormData()
    form.set('drawing', new Blob([new Uint8Array(1_000_000)]), 'gate.png')
    expect(await (await fetch(`${gate.url}/upload`, { method: 'POST', body: form })).text()).toMatch(
      /1000\d\d\d bytes arrived/,
    )
    const style = await fetch(`http://127.0.0.1:${gate.port + 1}/assets/app.css`)
    expect([style.status, style.headers.get('x-sallyport-origin')?.includes('tls=mutual')]).toEqual([200, true])
    expect((await fetch(`http://127.0.0.1:${gate.port + 1}/login`)).status).toBe(404)
  })

  test('events and a WebSocket', async () => {
    const events = await fetch(`${gate.url}/events`)
    const reader = (events.body as ReadableStream<Uint8Array>).getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('data: visitor 1')
    await reader.cancel()
    const socket = new WebSocket(`${gate.url.replace('http', 'ws')}/ws`)
    await once(socket, 'open')
    socket.send('Halt')
    expect(((await once(socket, 'message'))[0] as MessageEvent).data).toBe('Halt')
    socket.close()
  })

  test('debug headers say what was inspected and forwarded, and a stranger is not believed', async () => {
    const answer = await raw(
      gate.port,
      'GET /x/../search?q=a HTTP/1.1\r\nHost: shop.test\r\nX-Real-IP: 192.0.2.1\r\nCF-Connecting-IP: 192.0.2.1\r\n\r\n',
    )
    expect(answer.headers.get('x-sallyport-url')).toBe('/search?q=a')
    expect(answer.headers.get('x-sallyport-raw-url')).toBe('/x/../search?q=a')
    expect(answer.headers.get('x-sallyport-client')).toBe('unknown')
    expect(answer.headers.get('x-sallyport-gate')).toContain('action=allow')
  })

  test('health', async () => {
    expect(await (await fetch(`${gate.url}/.well-known/sallyport/health`)).json()).toEqual({ status: 'ok' })
  })

  test('each request is one readable line, whatever was in it', async () => {
    await raw(gate.port, 'GET /%1b%5b31mred?x=%0aforged HTTP/1.1\r\nHost: shop.test\r\n\r\n')
    await expect.poll(() => gate.output()).toContain('door refused: encoded-control')
    const lines = gate
      .output()
      .split('\n')
      .filter((line) => line.includes('encoded-control'))
    expect(lines).toHaveLength(1)
    expect(gate.output()).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/)
  })

  test('the development certificates are for nobody else', () => {
    expect(statSync('.sallyport/tls').mode & 0o777).toBe(0o700)
    for (const name of ['ca', 'server', 'client'])
      expect(statSync(`.sallyport/tls/${name}.key`).mode & 0o777).toBe(0o600)
  })
})

describe('it ends in order', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s: exit 0, nobody left', async (signal) => {
    const gate = await startGate()
    const children = descendants(gate.pid)
    expect(children.length).toBeGreaterThan(0)
    expect(await gate.stop(signal)).toBe(0)
    await expect.poll(() => children.filter(alive), { timeout: 5000 }).toEqual([])
  })

  test('SIGKILL: workerd does not stay behind', async () => {
    const gate = await startGate()
    const children = descendants(gate.pid)
    await gate.stop('SIGKILL')
    await expect.poll(() => children.filter(alive), { timeout: 10_000 }).toEqual([])
  })

  test('Ctrl-C at any moment of the start: no stack, nobody left', async () => {
    for (const afterMs of [300, 700, 1000]) {
      // As a terminal does it: to every process of the foreground.
      const child = spawn(process.execPath, ['bin/sallyport.ts', 'dev', '--port', String(await freePortPair())], {
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let said = ''
      child.stderr.on('data', (data) => (said += data))
      await wait(afterMs)
      const children = descendants(child.pid as number)
      process.kill(-(child.pid as number), 'SIGINT')
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
      expect([0, 'SIGINT'], String(afterMs)).toContain(code ?? signal) // before it listens for signals, the signal itself ends it
      expect(said).toBe('')
      await expect.poll(() => children.filter(alive), { timeout: 5000 }).toEqual([])
    }
  })

  test('npm start: a SIGTERM to npm ends everything', async () => {
    const child = spawn('npm', ['start', '--', '--port', String(await freePortPair())], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stdout.on('data', (data) => (said += data))
    await expect.poll(() => said, { timeout: 15_000 }).toContain('Ctrl-C')
    const children = descendants(child.pid as number)
    child.kill('SIGTERM')
    await expect.poll(() => children.filter(alive), { timeout: 5000 }).toEqual([])
  })

  test('a crash of workerd is said and mended, and the new one ends with the command', async () => {
    const gate = await startGate()
    process.kill(workerdOf(gate.pid), 'SIGKILL')
    await expect.poll(() => gate.output(), { timeout: 10_000 }).toContain('was started again')
    expect((await fetch(gate.url)).status).toBe(200)
    const children = descendants(gate.pid)
    await gate.stop('SIGKILL')
    await expect.poll(() => children.filter(alive), { timeout: 10_000 }).toEqual([])
  })
})

const workerdOf = (pid: number): number =>
  descendants(pid).find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('workerd\0serve')) as number

describe('an origin of one’s own', () => {
  test('loopback without TLS, a front door’s headers, the bare gate', async () => {
    const seen: Record<string, unknown>[] = []
    const server = createServer((request, response) => {
      seen.push(request.headers)
      response.end('mine')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const gate = await startGate([
      '--modules',
      'origin',
      '--origin',
      `http://127.0.0.1:${port}`,
      '--insecure-origin',
      '--trust-header',
      'address=X-Real-IP',
      '--trust-header',
      'proto=X-Proto',
      '--debug',
    ])
    const answer = await fetch(`${gate.url}/a%2Fb`, { headers: { 'x-real-ip': '192.0.2.7', 'x-proto': 'https' } })
    expect(await answer.text()).toBe('mine')
    expect(answer.headers.get('x-sallyport-client')).toBe('192.0.2.7')
    expect(answer.headers.has('x-sallyport-gate')).toBe(false)
    expect(seen[0]).toMatchObject({ 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' })
    await gate.stop()
    server.close()
  })

  test('the runtime’s own reason is on the terminal, and not in the answer', async () => {
    const authority = await makeAuthority('stranger')
    const { createServer: createTls } = await import('node:https')
    const pair = await authority.issue({})
    const server = createTls({ cert: pair.certificate, key: pair.key }, (_, response) => void response.end('x')).listen(
      0,
      '127.0.0.1',
    )
    await once(server, 'listening')
    const gate = await startGate([
      '--modules',
      'origin',
      '--origin',
      `https://localhost:${(server.address() as AddressInfo).port}`,
    ])
    const answer = await fetch(`${gate.url}/`)
    expect(answer.status).toBe(502)
    expect(await answer.text()).not.toMatch(/certificate|issuer/i)
    await expect
      .poll(() => gate.output())
      .toMatch(/UnknownIssuer|unknown issuer|unable to get local issuer|self.signed/i)
    await gate.stop()
    server.close()
  })
})

describe('what cannot be meant is one clear line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-dev-'))
  const file = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }

  const worker = (name: string, text: string): string => {
    file(`${name}.js`, text)
    return file(`${name}.toml`, `name = "${name}"\nmain = "${name}.js"`)
  }

  test('ports, certificates, origins, options, workers', async () => {
    const holder = createTcpServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const taken = String((holder.address() as AddressInfo).port)
    const one = await makeAuthority('one')
    const [pair, other] = [await one.issue({}), await one.issue({})]
    const expired = await one.issue({ untilMs: -1000 })
    const cases: readonly [args: string[], said: RegExp][] = [
      [['--port', taken], /port \d+ on 127\.0\.0\.1 is in use/],
      [['--origin', 'https://127.0.0.1:1'], /cannot reach the origin/],
      [['--origin', 'http://127.0.0.1:9'], /is plaintext: use https, or add --insecure-origin/],
      [['--origin', 'http://example.test', '--insecure-origin'], /is not this machine/],
      [['--origin', 'nonsense'], /is not a URL/],
      [['--origin', `https://127.0.0.1:${taken}`, '--ca', '/nowhere.pem'], /--ca .*cannot be read/],
      [['--origin', `https://127.0.0.1:${taken}`, '--ca', file('bad.pem', 'x')], /holds no certificate/],
      [['--origin', `https://127.0.0.1:${taken}`, '--cert', file('c.pem', pair.certificate)], /--cert needs --key/],
      [
        [
          '--origin',
          `https://127.0.0.1:${taken}`,
          '--cert',
          file('c.pem', pair.certificate),
          '--key',
          file('k.pem', other.key),
        ],
        /does not belong to the certificate/,
      ],
      [
        [
          '--origin',
          `https://127.0.0.1:${taken}`,
          '--cert',
          file('e.pem', expired.certificate),
          '--key',
          file('ek.pem', expired.key),
        ],
        /expired/,
      ],
      [['--modules', 'origin,nonsense'], /there is no module "nonsense"/],
      [['--modules', 'origin,gate'], /"origin" must come last/],
      [['--nonsense'], /Unknown option '--nonsense'/],
      [['--port', '0'], /--port must be a number/],
      [['--host', '0.0.0.0', '--trust-header', 'address=X-Real-IP'], /--trust-header is refused on 0\.0\.0\.0/],
      [['--trust-header', 'address'], /write address=NAME/],
      [['--config', '/nowhere.toml'], /cannot be read/],
      [['--config', file('no-main.toml', 'name = "x"')], /there is no main/],
      [['--config', file('bad.toml', 'name = ')], /bad\.toml:1/],
      [['--config', worker('plain', 'export default { fetch() {} }')], /the default export of .* must be a door/],
      [
        ['--config', worker('throws', 'throw new TypeError("at the top")')],
        /workerd did not start: TypeError: at the top/,
      ],
      [['--config', worker('lost', 'import "nowhere"')], /cannot bundle the worker: .*lost\.js:1:7: /],
    ]
    expect(cases).toHaveLength(22)
    for (const [args, pattern] of cases) {
      const { code, said } = await refused(args)
      expect(said, args.join(' ')).toMatch(pattern)
      expect(code, args.join(' ')).toBe(1)
      expect(said.trim().split('\n'), args.join(' ')).toHaveLength(1)
    }
    holder.close()
  }, 60_000)
})
