import { type BotOptions, bot } from '../bot/index.ts'
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
  readonly origin: OriginOptions<Env>
}

/** The default route, as readable code: copy it and change it. */
export const edge = <Env>(options: EdgeOptions<Env>): Pipeline<Env> =>
  pipeline(bot(options.bot), waf(options.waf), gate(options.gate), origin(options.origin))
