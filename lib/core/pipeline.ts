import { arrivalOf, type PlatformContext } from './arrival.ts'
import type { RequestBody } from './body.ts'
import { RequestContext } from './context.ts'
import { SallyportError } from './errors.ts'
import type { Handler, Module } from './module.ts'
import { problem } from './respond.ts'
import type { VerdictName } from './verdicts.ts'

/** The shape of a Worker's `fetch`, and of itty's and Hono's. */
// biome-ignore lint/suspicious/noExplicitAny: routers and workers each have their own Env
export type Fetch<Env = any> = (request: Request, env: Env, context: PlatformContext) => Response | Promise<Response>

/** Modules bound together once, in the order in which a request meets them. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export interface Pipeline<Env = any> {
  readonly modules: readonly Module<Env>[]
  /** Runs the chain; its last module must answer. Reached through `door(...)` only: anything else throws ERR_NO_DOOR. */
  fetch(request: Request, env: Env, platform: PlatformContext): Response | Promise<Response>
  /** The same chain around somebody's handler, which is called where the last module calls `next`. */
  around(handler: Handler<Env>): Fetch<Env>
  /** What adapters call. `last` stands behind the chain; `route` is the pattern that matched. */
  run(
    request: Request,
    env: Env,
    platform: PlatformContext,
    last?: Handler<Env>,
    route?: string,
  ): Response | Promise<Response>
}

/**
 * Composes modules: `pipeline(bot(), waf({ rules }), gate(), origin({ url }))`.
 *
 * @throws ERR_OPTION for no modules or two of one name
 * @throws ERR_MODULE_ORDER when a module needs a verdict that none before it provides, or two provide the same
 */
// biome-ignore lint/suspicious/noExplicitAny: as above
export function pipeline<Env = any>(...modules: readonly Module<Env>[]): Pipeline<Env> {
  checkOrder(modules)
  const chain = modules.reduceRight<Handler<Env>>((next, module) => guarded(module, next), toLast)
  declared(modules)
  for (const module of modules) module.prepare?.()
  const neededKeys = modules.flatMap((module) => (module.keys ?? []).map((key) => ({ module: module.name, key })))

  const run: Pipeline<Env>['run'] = (request, env, platform, last, route) => {
    const arrival = arrivalOf(platform)
    if (arrival === undefined) {
      throw new SallyportError('ERR_NO_DOOR', 'a pipeline was reached past the door: export default door(app)')
    }
    const context = RequestContext.enter<Env>(arrival, env, route ?? '', last)
    for (const { module, key } of neededKeys) {
      if (!context.keys.has(key)) return refuse(request, context, keyMissing(module, key), module)
    }
    try {
      const answer = chain(request, context)
      return answer instanceof Promise ? answer.catch((error) => refuse(request, context, error)) : answer
    } catch (error) {
      return refuse(request, context, error)
    }
  }
  return {
    modules,
    run,
    fetch: (request, env, platform) => run(request, env, platform),
    around: (handler) => (request, env, platform) => run(request, env, platform, handler),
  }
}

/** Where `sallyport check routes` listens for what a worker declares; nobody else does. */
export const declarations: unique symbol = Symbol.for('sallyport.declarations')

function declared(modules: readonly Module[]): void {
  ;(globalThis as { [declarations]?: (modules: readonly Module[]) => void })[declarations]?.(modules)
}

const toLast: Handler = (request, context) => {
  const { last, progress } = context as RequestContext
  if (last === undefined) {
    throw new SallyportError(
      'ERR_NO_ANSWER',
      'no module answered: end the pipeline with origin(), or put it around a handler',
    )
  }
  progress.entered++
  return last(readable(request, context.body as RequestBody), context)
}

/** Somebody's own handler reads `request.body`: give it what modules have read before it. */
const readable = (request: Request, body: RequestBody): Request =>
  body.touched ? new Request(request, { body: body.forward(), duplex: 'half' } as RequestInit) : request

/** Wraps a module's `handle` in its failure policy. Allocates nothing on the synchronous path. */
function guarded<Env>(module: Module<Env>, next: Handler<Env>): Handler<Env> {
  return (request, context) => {
    const { progress } = context as RequestContext<Env>
    const entered = ++progress.entered
    try {
      const answer = module.handle(request, context, next)
      return answer instanceof Promise
        ? answer.catch((error) => recover(module, next, request, context as RequestContext<Env>, entered, error))
        : answer
    } catch (error) {
      return recover(module, next, request, context as RequestContext<Env>, entered, error)
    }
  }
}

function recover<Env>(
  module: Module<Env>,
  next: Handler<Env>,
  request: Request,
  context: RequestContext<Env>,
  entered: number,
  error: unknown,
): Response | Promise<Response> {
  if (context.failures.some((failure) => failure.error === error)) throw error // it came from below, and is recorded
  // Whoever read past context.body has left nothing to hand on.
  const intact = !request.bodyUsed || (context.body as RequestBody).touched
  const open = module.failure === 'open' && context.progress.entered === entered && intact
  context.failures.push({ module: module.name, outcome: open ? 'open' : 'closed', error })
  if (open) return next(request, context)
  throw error
}

function refuse<Env>(request: Request, context: RequestContext<Env>, error: unknown, module = 'pipeline'): Response {
  if (!context.failures.some((failure) => failure.error === error)) {
    context.failures.push({ module, outcome: 'closed', error })
  }
  const broken = error instanceof SallyportError && error.code === 'ERR_BODY'
  const detail = broken ? { detail: 'The request body broke off or could not be read.' } : {}
  return problem(request, { status: broken ? 400 : 500, id: context.id, ...detail })
}

const keyMissing = (module: string, key: string): SallyportError =>
  new SallyportError('ERR_KEY', `module "${module}" needs key "${key}": bind it, and name it in the door's keys option`)

function checkOrder(modules: readonly Module[]): void {
  if (modules.length === 0) throw new SallyportError('ERR_OPTION', 'pipeline: give it at least one module')
  const provided = new Map<VerdictName, string>([['door', 'door']])
  const names = new Set<string>()
  for (const { name, needs = [], provides } of modules) {
    if (names.has(name)) throw new SallyportError('ERR_OPTION', `pipeline: two modules are named "${name}"`)
    names.add(name)
    for (const need of needs) {
      if (provided.has(need)) continue
      const provider = modules.find((module) => module.provides === need)
      const mend = provider ? `move "${provider.name}" before it` : `put the module that provides "${need}" before it`
      throw new SallyportError('ERR_MODULE_ORDER', `pipeline: "${name}" needs verdict "${need}": ${mend}`)
    }
    if (provides === undefined) continue
    const other = provided.get(provides)
    if (other)
      throw new SallyportError('ERR_MODULE_ORDER', `pipeline: "${name}" and "${other}" both provide "${provides}"`)
    provided.set(provides, name)
  }
}
