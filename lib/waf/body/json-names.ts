/**
 * How leaves of a JSON body are named. `2.9`: the path of keys joined with `.`, an array's elements under the array's key once more
 * (`{"a":{"b":[1]}}` is `a.b.b`), `array.array` in an outermost array. `3`: begins with `json`, elements numbered (`json.a.b.array_0`).
 * An outermost scalar is '', or `json`. Keys are joined as they are: a key with a dot looks like two.
 */
export type JsonNaming = '2.9' | '3'

/** A place in the document; all that bear the same path are one in `2.9`, so that equal names are one string. */
export interface JsonPath {
  readonly name: string
  /** The last key, which names the elements of an array (2.9). */
  readonly key: string
  /** The outermost object has no name that its members would begin with (2.9). */
  readonly bare: boolean
  /** Number of the object that last had a member of this path: met again under the same number, the key is a duplicate. */
  owner: number
  members: Map<string, JsonPath> | undefined
  element: JsonPath | undefined
  /** The member that was asked for last. */
  last: JsonPath | undefined
  /** The member that was asked for after this one: objects of a list bring theirs in the same order. */
  next: JsonPath | undefined
}

const path = (name: string, key: string, bare: boolean): JsonPath => ({
  name,
  key,
  bare,
  owner: 0,
  members: undefined,
  element: undefined,
  last: undefined,
  next: undefined,
})

/** The place of the whole document. */
export const rootPath = (naming: JsonNaming): JsonPath =>
  naming === '3' ? path('json', '', false) : path('', '', true)

/** The place of member `key` of the object at `parent`. */
export function memberPath(parent: JsonPath, key: string, naming: JsonNaming): JsonPath {
  const { last } = parent
  const expected = last?.next
  if (expected?.key === key) {
    parent.last = expected
    return expected
  }
  parent.members ??= new Map()
  let found = parent.members.get(key)
  if (found === undefined) {
    if (naming === '3') found = path(`${parent.name}.${key === '' ? 'empty-key' : key}`, key, false)
    else found = path(parent.bare ? key : `${parent.name}.${key}`, key, false)
    parent.members.set(key, found)
  }
  if (last) last.next = found
  parent.last = found
  return found
}

/** The place of the element number `index` of the array at `parent`. */
export function elementPath(parent: JsonPath, index: number, naming: JsonNaming): JsonPath {
  if (naming === '3') return path(`${parent.name}.array_${index}`, '', false)
  if (parent.element === undefined) {
    const name = parent.bare ? 'array.array' : `${parent.name}.${parent.key}`
    parent.element = path(name, parent.bare ? 'array' : parent.key, false)
  }
  return parent.element
}
