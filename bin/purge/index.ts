import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { CommandError, reason } from '../failure.ts'
import { printable } from '../terminal.ts'

const path = '/.well-known/sallyport/purge'

/** Targets that one request may name (lib/cache/purging.ts). */
const atOnce = 100

interface Asked {
  readonly gate: string
  readonly token: string
  readonly soft: boolean
  readonly everything: boolean
  /** Kind of list and entry, in the order given. */
  readonly targets: readonly (readonly [list: string, value: string])[]
}

/** `sallyport purge [URL...] --tag T --prefix URL --host H --everything --soft`. @throws CommandError where the gate does not purge */
export async function purge(args: readonly string[]): Promise<void> {
  const { gate, token, soft, everything, targets } = parse(args)
  let purged = 0
  for (let at = 0; at === 0 || at < targets.length; at += atOnce) {
    const lists: Record<string, string[]> = {}
    for (const [list, value] of targets.slice(at, at + atOnce)) lists[list] = [...(lists[list] ?? []), value]
    purged += await send(gate, token, { ...(everything ? { everything } : lists), soft })
  }
  const what = everything ? 'everything' : `${targets.length} target${targets.length === 1 ? '' : 's'}`
  console.log(
    `purged ${what}${soft ? ' softly' : ''} at ${gate}; it met ${purged} stored answer${purged === 1 ? '' : 's'}, as far as the store knows`,
  )
}

async function send(gate: string, token: string, asked: object): Promise<number> {
  let response: Response
  try {
    response = await fetch(gate + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(asked),
    })
  } catch (error) {
    throw new CommandError(`${gate} cannot be reached: ${reason((error as Error).cause ?? error)}`)
  }
  const text = await response.text()
  if (response.status === 200) return (JSON.parse(text) as { purged: number }).purged
  if (response.status === 404) {
    throw new CommandError(
      `${gate} does not purge: bind the secret PURGE_TOKEN, of at least 24 characters, and give the door reserved: { purge: purging(...) }`,
    )
  }
  throw new CommandError(`${gate} answered ${response.status}: ${printable(detailOf(text), 300)}`)
}

function detailOf(text: string): string {
  try {
    return String((JSON.parse(text) as { detail?: unknown }).detail)
  } catch {
    return 'no explanation'
  }
}

function parse(args: readonly string[]): Asked {
  const { values, positionals } = parsed(args)
  const targets = [
    ...positionals.map((url) => ['urls', url] as const),
    ...values.prefix.map((prefix) => ['prefixes', prefix] as const),
    ...values.host.map((host) => ['hosts', host] as const),
    ...values.tag.map((tag) => ['tags', tag] as const),
  ]
  if (targets.length === 0 && !values.everything) {
    throw new CommandError('name what to purge: URLs, --tag, --prefix, --host or --everything')
  }
  const gate = originOf(values.gate ?? positionals[0] ?? values.prefix[0])
  return { gate, token: tokenOf(values['token-file']), soft: values.soft, everything: values.everything, targets }
}

function parsed(args: readonly string[]) {
  const many = { type: 'string', multiple: true, default: [] as string[] } as const
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        gate: { type: 'string' },
        'token-file': { type: 'string' },
        tag: many,
        prefix: many,
        host: many,
        everything: { type: 'boolean', default: false },
        soft: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new CommandError(reason(error))
  }
}

function originOf(text: string | undefined): string {
  if (text === undefined) throw new CommandError('say which gate: --gate https://shop.example')
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new CommandError(`"${printable(text, 200)}" is no http or https URL`)
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  // The token would be read on the way.
  if (url.protocol === 'http:' && !local)
    throw new CommandError(`${url.origin} is plaintext: a token is sent by https only`)
  return url.origin
}

/** Not from the command line: others on the machine can read that. */
function tokenOf(file: string | undefined): string {
  const token = file === undefined ? process.env.SALLYPORT_PURGE_TOKEN : readToken(file)
  if (!token) throw new CommandError('there is no token: set SALLYPORT_PURGE_TOKEN, or give --token-file FILE')
  return token
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${reason(error)}`)
  }
}
