import type { Risk } from '../../core/module.ts'

/** The options of a route as far as their combination can be unsafe. */
export interface RiskyOptions {
  readonly lifetimes?: {
    readonly status?: Readonly<Record<string, number>>
    readonly type?: Readonly<Record<string, number>>
  }
  readonly heuristic?: unknown
  readonly setCookie?: 'refuse' | 'strip' | 'store'
  readonly key?: {
    readonly headers?: readonly string[]
    readonly cookies?: readonly string[]
    readonly ignoreQuery?: readonly string[]
    readonly keepQuery?: readonly string[]
  }
  readonly bypass?: { readonly cookies?: readonly string[] }
  readonly vary?: Readonly<Record<string, unknown>>
  readonly armour?: boolean
  readonly requestDirectives?: 'ignore' | 'honour'
}

/** Types in which applications write what is one visitor's. */
const personal =
  /^(?:\*\/\*|text\/(?:\*|html|plain|csv)|application\/(?:\*|(?:[a-z.+-]*\+)?(?:json|xml)|pdf|xhtml\+xml))$/

/** What a combination of options would let happen. Errors fail `sallyport check routes`. */
export function risksOf(options: RiskyOptions): readonly Risk[] {
  const { lifetimes = {}, key = {}, bypass = {}, vary = {} } = options
  const keyed = (key.cookies?.length ?? 0) > 0 || hasAuthorization(key.headers)
  const told = keyed || (bypass.cookies?.length ?? 0) > 0
  const risks: Risk[] = []
  const error = (id: string, message: string): void => void risks.push({ id, severity: 'error', message })
  const warning = (id: string, message: string): void => void risks.push({ id, severity: 'warning', message })

  const types = Object.keys(lifetimes.type ?? {}).filter((type) => personal.test(type))
  const statuses = Object.keys(lifetimes.status ?? {}).filter((status) => /^2/.test(status))
  if (!told && types.length + statuses.length > 0) {
    error(
      'personal-content',
      `lifetimes give ${[...types, ...statuses].join(', ')} a lifetime that its origin did not give, and nothing tells visitors apart: name the session's cookie in bypass.cookies or key.cookies, or let the origin say what is public`,
    )
  }
  if (options.setCookie === 'store' && (key.cookies?.length ?? 0) === 0) {
    error('shared-cookie', "setCookie: 'store' gives one visitor's cookie to all: use 'strip', or key.cookies")
  }
  for (const name of Object.keys(vary).map((field) => field.toLowerCase())) {
    if (name === 'cookie' || name === 'authorization') {
      error(
        'merged-visitors',
        `vary maps values of ${name} to one another, so visitors share answers: leave it out of vary`,
      )
    }
  }
  if (key.ignoreQuery?.includes('*') || key.keepQuery?.length === 0) {
    error('no-query', 'the key ignores the whole query: one answer for all searches and pages')
  }
  if (options.armour === false && (types.length > 0 || options.heuristic)) {
    error('deception', 'armour: false with lifetimes of our own stores a page under /account/x.css for everybody')
  }
  if (options.heuristic && !told) {
    warning('guessed', 'heuristic guesses a lifetime for pages that only have Last-Modified, personal ones too')
  }
  if (options.requestDirectives === 'honour') {
    warning('reload', "requestDirectives: 'honour' lets any visitor make the origin work for each request")
  }
  return risks
}

const hasAuthorization = (headers: readonly string[] | undefined): boolean =>
  headers?.some((name) => name.toLowerCase() === 'authorization') ?? false
