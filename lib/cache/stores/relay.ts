import type { ObjectNamespace } from './durable.ts'
import type { Ticket } from './landings.ts'

/** How isolates find out that another one is asking for the same. */
export interface Relay {
  /** @param id what is asked for; any text */
  lead(id: string, ms: number): Promise<Ticket>
  land(id: string, token: string, kept: boolean): Promise<void>
}

/** Objects that share the work, told apart by what is asked for. */
const objects = 16

/** For `cache({ collapseAcross: (env) => relay(env.CACHE) })`: the class behind `durable()` is asked, in objects of their own. */
export function relay(namespace: ObjectNamespace): Relay {
  const ask = async (operation: string, id: string, more: object): Promise<Response> => {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id)))
    const short = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
    const stub = namespace.get(namespace.idFromName(`flights-${(digest[0] as number) % objects}`))
    const body = JSON.stringify({ flight: short, ...more })
    const response = await stub.fetch(
      new Request(`https://cache.sallyport.invalid/${operation}`, { method: 'POST', body }),
    )
    if (!response.ok) throw new Error(`the cache's object answered ${response.status} to ${operation}`)
    return response
  }
  return {
    lead: async (id, ms) => (await (await ask('lead', id, { ms })).json()) as Ticket,
    land: async (id, token, kept) => void (await ask('land', id, { token, kept })),
  }
}
