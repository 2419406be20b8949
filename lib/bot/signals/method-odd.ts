import type { Signal } from '../signal.ts'

const usual: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])

/** A method that no page's script may use or that no page has a use for (TRACE, PROPFIND, …). WebDAV clients use some of them. */
export const methodOdd: Signal = {
  id: 'method/odd',
  prior: -1,
  evaluate: ({ sighting }) => (usual.has(sighting.method) ? undefined : { detail: 'a method that pages do not use' }),
}
