import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { CommandError } from '../failure.ts'

/** One text of a set, or one whole request. */
export interface Sample {
  /** A byte string. */
  readonly text: string
  readonly request?: { readonly method: string; readonly path: string; readonly query: string }
}

export interface SampleSet {
  readonly name: string
  readonly samples: readonly Sample[]
}

/**
 * The sets of a folder, or of a single file: `.txt` has one text a line, `.tsv` a kind and a text, `.csv` whole requests (row, id, method, path,
 * query, label). Names that begin with `except` are another kind of set.
 */
export function readSets(path: string, except: 'benign' | 'malicious'): readonly SampleSet[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new CommandError(`evaluate: there is no file or folder ${path}`)
  const files = found.isDirectory()
    ? readdirSync(path)
        .filter((name) => /\.(?:txt|tsv|csv)$/.test(name) && !name.startsWith(except))
        .sort()
        .map((name) => join(path, name))
    : [path]
  if (files.length === 0) throw new CommandError(`evaluate: ${path} has no set: .txt, .tsv or .csv`)
  return files.map((file) => ({ name: basename(file).replace(/\.\w+$/, ''), samples: samplesOf(file) }))
}

function samplesOf(file: string): readonly Sample[] {
  const lines = readFileSync(file, 'latin1')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line !== '')
  if (file.endsWith('.csv')) return lines.slice(1).map(requestOf)
  if (file.endsWith('.tsv')) return lines.map((line) => ({ text: line.slice(line.indexOf('\t') + 1) }))
  return lines.map((text) => ({ text }))
}

function requestOf(line: string): Sample {
  const fields = csv(line)
  const [, , method = 'GET', path = '/', query = ''] = fields
  return { text: `${method} ${path}?${query}`, request: { method, path, query } }
}

function csv(line: string): readonly string[] {
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let at = 0; at < line.length; at++) {
    const c = line[at] as string
    if (quoted && c === '"' && line[at + 1] === '"') {
      field += '"'
      at++
    } else if (c === '"') quoted = !quoted
    else if (c === ',' && !quoted) {
      fields.push(field)
      field = ''
    } else field += c
  }
  return [...fields, field]
}
