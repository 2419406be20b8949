import { isBare, isLanguageList } from '../language.ts'
import type { Signal } from '../signal.ts'

/** Accept-Language names languages. People have them set; few programs do. */
export const languagePresent: Signal = {
  id: 'language/present',
  prior: 0.5,
  evaluate: ({ agent, match, fields }) => {
    const languages = fields['accept-language']
    return match === undefined && languages !== undefined && isLanguageList(languages) && !isBare(agent, languages)
      ? { detail: 'Accept-Language names languages' }
      : undefined
  },
}
