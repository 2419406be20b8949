import { type BotOptions, bot } from '../bot/index.ts'
import { type CacheOptions, cache } from '../cache/index.ts'
import { type Pipeline, pipeline } from '../core/pipeline.ts'
import { type GateOptions, gate } from '../gate/index.ts'
import { type OriginOptions, origin } from '../origin/index.ts'
import { type WafOptions, waf } from '../waf/index.ts'

export interface EdgeOptions<Env> {
  /** Scores requests for the gate's policies. @default {} */
  readonly bot?: BotOptions<Env>
  /** `{ rules: core() }` of `@sallyport/rules-core`. No default: a route without rules should say so by leaving this preset. */
  readonly waf: WafOptions
  readonly gate?: GateOptions
  /** Nothing is reused unless the origin gave it a lifetime. `false`: no cache. @default memory(), 32 MiB an isolate */
  readonly cache?: CacheOptions<Env> | false
  readonly origin: OriginOptions<Env>
}

/** The default route, as readable code: copy it and change it. What is stored has to get past the rules each time it is asked for. */
export const edge = <Env>(options: EdgeOptions<Env>): Pipeline<Env> =>
  pipeline(
    bot(options.bot),
    waf(options.waf),
    gate(options.gate),
    ...(options.cache === false ? [] : [cache(options.cache)]),
    origin(options.origin),
  )
