import type { Signal } from '../signal.ts'

/**
 * Client hints beside the User-Agent of a browser that has none: Firefox, Safari, or a Chromium before 84. What sent them is a Chromium
 * with another's name: an emulated telephone, or a script with two halves.
 */
export const hintsForeign: Signal = {
  id: 'hints/foreign',
  prior: -3,
  evaluate: ({ agent, match, fields }) => {
    if (match !== undefined || (fields['sec-ch-ua'] === undefined && fields['sec-ch-ua-platform'] === undefined))
      return undefined
    const { family, version } = agent
    const never =
      family === 'firefox' || family === 'webkit' || family === 'trident' || family === 'presto' || family === 'light'
    return never || (family === 'chromium' && version > 0 && version < 84) ? found : undefined
  },
}
const found = { detail: 'client hints, which the browser in the User-Agent does not have' }
