import { sendsPriority } from '../expectations.ts'
import type { Signal } from '../signal.ts'

/**
 * A page is asked for without Priority: Firefox (130) sends it always, Chromium (125) over HTTP/2 and 3. Counted over those only where the
 * platform or a front door says which version of HTTP it was.
 */
export const priorityMissing: Signal = {
  id: 'priority/missing',
  prior: -1.5,
  evaluate: (facts) =>
    facts.browser && sendsPriority(facts) && facts.fields.priority === undefined
      ? { detail: 'no Priority with a page' }
      : undefined,
}
