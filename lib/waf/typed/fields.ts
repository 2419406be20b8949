import { SallyportError } from '../../core/errors.ts'
import { lower } from '../ascii.ts'
import type { Finding } from '../detect/finding.ts'
import type { Place, Where } from './rule.ts'

/**
 * What a field is meant to hold, where the application deals with it as such: `prose` may quote statements and commands, `markup` may
 * also hold tags and scripts, `code` anything.
 */
export type FieldKind = 'prose' | 'markup' | 'code'

/** By field: `body.comment`, `query.q`, `cookie.draft`, `header.x-note`, `path`; `body` or `body.*` for all of a body. */
export type Fields = Readonly<Record<string, FieldKind>>

const kinds: readonly string[] = ['prose', 'markup', 'code']
const roots: Readonly<Record<Place, string>> = {
  query: 'query',
  'query-name': 'query',
  form: 'body',
  'form-name': 'body',
  json: 'body',
  'json-name': 'body',
  xml: 'body',
  body: 'body',
  cookie: 'cookie',
  'cookie-name': 'cookie',
  header: 'header',
  path: 'path',
  file: 'body',
  'file-name': 'body',
  answer: 'answer',
}

/** Languages that do their harm when a text is merely logged or unpacked, whatever the field is for. */
const anywhere: ReadonlySet<string> = new Set(['jndi', 'deserialisation'])

/** A declaration that let a finding pass. */
export interface Declaration {
  readonly field: string
  readonly kind: FieldKind
}

/** Answers which declaration, if any, makes a finding ordinary. Built once for a route. */
export class FieldPolicy {
  readonly #byName: ReadonlyMap<string, Declaration>

  /** @throws SallyportError ERR_OPTION for a kind or a root that there is not */
  constructor(fields: Fields) {
    const byName = new Map<string, Declaration>()
    for (const [field, kind] of Object.entries(fields)) {
      if (!kinds.includes(kind))
        throw new SallyportError(
          'ERR_OPTION',
          `waf: fields: "${field}" is declared "${kind}", which is none of ${kinds.join(', ')}`,
        )
      const [root = '', ...rest] = field.split('.')
      if (
        !['query', 'body', 'cookie', 'header', 'path'].includes(root) ||
        (root === 'path' && rest.length > 0) ||
        (rest.length > 0 && rest.join('') === '')
      )
        throw new SallyportError(
          'ERR_OPTION',
          `waf: fields: "${field}" begins with none of query, body, cookie, header, path`,
        )
      const name =
        rest.length === 0 ? `${root}.*` : `${root}.${root === 'header' ? lower(rest.join('.')) : rest.join('.')}`
      byName.set(name, { field, kind })
    }
    this.#byName = byName
  }

  get empty(): boolean {
    return this.#byName.size === 0
  }

  declared({ place, name }: Where): Declaration | undefined {
    const root = roots[place]
    return (
      this.#byName.get(`${root}.${name}`) ??
      (root === 'body' ? this.#byName.get(`body.${once(name)}`) : undefined) ??
      this.#byName.get(`${root}.*`)
    )
  }

  /** The declaration of the field, where it makes this finding ordinary there. */
  passing(where: Where, finding: Finding): Declaration | undefined {
    if (this.#byName.size === 0) return undefined
    const declaration = this.declared(where)
    if (!declaration) return undefined
    const { kind } = declaration
    if (kind === 'code') return declaration
    if (anywhere.has(finding.language)) return undefined
    if (kind === 'markup') return declaration
    return finding.language === 'html' && /^(?:text|attribute)/.test(finding.context) ? undefined : declaration
  }
}

/** Elements of arrays are named after their array twice (`items.items.note`): declared once. */
const once = (name: string): string => name.replace(/(^|\.)([^.]+)\.\2(?=\.|$)/g, '$1$2')
