import type { Signal } from '../signal.ts'

/** TE beside a browser that does not send it: of browsers only Firefox does, and only `trailers`. */
export const trailersForeign: Signal = {
  id: 'trailers/foreign',
  prior: -1.5,
  evaluate: ({ agent, browser, fields }) =>
    browser && fields.te !== undefined && (agent.family !== 'firefox' || fields.te !== 'trailers')
      ? { detail: 'TE as this browser does not send it' }
      : undefined,
}
