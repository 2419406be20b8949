import { maxFieldLength } from '../facts.ts'
import type { Signal } from '../signal.ts'

/** More fields, or longer ones, than any browser sends: over 64 of them, or one beside Cookie of over 4,096 characters. */
export const headerAbsurd: Signal = {
  id: 'header/absurd',
  prior: -1.5,
  evaluate: ({ count, longest }) =>
    count > 64 || longest > maxFieldLength ? { detail: 'more or longer fields than any browser sends' } : undefined,
}
