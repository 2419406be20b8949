import { soundsAutomatic } from '../agents/match.ts'
import type { Signal } from '../signal.ts'

/**
 * The User-Agent is on no list, but is made of the words that programs use of themselves (bot, crawler, spider, an address to read about
 * it). An honest crawler can be allowed by its signature (Web Bot Auth) or address.
 */
export const agentSoundsAutomatic: Signal = {
  id: 'agent/sounds-automatic',
  prior: -4,
  evaluate: ({ match, fields }) =>
    match === undefined && soundsAutomatic(fields['user-agent'] ?? '')
      ? { detail: 'User-Agent speaks of a bot, crawler or page about one' }
      : undefined,
}
