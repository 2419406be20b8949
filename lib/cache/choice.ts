import { ttlOf } from './entry.ts'
import { selects } from './policy/vary.ts'
import type { Work } from './room.ts'
import type { Stored } from './stores/store.ts'

/** Whether a stored answer needs no asking: a store of several tiers then looks no further. */
export const usable = (
  { room, request, context }: Work,
  { head, purged }: Stored,
  now: number = context.now,
): boolean =>
  !purged &&
  head.revalidation !== 'always' &&
  ttlOf(head, now) > 0 &&
  selects(head, request.headers, room.settings.normalisers)

/** The newest answer that the request selects; a whole one before a part. */
export function chosen({ room, request }: Work, variants: readonly Stored[]): Stored | undefined {
  let part: Stored | undefined
  for (const stored of variants) {
    if (!selects(stored.head, request.headers, room.settings.normalisers)) continue
    if (stored.head.part === undefined) return stored
    part ??= stored
  }
  return part
}
