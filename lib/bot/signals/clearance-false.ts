import type { Signal } from '../signal.ts'

/** A clearance that nobody here gave, or that was given to another network or browser: forged, or carried over from somebody else. */
export const clearanceFalse: Signal = {
  id: 'clearance/false',
  prior: -2.5,
  evaluate: ({ sighting: { clearance } }) =>
    clearance?.state === 'forged'
      ? { detail: 'a clearance that was not given here' }
      : clearance?.state === 'transplanted'
        ? { detail: 'a clearance that was given to another', strength: 0.8 }
        : clearance?.state === 'replayed'
          ? { detail: 'a solution that was used before' }
          : undefined,
}
