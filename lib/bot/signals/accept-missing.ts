import type { Signal } from '../signal.ts'

/** There is no Accept. All browsers send one with every request. */
export const acceptMissing: Signal = {
  id: 'accept/missing',
  prior: -1.2,
  evaluate: ({ fields, special }) => (fields.accept === undefined && !special ? { detail: 'no Accept' } : undefined),
}
