import type { Signal } from '../signal.ts'

/**
 * The User-Agent names a program: a crawler, library, scanner or driven browser that is on a list. Most say so honestly. Your own programs
 * may be allowed by name, address or signature in the route's policy.
 */
export const agentListed: Signal = {
  id: 'agent/listed',
  prior: -5,
  evaluate: ({ match }) =>
    match === undefined ? undefined : { detail: `User-Agent names ${match.name} (${match.category})` },
}
