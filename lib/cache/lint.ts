import type { Module } from '../core/module.ts'
import type { CacheOptions, Lifetimes } from './options.ts'

/** Something about a route's cache that its author should know. `error`: it can give one visitor's answer to another, or pass a check by. */
export interface Finding {
  readonly level: 'error' | 'warning'
  /** Stable, for those who silence it. */
  readonly id: string
  readonly message: string
}

/** Modules that must see a request before a stored answer is given. */
const lookers: ReadonlySet<string> = new Set(['waf', 'gate', 'bot', 'limit'])

/** Types of which each visitor may get another. */
const personalTypes: ReadonlySet<string> = new Set([
  '*/*',
  'text/*',
  'application/*',
  'text/html',
  'application/xhtml+xml',
  'application/json',
  'application/ld+json',
  'application/problem+json',
  'application/xml',
  'text/xml',
  'text/plain',
  'text/csv',
  'text/event-stream',
  'application/pdf',
])

/** Paths whose answers are a visitor's own, by their names. */
const personalPath =
  /(?:^|\/)(?:account|admin|api|auth|basket|cart|checkout|login|logout|me|my|oauth|order|orders|profile|session|settings|signin|signup|user|users)(?:\/|$|\*|\.)/i

/** Looks for unsafe combinations in one route. Empty: there is no cache in it, or none was found. */
export function lintRoute(route: string, modules: readonly Module[]): readonly Finding[] {
  const at = modules.findIndex((module) => module.name === 'cache' && 'options' in module)
  if (at < 0) return []
  const { options } = modules[at] as Module & { readonly options: CacheOptions }
  const late = modules.slice(at + 1).filter(({ name }) => lookers.has(name))
  const findings: Finding[] = late.map(({ name }) =>
    error(
      'order',
      `${name} stands behind the cache: a stored answer is given to requests that it has not seen. Put cache() after it`,
    ),
  )
  return [...findings, ...cookies(options), ...lifetimes(route, options), ...rest(options)]
}

const error = (id: string, message: string): Finding => ({ level: 'error', id, message })
const warning = (id: string, message: string): Finding => ({ level: 'warning', id, message })

function cookies({ setCookie, vary = {} }: CacheOptions): readonly Finding[] {
  const findings: Finding[] = []
  if (setCookie === 'store') {
    findings.push(
      error('set-cookie', `setCookie: 'store' gives one visitor's cookies to everybody. Use 'strip', or 'refuse'`),
    )
  }
  for (const name of Object.keys(vary)) {
    if (/^(?:cookie|authorization)$/i.test(name)) {
      findings.push(
        error(
          'vary-credentials',
          `vary.${name} makes different visitors one. Name what matters in key.cookies or key.headers`,
        ),
      )
    }
  }
  return findings
}

/** A lifetime that the route gives is given to answers whose origin did not say that they are for everybody. */
function lifetimes(route: string, options: CacheOptions): readonly Finding[] {
  const given = personal(options.lifetimes, options.heuristic !== undefined && options.heuristic !== false)
  if (given.length === 0) return []
  const { headers = [], cookies: keyed = [] } = options.key ?? {}
  const names = headers.map((name) => name.toLowerCase())
  const bypassed = (options.bypass?.cookies ?? []).length > 0
  const findings: Finding[] = []
  if (!bypassed && keyed.length === 0 && !names.includes('cookie')) {
    findings.push(
      error(
        'cookies',
        `${given.join(', ')}: what a visitor with a cookie is answered would be stored for everybody. Name the session's cookie in bypass.cookies or key.cookies`,
      ),
    )
  }
  if (personalPath.test(route) && !bypassed && keyed.length === 0 && !names.includes('authorization')) {
    findings.push(
      error(
        'personal-path',
        `${route} looks like a visitor's own, and ${given.join(', ')} stores it. Take the cache out of this route, or key it`,
      ),
    )
  }
  return findings
}

/** The options that give a lifetime to types, or statuses, that may be personal. */
function personal(lifetimes: Lifetimes | undefined, heuristic: boolean): readonly string[] {
  const types = Object.keys(lifetimes?.type ?? {}).filter((type) => personalTypes.has(type))
  const statuses = Object.keys(lifetimes?.status ?? {}).filter((status) => /^2/.test(status))
  return [
    ...types.map((type) => `lifetimes.type["${type}"]`),
    ...statuses.map((status) => `lifetimes.status["${status}"]`),
    ...(heuristic ? ['heuristic'] : []),
  ]
}

function rest({ armour, requestDirectives, debug, key = {}, lifetimes: own }: CacheOptions): readonly Finding[] {
  const findings: Finding[] = []
  if (armour === false) {
    const message = 'armour: false stores a page under a made-up /page/x.css (cache deception). Leave it on'
    findings.push(own === undefined ? warning('armour', message) : error('armour', message))
  }
  if ((key.ignoreQuery ?? []).some((name) => name === '*')) {
    findings.push(
      error('query', 'key.ignoreQuery: "*" makes all searches one. Name the parameters that the origin ignores'),
    )
  }
  if (requestDirectives === 'honour') {
    findings.push(warning('requests', `requestDirectives: 'honour' lets anybody ask the origin at will`))
  }
  if (debug === true) findings.push(warning('debug', 'debug: true shows keys and tags to visitors'))
  return findings
}
