import { isLanguageList } from '../language.ts'
import type { Signal } from '../signal.ts'

/** Accept-Language is a bare star, as runtimes without a user send it, or no list of languages. */
export const languageOdd: Signal = {
  id: 'language/odd',
  prior: -1.5,
  evaluate: ({ fields }) => {
    const languages = fields['accept-language']
    return languages !== undefined && (languages === '*' || !isLanguageList(languages))
      ? { detail: 'Accept-Language names no language' }
      : undefined
  },
}
