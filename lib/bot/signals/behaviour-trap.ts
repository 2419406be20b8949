import type { Signal } from '../signal.ts'

/**
 * The visitor followed a link that nobody sees and that robots.txt forbids. Set by the `traps` option; mark such links `rel="nofollow"` and keep
 * them from screen readers (`aria-hidden`, `tabindex="-1"`).
 */
export const behaviourTrap: Signal = {
  id: 'behaviour/trap',
  prior: -3,
  evaluate: ({ sighting: { summary } }) =>
    summary !== undefined && summary.traps > 0 ? { detail: 'followed a link that nobody sees' } : undefined,
}
