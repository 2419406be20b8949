import { globSync, readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import type { Files } from '../../lib/seclang/index.ts'

/** Rule files on the disk, as byte strings. */
export const diskFiles: Files = {
  read(path) {
    try {
      return readFileSync(path, 'latin1')
    } catch {
      return undefined
    }
  },
  find(pattern, from) {
    const path = isAbsolute(pattern) ? pattern : join(dirname(from), pattern)
    return /[*?[]/.test(path) ? globSync(path).sort() : isFile(path) ? [path] : []
  },
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

/** The rule files of a folder in the order in which they are loaded: by name. A file stands for itself. */
export function ruleFiles(path: string): readonly string[] {
  if (isFile(path)) return [path]
  return globSync(join(path, '*.conf')).sort()
}
