import { connectionOptions, hopByHop } from '../http/hop-by-hop.ts'
import { withoutMembersOf } from '../http/own-members.ts'
import { appendVia } from '../http/via.ts'

/**
 * Makes an answer's fields fit to pass on, in place: hop-by-hop fields go (also those that Connection names), and so does whatever would
 * speak in our name, because rules, operators and `--debug` believe it. Via is appended.
 */
export function responseFields(fields: Headers, name: string): void {
  let doomed: string[] | undefined
  let via: string | null = null
  for (const field of fields.keys()) {
    if (hopByHop.has(field) || field.startsWith('x-sallyport-')) {
      doomed ??= []
      doomed.push(field)
      if (field === 'connection') doomed.push(...connectionOptions(fields.get(field) ?? ''))
    } else if (field === 'via') via = fields.get(field)
    else if (field === 'proxy-status' || field === 'cache-status') {
      doomed ??= []
      doomed.push(field)
    }
  }
  if (doomed !== undefined) {
    for (const field of doomed) {
      const others = statusFields.has(field) ? withoutMembersOf(fields.get(field) ?? '', name) : undefined
      if (others === undefined) fields.delete(field)
      else fields.set(field, others)
    }
  }
  // Connection may have named Via; then there is nothing to append to.
  fields.set('via', appendVia(doomed?.includes('via') ? null : via, '1.1', name))
}

const statusFields: ReadonlySet<string> = new Set(['proxy-status', 'cache-status'])
