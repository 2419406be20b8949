import { fieldNames } from '../http/field-names.ts'
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
  // What is found is changed after the loop: deleting while iterating would skip fields.
  for (const field of fieldNames(fields)) {
    if (hopByHop.has(field) || field.startsWith('x-sallyport-') || statusFields.has(field)) {
      doomed ??= []
      doomed.push(field)
    } else if (field === 'via') via = fields.get(field)
  }
  if (doomed !== undefined && change(fields, doomed, name)) via = fields.get('via')
  fields.set('via', appendVia(via, '1.1', name))
}

const statusFields: ReadonlySet<string> = new Set(['proxy-status', 'cache-status'])

/** Whether Connection was there, which may have named anything. */
function change(fields: Headers, doomed: readonly string[], name: string): boolean {
  const connection = doomed.includes('connection') ? fields.get('connection') : null
  for (const field of doomed) {
    const others = statusFields.has(field) ? withoutMembersOf(fields.get(field) ?? '', name) : undefined
    if (others === undefined) fields.delete(field)
    else fields.set(field, others)
  }
  if (connection !== null) for (const option of connectionOptions(connection)) fields.delete(option)
  return connection !== null
}
