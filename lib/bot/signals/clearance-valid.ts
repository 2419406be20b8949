import type { Signal } from '../signal.ts'

/**
 * The visitor passed a challenge a short while ago, from this network and with this browser. By proof of work it counts in full; by waiting, without
 * JavaScript, for half.
 */
export const clearanceValid: Signal = {
  id: 'clearance/valid',
  prior: 4,
  evaluate: ({ sighting: { clearance } }) =>
    clearance?.state === 'valid'
      ? clearance.by === 'wait'
        ? { detail: 'has waited out a challenge', strength: 0.5 }
        : { detail: 'has passed a challenge' }
      : undefined,
}
