import { add, idleMs, type Summary } from './behaviour/summary.ts'

/** What is used of a Durable Object's state. */
export interface ObjectState {
  readonly storage: {
    get<Value>(key: string): Promise<Value | undefined>
    put(key: string, value: unknown): Promise<void>
    deleteAll(): Promise<void>
    setAlarm(at: number): Promise<void>
  }
}

/** What is used of a namespace of Durable Objects. */
export interface ObjectNamespace {
  idFromName(name: string): unknown
  get(id: never): { fetch(url: string, init: RequestInit): Promise<Response> }
}

/**
 * A Durable Object for one visitor, by pseudonym: adds up what isolates tell, answers what is known, and forgets it half an hour after the last. Export
 * it from the worker, and bind it: `export { VisitorMemory } from 'sallyport/bot'`.
 */
export class VisitorMemory {
  readonly #state: ObjectState

  constructor(state: ObjectState) {
    this.#state = state
  }

  async fetch(request: Request): Promise<Response> {
    const told = (await request.json()) as Summary
    const before = await this.#state.storage.get<Summary>('summary')
    const away = before === undefined || told.first - before.last >= idleMs
    const known = away ? told : add(before, told)
    await this.#state.storage.put('summary', known)
    await this.#state.storage.setAlarm(known.last + idleMs)
    return Response.json(known)
  }

  async alarm(): Promise<void> {
    await this.#state.storage.deleteAll()
  }
}

/** Tells a visitor’s object what was seen. @returns what is known everywhere */
export async function tell(namespace: ObjectNamespace, visitor: string, untold: Summary): Promise<Summary> {
  const object = namespace.get(namespace.idFromName(visitor) as never)
  const response = await object.fetch('https://visitor.invalid/', { method: 'POST', body: JSON.stringify(untold) })
  return (await response.json()) as Summary
}
