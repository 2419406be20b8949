import { codeAt } from '../../text/code-at.ts'
import { byteString } from './bytes.ts'

/**
 * `t:normalizePath`, `t:normalisePath`: no empty segments, no self references, no back references but those that a
 * relative path starts with. Byte for byte as ModSecurity, whose back reference is any segment that ends in two dots.
 */
export const normalizePath: (input: string) => string = (input) =>
  input.includes('//') || input.includes('./') || endsInReference(input) ? normalize(input, false) : input

const dot = 46

/** Whether the last segment may be a self or back reference: a sentence that ends in a full stop is none. */
export function endsInReference(input: string): boolean {
  const last = input.length - 1
  if (codeAt(input, last) !== dot) return false
  const before = codeAt(input, last - 1)
  return last === 0 || before === dot || before === slash || before === backslash
}

const slash = 47
const backslash = 92

/**
 * Normalizes in one pass over a copy, which shrinks towards its start. `windows`: a backslash is a slash, but one after
 * a run of slashes and backslashes stays, as in ModSecurity.
 */
export function normalize(input: string, windows: boolean): string {
  const last = input.length - 1
  if (last < 0) return input
  const path = new Uint8Array(input.length)
  for (let i = 0; i <= last; i++) path[i] = codeAt(input, i)
  const isSlash = (code: number | undefined): boolean => code === slash || (windows && code === backslash)
  const relative = !isSlash(path[0])
  const trailing = isSlash(path[last])
  let read = 0
  let write = 0
  let atRoot = false
  while (read <= last) {
    if (windows) {
      if (path[read] === backslash) path[read] = slash
      if (read < last && path[read + 1] === backslash) path[read + 1] = slash
    }
    const atEnd = read === last
    const char = path[read]
    if ((atEnd || path[read + 1] === slash) && (atEnd || char !== slash)) {
      if (char === dot) {
        if (write > 0 && path[write - 1] === dot) {
          if (relative && (atRoot || write <= 2)) atRoot = true
          else {
            write = previousSlash(path, write - 3)
            if (write <= 0) {
              atRoot = true
              write = !relative && atEnd ? 1 : 0
            }
            if (atEnd) break
            read++
          }
        } else if (write === 0 || path[write - 1] === slash) {
          if (atEnd) break
          if (write > 0) write--
          read++
        }
      } else if (write > 0) atRoot = false
    }
    if (path[read] === slash) {
      while (read < last && isSlash(path[read + 1])) read++
      // A relative path must not become an absolute one.
      if (relative && write === 0) {
        read++
        continue
      }
    }
    path[write++] = path[read++] as number
    if (atEnd) break
  }
  if (!trailing && write > 0 && path[write - 1] === slash) write--
  return byteString(path, write)
}

/** Where the last slash at or before `from` is; 0 or less when the start was reached first. */
function previousSlash(path: Uint8Array, from: number): number {
  let at = from
  while (at > 0 && path[at] !== slash) at--
  return at
}
