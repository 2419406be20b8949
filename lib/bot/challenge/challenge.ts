import type { Arrival } from '../../core/arrival.ts'
import type { Client } from '../../core/client.ts'
import type { Context } from '../../core/context.ts'
import { SallyportError } from '../../core/errors.ts'
import type { Keys } from '../../core/keys.ts'
import type { Handler } from '../../core/module.ts'
import { problem } from '../../core/respond.ts'
import type { BotVerdict } from '../../core/verdicts.ts'
import { prefersHtml } from '../../http/accept.ts'
import type { Clearance } from '../facts.ts'
import { bindingOf } from './binding.ts'
import { checkClearance, clearanceCookie } from './clearance.ts'
import { Offences } from './offences.ts'
import { challengePage, cspHash, framePage, pageStyle } from './page.ts'
import { proofOfWork } from './proof-of-work.ts'
import type { Asked, ChallengeProvider } from './provider.ts'
import { type Replay, readForm } from './replay.ts'
import { openToken, sealToken } from './seal.ts'
import { languageFor, languages, type Texts } from './texts.ts'

export interface ChallengeOptions {
  /** @default proofOfWork() */
  readonly provider?: ChallengeProvider
  /** How long a clearance lasts, in seconds. @default 1800 */
  readonly clearanceSeconds?: number
  /** How long one lasts that was waited for, without scripts: longer, since it costs more of a person’s time. @default 10800 */
  readonly waitClearanceSeconds?: number
  /** How long the way without scripts takes, in seconds. @default 10 */
  readonly waitSeconds?: number
  /** Where to complain: a page, or `mailto:`. @default none: the page tells to ask the operator */
  readonly appealUrl?: string
  /** Where the door answers for the challenge. @default '/.well-known/sallyport/challenge' */
  readonly path?: string
}

/** The challenge, in the three places where it is needed. */
export interface Challenge {
  /** For the gate: sends the page, or JSON to scripts. */
  readonly handler: Handler
  /** For the door’s `reserved` option: takes answers in. */
  readonly answer: (request: Request, arrival: Arrival, env: unknown) => Promise<Response>
  /** For `bot`: what became of the clearance that a request carries. */
  readonly check: (request: Request, client: Client, keys: Keys, now: number) => Promise<Clearance | undefined>
}

const maxAnswerBytes = 8192
const waitPurpose = 'wait'
/** A page left open for longer than that begins again. */
const longestWaitSeconds = 3600

/**
 * A challenge that people pass without noticing much: `bot({ challenge })`, `gate({ policies: [scoreBelow(30, 'challenge')], challenge: challenge.handler })`,
 * `door(app, { reserved: { challenge: challenge.answer }, keys })`.
 *
 * @throws ERR_OPTION for times that are not over 0, or an appeal that is neither https nor mailto
 */
export function challenge(options: ChallengeOptions = {}): Challenge {
  const { clearanceSeconds = 1800, waitClearanceSeconds = 10_800, waitSeconds = 10, appealUrl } = options
  const provider = options.provider ?? proofOfWork()
  const path = options.path ?? '/.well-known/sallyport/challenge'
  for (const [name, value] of Object.entries({ clearanceSeconds, waitClearanceSeconds, waitSeconds })) {
    if (!(Number.isInteger(value) && value > 0))
      throw new SallyportError('ERR_OPTION', `challenge: ${name} must be a whole number over 0`)
  }
  if (appealUrl !== undefined && !/^(?:https:\/\/|mailto:|\/(?!\/))/.test(appealUrl))
    throw new SallyportError('ERR_OPTION', 'challenge: appealUrl must be https, mailto or a path')
  const offences = new Offences()
  let policy: Promise<string> | undefined

  /** The strict policy of the page, worked out once: only its own script and style run. */
  const pagePolicy = (): Promise<string> => {
    policy ??= Promise.all([cspHash(provider.script), cspHash(pageStyle)]).then(([script, style]) => {
      const { sources = {} } = provider
      const of = (own: string, more: string | undefined): string => (more ? `${own} ${more}` : own)
      return `default-src 'none'; script-src ${of(script, sources.script)}; style-src ${style}; connect-src ${of("'self'", sources.connect)}; frame-src ${of("'self'", sources.frame)}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`
    })
    return policy
  }

  /** The page, for a visitor who is to go on to `to`. */
  const pageFor = async (request: Request, asked: Asked, view: View): Promise<Response> => {
    const { to, id, verdict, replay, lost = false, random } = view
    const { data, markup = '' } = await provider.exercise(asked, verdict?.score ?? 20, random)
    const ripe = Math.floor(asked.now / 1000) + waitSeconds
    const token = await sealToken(asked.keys, waitPurpose, [`${ripe}`, asked.binding.visitor])
    const wait = `${path}?${new URLSearchParams({ wait: token, ...(replay || lost ? { frame: '1' } : { to }) })}`
    const html = challengePage({
      language: languageFor(request.headers.get('accept-language')),
      id,
      reasons: reasonsOf(verdict),
      appealUrl,
      to,
      replay,
      lost,
      wait,
      waitSeconds,
      data: { ...data, answer: path },
      markup,
      scripts: [provider.script],
    })
    return new Response(request.method === 'HEAD' ? null : html, {
      status: 403,
      headers: { ...pageHeaders, 'content-security-policy': await pagePolicy(), 'x-request-id': id },
    })
  }

  const askedOf = async (
    request: Request,
    { client, keys, now }: Pick<Arrival, 'client' | 'keys' | 'now'>,
    env: unknown,
  ): Promise<Asked> => {
    const binding = await bindingOf(client, request.headers.get('user-agent'), keys)
    if (binding === undefined) throw new SallyportError('ERR_KEY', 'challenge: the current key is gone')
    return { keys, binding, client, now, env }
  }

  /** An answer of the page’s script. */
  const takeAnswer = async (request: Request, arrival: Arrival, env: unknown): Promise<Response> => {
    const asked = await askedOf(request, arrival, env)
    const { bytes, complete } = await arrival.body.read(maxAnswerBytes)
    if (!complete) return problem(request, { status: 413, id: arrival.id })
    const outcome = await provider.check(asked, new URLSearchParams(new TextDecoder().decode(bytes)))
    if (outcome.outcome === 'false') offences.note(asked.binding.visitor, outcome.state, asked.now)
    if (outcome.outcome !== 'passed') return json({ passed: false, reason: outcome.reason, requestId: arrival.id }, 403)
    const cookie = await clearanceCookie(asked.keys, asked.binding, provider.name, asked.now, clearanceSeconds)
    return json({ passed: true }, 200, { 'set-cookie': cookie })
  }

  /** The way without scripts: the time has passed, or it has not. */
  const takeWait = async (
    request: Request,
    arrival: Arrival,
    env: unknown,
    query: URLSearchParams,
  ): Promise<Response> => {
    const asked = await askedOf(request, arrival, env)
    const to = ownPath(query.get('to'))
    const [ripe, visitor] = (await openToken(asked.keys, waitPurpose, query.get('wait') ?? '')) ?? []
    const left = Number(ripe) - Math.floor(asked.now / 1000)
    const fits = ripe !== undefined && visitor === asked.binding.visitor && left > -longestWaitSeconds
    if (ripe === undefined) offences.note(asked.binding.visitor, 'forged', asked.now)
    else if (visitor !== asked.binding.visitor) offences.note(asked.binding.visitor, 'transplanted', asked.now)
    const language = languageFor(request.headers.get('accept-language'))
    const texts = languages[language] as Texts
    if (fits && left > 0 && query.has('frame')) {
      const again = `${left + 1}; url=${path}?${new URLSearchParams({ wait: query.get('wait') as string, frame: '1' })}`
      return frame(framePage(language, texts.noScript(left), again), {})
    }
    if (!fits || left > 0)
      return pageFor(request, asked, {
        to,
        id: arrival.id,
        verdict: undefined,
        replay: undefined,
        random: arrival.random,
      })
    const cookie = await clearanceCookie(asked.keys, asked.binding, 'wait', asked.now, waitClearanceSeconds)
    if (query.has('frame')) return frame(framePage(language, texts.ready, undefined), { 'set-cookie': cookie })
    return new Response(null, {
      status: 303,
      headers: { location: to, 'set-cookie': cookie, 'cache-control': 'no-store' },
    })
  }

  return {
    async handler(request, context) {
      const to = context.target
      if (!isPage(request)) return scriptAnswer(path, to, context)
      const asked = await askedOf(request, context, context.env)
      const sent = request.method !== 'GET' && request.method !== 'HEAD'
      const form = sent ? await readForm(request, context) : undefined
      return pageFor(request, asked, {
        to,
        id: context.id,
        verdict: context.verdicts.bot,
        replay: form,
        lost: sent && form === undefined,
        random: context.random,
      })
    },
    async answer(request, arrival, env) {
      const at = arrival.target.indexOf('?')
      const query = new URLSearchParams(at < 0 ? '' : arrival.target.slice(at))
      if (request.method === 'POST') return takeAnswer(request, arrival, env)
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return problem(request, { status: 405, id: arrival.id, headers: { allow: 'GET, HEAD, POST' } })
      if (query.has('wait')) return takeWait(request, arrival, env, query)
      const view = {
        to: ownPath(query.get('to')),
        id: arrival.id,
        verdict: undefined,
        replay: undefined,
        random: arrival.random,
      }
      return pageFor(request, await askedOf(request, arrival, env), view)
    },
    async check(request, client, keys, now) {
      const clearance = await checkClearance(request, client, keys, now)
      if (clearance?.state === 'valid' || offences.size === 0) return clearance
      const binding = await bindingOf(client, request.headers.get('user-agent'), keys)
      return clearance ?? (binding && offences.of(binding.visitor, now))
    },
  }
}

interface View {
  readonly to: string
  readonly id: string
  readonly verdict: BotVerdict | undefined
  readonly replay: Replay | undefined
  readonly lost?: boolean
  readonly random: () => number
}

const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
  'permissions-policy': 'geolocation=(), camera=(), microphone=()',
}

/** Whether a person looks at the answer; scripts and pictures are told in JSON. */
function isPage({ headers }: Request): boolean {
  const mode = headers.get('sec-fetch-mode')
  if (mode !== null && mode !== 'navigate') return false
  return headers.get('x-requested-with')?.toLowerCase() !== 'xmlhttprequest' && prefersHtml(headers.get('accept'))
}

/** RFC 9457, with the address at which a person may pass the challenge. */
const scriptAnswer = (path: string, to: string, { id }: Context): Response =>
  json(
    {
      type: 'about:blank',
      title: 'Challenge',
      status: 403,
      detail: 'A page has to show that a person asks: open `challenge` in a window, then ask again.',
      challenge: `${path}?${new URLSearchParams({ to })}`,
      requestId: id,
    },
    403,
    { 'content-type': 'application/problem+json', 'x-request-id': id },
  )

function json(content: object, status: number, more: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${JSON.stringify(content)}\n`, {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
      ...more,
    },
  })
}

/** The page in the frame is framed by ours, and by nobody else’s. */
const frame = async (html: string, more: Readonly<Record<string, string>>): Promise<Response> =>
  new Response(html, {
    headers: {
      ...pageHeaders,
      'content-security-policy': `default-src 'none'; style-src ${await cspHash(pageStyle)}; base-uri 'none'; frame-ancestors 'self'`,
      ...more,
    },
  })

const longestTarget = 4096

/** A path of this host, whoever wrote it: `//other.example` and `/\other.example` are none. */
export function ownPath(text: string | null): string {
  return text !== null && text.length <= longestTarget && /^\/(?![/\\])[\x21-\x7e]*$/.test(text) && !text.includes('\\')
    ? text
    : '/'
}

const mostReasons = 8

/** What spoke against the request; for one that came here by itself there is nothing to tell. */
const reasonsOf = (verdict: BotVerdict | undefined): readonly string[] =>
  (verdict?.signals ?? [])
    .filter(({ weight }) => weight < 0)
    .sort((one, other) => one.weight - other.weight)
    .slice(0, mostReasons)
    .map(({ detail }) => detail)
