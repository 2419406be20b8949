/** Which route a path leads to: two paths lead to the same one when the lists are equal. `undefined` where nobody can say. */
export type RouteReader = (method: string, path: string) => readonly unknown[] | undefined

interface HonoLike {
  readonly router: {
    match(
      method: string,
      path: string,
    ): readonly [readonly (readonly [readonly [unknown, ...unknown[]], unknown])[], ...unknown[]]
  }
  getPath(request: { readonly url: string }): string
}

interface IttyLike {
  readonly routes: readonly (readonly [method: string, pattern: RegExp, handlers: readonly unknown[], ...unknown[]])[]
}

/**
 * Reads an application's own routing table, so that an ambiguous path passes exactly where ambiguity changes nothing. A pipeline is one
 * route. `undefined` for a function that routes by itself in a way nobody can see: there, `same-route` means `refuse`.
 */
export function routeReader(app: unknown): RouteReader | undefined {
  if (isPipeline(app)) return () => [app]
  if (isHono(app)) {
    return (method, path) => {
      const seen = app.getPath({ url: `http://h${path}` })
      const [matched] = app.router.match(method === 'HEAD' ? 'GET' : method, seen)
      return matched.map(([[handler]]) => handler)
    }
  }
  if (isItty(app)) {
    return (method, path) => {
      const matched = app.routes.filter(([verb, pattern]) => (verb === method || verb === 'ALL') && pattern.test(path))
      return matched.some(([, , handlers]) => handlers.some(isRouter)) ? undefined : matched
    }
  }
  return undefined
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  (typeof value === 'object' || typeof value === 'function') && value !== null

const isPipeline = (app: unknown): boolean =>
  isObject(app) && Array.isArray(app.modules) && typeof app.run === 'function'

const isHono = (app: unknown): app is HonoLike =>
  isObject(app) && isObject(app.router) && typeof app.router.match === 'function' && typeof app.getPath === 'function'

/** `router.all('/nested/*', nested.fetch)` is how routers of itty nest; the function does not show whose it is. */
const isRouter = (handler: unknown): boolean => typeof handler === 'function' && handler.name === 'fetch'

const isItty = (app: unknown): app is IttyLike => isObject(app) && Array.isArray(app.routes) && !('router' in app)

export const sameRoute = (left: readonly unknown[], right: readonly unknown[]): boolean =>
  left.length === right.length && left.every((entry, at) => entry === right[at])
