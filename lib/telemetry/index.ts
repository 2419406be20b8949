import type { Observer, PlatformContext } from '../core/arrival.ts'
import { type Detail, type Event, toEvent } from './event.ts'

export type { Detail, Event } from './event.ts'
export { batchedConsole, consoleLines } from './sinks/console.ts'

/** Takes events away. May keep the request's context alive with `platform.waitUntil`; must not throw. */
export type Sink = (event: Event, platform: PlatformContext) => void

export interface TelemetryOptions {
  /** @default 'minimal' */
  readonly detail?: Detail
}

/** An observer for `door(app, { observe: telemetry(consoleLines()) })`: makes the event, redacts it, hands it to the sink. */
export function telemetry(sink: Sink, { detail = 'minimal' }: TelemetryOptions = {}): Observer {
  return (exchange) => sink(toEvent(exchange, detail), exchange.arrival.platform)
}
