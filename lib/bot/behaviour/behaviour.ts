import type { Context } from '../../core/context.ts'
import type { Verdicts } from '../../core/verdicts.ts'
import { networkOf } from '../../http/network.ts'
import { pseudonym } from '../../privacy/pseudonym.ts'
import { keyName } from '../challenge/seal.ts'
import { type ObjectNamespace, tell } from '../object.ts'
import { Memory } from './memory.ts'
import { type Summary, summarize } from './summary.ts'

export interface BehaviourOptions<Env> {
  /** Selects the Durable Objects (`VisitorMemory`) that add up what isolates see. @default none: each isolate knows its own part */
  readonly objects?: (env: Env) => ObjectNamespace | undefined
  /** Paths of links that nobody sees and that robots.txt forbids. @default none */
  readonly traps?: readonly string[]
}

const longestAgent = 512

/** Keeps what visitors do. A visitor is a network (/32, /64) and a User-Agent, by keyed pseudonym; where no address is vouched for, nobody. */
export class Behaviour<Env> {
  readonly #memory = new Memory()
  readonly #objects: BehaviourOptions<Env>['objects']
  readonly #traps: ReadonlySet<string>
  /** The pseudonym of a request, between its arrival and its answer. */
  readonly #visitors = new WeakMap<Request, string>()

  constructor({ objects, traps = [] }: BehaviourOptions<Env>) {
    this.#objects = objects
    this.#traps = new Set(traps)
  }

  /** What is known of the visitor; nothing is waited for but its pseudonym. */
  async recall(request: Request, { client, keys, now }: Context<Env>): Promise<Summary | undefined> {
    if (client.address === undefined) return undefined
    const agent = (request.headers.get('user-agent') ?? '').slice(0, longestAgent)
    const { secret } = keys.current(keyName)
    const visitor = await pseudonym(secret, 'behaviour', `${networkOf(client.address)}\n${agent}`)
    this.#visitors.set(request, visitor)
    return this.#memory.recall(visitor, now)
  }

  /** Counts the exchange once its answer has left, and tells the other isolates of it now and then. */
  observe(request: Request, response: Response, context: Context<Env>): void {
    const visitor = this.#visitors.get(request)
    if (visitor === undefined) return
    const { status, headers } = response
    const contentType = headers.get('content-type')
    const setsCookie = headers.has('set-cookie')
    context.defer(async () => {
      // A refusal of our own says nothing of the visitor.
      if (refusedByUs(context.verdicts)) return
      const { now, target } = context
      const path = target.split('?', 1)[0] as string
      const visit = summarize({
        now,
        path,
        destination: request.headers.get('sec-fetch-dest') ?? undefined,
        cookie: request.headers.has('cookie'),
        status,
        contentType,
        setsCookie,
        hadCookie: (this.#memory.recall(visitor, now)?.cookiesSet ?? 0) > 0,
        trap: this.#traps.has(path),
      })
      this.#memory.note(visitor, visit)
      const namespace = this.#objects?.(context.env)
      const untold = namespace && this.#memory.take(visitor, now)
      if (namespace && untold) this.#memory.learn(visitor, await tell(namespace, visitor, untold))
    })
  }
}

/** Whether this request was answered by a refusal or challenge of Sallyport, and not by the site. */
export const refusedByUs = ({ gate, limit, waf }: Verdicts): boolean =>
  gate?.status !== undefined || waf?.action === 'refuse' || limit?.state === 'jailed'
