import type { Signal } from '../signal.ts'

/** Sec-Fetch-User beside the User-Agent of Safari, which does not send it (as of Safari 26). */
export const fetchUserForeign: Signal = {
  id: 'fetch/user-foreign',
  prior: -1,
  evaluate: ({ agent, browser, fields }) =>
    browser && agent.family === 'webkit' && !agent.embedded && fields['sec-fetch-user'] !== undefined
      ? { detail: 'Sec-Fetch-User, which Safari does not send' }
      : undefined,
}
