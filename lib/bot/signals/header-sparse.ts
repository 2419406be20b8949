import type { Signal } from '../signal.ts'

/** Fewer than three fields beside Host. Even light browsers send more; sockets and the plainest libraries do not. */
export const headerSparse: Signal = {
  id: 'header/sparse',
  prior: -1,
  evaluate: ({ agent, count, fields, special }) => {
    const known = fields['user-agent'] === undefined ? 0 : 1
    return count - known < 2 && agent.family !== 'light' && !special ? { detail: 'next to no fields' } : undefined
  },
}
