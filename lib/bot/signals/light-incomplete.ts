import type { Facts } from '../facts.ts'
import type { Signal } from '../signal.ts'

/**
 * The User-Agent is a text browser's, and fields that it cannot be kept from sending are missing. Counted where it is known: Lynx, Links,
 * ELinks and w3m always send Accept, and Accept-Language unless told otherwise.
 */
export const lightIncomplete: Signal = {
  id: 'light/incomplete',
  prior: -1.5,
  evaluate: (facts) =>
    facts.agent.family === 'light' && !lightIsComplete(facts)
      ? { detail: 'a text browser’s name without the fields that it sends' }
      : undefined,
}

const talkative = /^(?:Lynx|E?Links|w3m)\b/

/** Whether a light browser's own fields are there, as far as they are known. */
export const lightIsComplete = ({ fields }: Facts): boolean =>
  !talkative.test(fields['user-agent'] ?? '') ||
  (fields.accept !== undefined && fields['accept-language'] !== undefined)
