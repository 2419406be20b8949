import { isInnerList, parseDictionary } from 'structured-headers'

/** Which parameters of a query make a difference, by the origin's word (No-Vary-Search, IETF draft-ietf-httpbis-no-vary-search). */
export interface SearchVariance {
  /** Whether their order makes none. */
  readonly anyOrder: boolean
  readonly counts: (name: string) => boolean
}

const maxLength = 4096
const maxNames = 128

/** `undefined`: everything makes a difference, also where the field is missing, cannot be read, or contradicts itself (section 5.1). */
export function parseNoVarySearch(text: string | null): SearchVariance | undefined {
  if (text === null || text.length > maxLength) return undefined
  try {
    const members = parseDictionary(text)
    const keyOrder = members.get('key-order')?.[0] ?? false
    if (typeof keyOrder !== 'boolean') return undefined
    const params = members.get('params')
    const except = names(members.get('except'))
    if (except === undefined) return undefined
    const all = params?.[0] === true
    if (except.length > 0 && !all) return undefined
    if (all) return { anyOrder: keyOrder, counts: (name) => except.includes(name) }
    if (params?.[0] === false) return keyOrder ? { anyOrder: true, counts: () => true } : undefined
    const ignored = names(params)
    if (ignored === undefined || (ignored.length === 0 && !keyOrder)) return undefined
    return { anyOrder: keyOrder, counts: (name) => !ignored.includes(name) }
  } catch {
    return undefined
  }
}

/** An inner list of Strings; none where the member is missing, `undefined` where it is something else. */
function names(member: ReturnType<ReturnType<typeof parseDictionary>['get']>): readonly string[] | undefined {
  if (member === undefined) return []
  if (!isInnerList(member)) return undefined
  const [items] = member
  if (items.length > maxNames) return undefined
  const found = items.map(([item]) => item)
  return found.every((item) => typeof item === 'string') ? found : undefined
}
