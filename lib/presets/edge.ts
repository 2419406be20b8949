import { type Pipeline, pipeline } from '../core/pipeline.ts'
import { type GateOptions, gate } from '../gate/index.ts'
import { type OriginOptions, origin } from '../origin/index.ts'

export interface EdgeOptions<Env> {
  readonly gate?: GateOptions
  readonly origin: OriginOptions<Env>
}

/** The default route, as readable code: copy it and change it. */
export const edge = <Env>(options: EdgeOptions<Env>): Pipeline<Env> =>
  pipeline(gate(options.gate), origin(options.origin))
