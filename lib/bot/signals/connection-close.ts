import type { Signal } from '../signal.ts'

/** A browser that asks for the connection to be closed; they keep it. Some proxies (nginx unless told otherwise) write it so. */
export const connectionClose: Signal = {
  id: 'connection/close',
  prior: -0.4,
  evaluate: ({ browser, fields, sighting }) =>
    browser && sighting.connectionFields !== false && fields.connection === 'close'
      ? { detail: 'a browser that closes the connection' }
      : undefined,
}
