import { isInnerList, parseList, serializeList, Token } from 'structured-headers'

/**
 * A `Proxy-Status` (RFC 9209, section 2) or `Cache-Status` (RFC 9211, section 2) value without the members that bear `identifier`: an
 * origin that knows our name must not speak for us. Names compare without case, as token or string. Others' members are kept;
 * `undefined` means that nothing is left, or that the value is no list, and then nobody could say who speaks in it.
 */
export function withoutMembersOf(value: string, identifier: string): string | undefined {
  const own = identifier.toLowerCase()
  try {
    const members = parseList(value)
    const others = members.filter((member) => {
      if (isInnerList(member)) return false // neither field has them
      const [name] = member
      return !((name instanceof Token || typeof name === 'string') && name.toString().toLowerCase() === own)
    })
    if (others.length === members.length) return value
    return others.length === 0 ? undefined : serializeList(others)
  } catch {
    return undefined
  }
}
