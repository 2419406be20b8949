import type { Signal } from '../signal.ts'

/** A clearance after its time. Browsers drop the cookie by themselves when it ends; what sends it still keeps its own jar. */
export const clearanceExpired: Signal = {
  id: 'clearance/expired',
  prior: -0.6,
  evaluate: ({ sighting: { clearance } }) =>
    clearance?.state === 'expired' ? { detail: 'a clearance after its time' } : undefined,
}
