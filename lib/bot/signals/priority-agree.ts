import type { Signal } from '../signal.ts'

/** Priority (RFC 9218) as browsers write it, beside Sec-Fetch-*. Programs rarely send it. */
export const priorityAgree: Signal = {
  id: 'priority/agree',
  prior: 0.3,
  evaluate: ({ browser, fields }) =>
    browser &&
    fields['sec-fetch-dest'] !== undefined &&
    fields.priority !== undefined &&
    /^u=[0-7](?:, ?i)?$/.test(fields.priority)
      ? { detail: 'Priority as browsers write it' }
      : undefined,
}
