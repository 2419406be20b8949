import { isBare } from '../language.ts'
import type { Signal } from '../signal.ts'

/** A Chromium that asks for a language of one country only (`en-US`): by itself it adds the language alone behind it (`en-US,en;q=0.9`). */
export const languageBare: Signal = {
  id: 'language/bare',
  prior: -0.8,
  evaluate: ({ agent, browser, fields }) =>
    browser && isBare(agent, fields['accept-language'] ?? '')
      ? { detail: 'Accept-Language of a Chromium without the language alone' }
      : undefined,
}
