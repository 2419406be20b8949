import { parseList, serializeList, Token } from 'structured-headers'

const longestField = 8192

/**
 * A list field of an answer (Proxy-Status, RFC 9209; Cache-Status, RFC 9211) without the members that speak in the name of
 * `identifier`, compared without case. `undefined` where nothing is left, or where the field is not a list: what cannot be read is not
 * passed on, because somebody else might read our name in it.
 */
export function withoutMembersOf(field: string, identifier: string): string | undefined {
  if (field.length > longestField) return undefined
  try {
    const members = parseList(field)
    const others = members.filter(([item]) => {
      const name = item instanceof Token ? item.toString() : item
      return typeof name === 'string' && name.toLowerCase() !== identifier
    })
    return others.length === 0 ? undefined : serializeList(others)
  } catch {
    return undefined
  }
}
