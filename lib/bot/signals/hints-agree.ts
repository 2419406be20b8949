import { judgeBrands } from '../client-hints.ts'
import type { Signal } from '../signal.ts'
import { hintsConflict } from './hints-conflict.ts'

/**
 * Client hints (Sec-CH-UA, -Mobile, -Platform) agree with the User-Agent, and the made-up brand in them is the one that this version of
 * Chromium makes up.
 */
export const hintsAgree: Signal = {
  id: 'hints/agree',
  prior: 1.2,
  evaluate: (facts) =>
    facts.browser &&
    facts.agent.family === 'chromium' &&
    facts.brands !== undefined &&
    judgeBrands(facts.brands, facts.agent.version) === 'agrees' &&
    hintsConflict.evaluate(facts) === undefined
      ? { detail: 'client hints agree with the User-Agent' }
      : undefined,
}
