import type { Signal } from '../signal.ts'

/** Upgrade-Insecure-Requests with something that is no page by Sec-Fetch-Mode: a script that sends the same fields with everything. */
export const upgradeStray: Signal = {
  id: 'upgrade/stray',
  prior: -2,
  evaluate: ({ fields, match }) =>
    match === undefined &&
    fields['upgrade-insecure-requests'] !== undefined &&
    fields['sec-fetch-mode'] !== undefined &&
    fields['sec-fetch-mode'] !== 'navigate'
      ? { detail: 'Upgrade-Insecure-Requests with what is no page' }
      : undefined,
}
