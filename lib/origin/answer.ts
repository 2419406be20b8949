import { connectionOptions, hopByHop } from '../http/hop-by-hop.ts'
import { withoutMembersOf } from '../http/list-members.ts'

/** What only this gate may say, although origins may say something of the kind of themselves. */
const statusFields: readonly string[] = ['proxy-status', 'cache-status']

/**
 * Takes out of an answer's header what belongs to the connection or speaks in our name, and adds this hop to Via. Changes `headers`.
 */
export function cleanAnswer(headers: Headers, name: string): void {
  const connection = headers.get('connection')
  if (connection !== null)
    for (const option of connectionOptions(connection)) if (option !== 'upgrade') headers.delete(option)
  const own: string[] = []
  headers.forEach((_, field) => {
    if (staysBehind.has(field) || field.startsWith('x-sallyport-')) own.push(field)
  })
  for (const field of own) drop(headers, field, name)
  headers.append('via', `1.1 ${name}`)
}

const staysBehind: ReadonlySet<string> = new Set([...hopByHop, ...statusFields])

function drop(headers: Headers, field: string, name: string): void {
  const others = statusFields.includes(field)
    ? withoutMembersOf(headers.get(field) ?? '', name.toLowerCase())
    : undefined
  if (others === undefined) headers.delete(field)
  else headers.set(field, others)
}
