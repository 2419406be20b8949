import type { Context, Handler, Module, PlatformContext } from 'sallyport'
import { pipeline } from 'sallyport'
import { type DoorOptions, door } from 'sallyport/door'

/** What a request met on its way through modules, for tests that need no socket. */
export interface Reached {
  readonly response: Response
  readonly context: Context
  /** Everything given to `waitUntil`, settled. */
  readonly settled: () => Promise<void>
}

/** A platform context that keeps what it is given. */
export function platformContext(): PlatformContext & { readonly settled: () => Promise<void> } {
  const promises: Promise<unknown>[] = []
  return {
    waitUntil: (promise) => void promises.push(promise),
    settled: async () => void (await Promise.allSettled(promises)),
  }
}

/** Sends a request through a door and these modules. */
export async function reach(
  modules: readonly Module[],
  request: Request = new Request('http://shop.test/'),
  options: DoorOptions = {},
  env: unknown = {},
): Promise<Reached> {
  const platform = platformContext()
  let context: Context | undefined
  const witness: Module = {
    name: 'witness',
    failure: 'closed',
    handle: (incoming, current, next) => {
      context = current
      return next(incoming, current)
    },
  }
  const response = await door(pipeline(witness, ...modules), options).fetch(request, env, platform)
  return { response, context: context as Context, settled: platform.settled }
}

/** A module of one function, closed unless told otherwise. */
export const module = (name: string, handle: Module['handle'], more: Partial<Module> = {}): Module => ({
  name,
  failure: 'closed',
  handle,
  ...more,
})

/** The end of a chain: answers with `text`. */
export const answer = (text = 'ok', status = 200): Module => module('answer', () => new Response(text, { status }))

export const passThrough: Handler = () => new Response('behind')
