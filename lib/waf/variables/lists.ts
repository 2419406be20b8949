import { lower } from '../ascii.ts'
import type { Pair } from '../message.ts'
import type { Transaction } from '../transaction.ts'

/** A variable with members. `names`: rules look at the members' names, not at what they hold. */
export interface List {
  readonly names?: true
  readonly members: (transaction: Transaction) => readonly Pair[]
}

const none: readonly Pair[] = []

/** Same name, other values: for variables that say something of each member. */
const named = (pairs: readonly { readonly name: string }[]): readonly Pair[] =>
  pairs.map(({ name }) => ({ name, value: name }))

/** Keyed by variable. Reference manual, "Variables". */
export const lists: Readonly<Record<string, List>> = {
  ARGS: { members: (t) => t.arguments },
  ARGS_NAMES: { names: true, members: (t) => t.arguments },
  ARGS_GET: { members: (t) => t.argumentsGet },
  ARGS_GET_NAMES: { names: true, members: (t) => t.argumentsGet },
  ARGS_POST: { members: (t) => t.argumentsPost },
  ARGS_POST_NAMES: { names: true, members: (t) => t.argumentsPost },
  REQUEST_COOKIES: { members: (t) => t.cookies },
  REQUEST_COOKIES_NAMES: { names: true, members: (t) => t.cookies },
  // Single values in ModSecurity; two here where what is forwarded is not what was sent.
  REQUEST_FILENAME: { members: (t) => t.filenames.map((value) => ({ name: '', value })) },
  REQUEST_BASENAME: { members: (t) => t.filenames.map((value) => ({ name: '', value: basename(value) })) },
  REQUEST_HEADERS: { members: (t) => t.request.headers },
  REQUEST_HEADERS_NAMES: { names: true, members: (t) => t.request.headers },
  RESPONSE_HEADERS: { members: (t) => t.response?.headers ?? none },
  RESPONSE_HEADERS_NAMES: { names: true, members: (t) => t.response?.headers ?? none },
  FILES: { members: (t) => t.body?.multipart?.files.map(({ name, filename }) => ({ name, value: filename })) ?? none },
  FILES_NAMES: { members: (t) => named(t.body?.multipart?.files ?? none) },
  FILES_SIZES: {
    members: (t) => t.body?.multipart?.files.map(({ name, size }) => ({ name, value: String(size) })) ?? none,
  },
  // No temporary files here: their names are empty, their content is at hand.
  FILES_TMPNAMES: { members: () => none },
  FILES_TMP_CONTENT: {
    members: (t) => t.body?.multipart?.files.map(({ name, content }) => ({ name, value: content })) ?? none,
  },
  MULTIPART_FILENAME: {
    members: (t) => t.body?.multipart?.files.map(({ name, filename }) => ({ name, value: filename })) ?? none,
  },
  MULTIPART_NAME: {
    members: (t) =>
      t.body?.multipart
        ? [...named(t.body.multipart.arguments), ...t.body.multipart.files.map(({ name }) => ({ name, value: name }))]
        : none,
  },
  MULTIPART_PART_HEADERS: {
    members: (t) =>
      t.body?.multipart?.partHeaders.flatMap(({ name, lines }) => lines.map((value) => ({ name, value }))) ?? none,
  },
  XML: {
    members: (t) => {
      const xml = t.body?.xml
      if (!xml) return none
      const attributes = xml.attributes.map((value) => ({ name: '//@*', value }))
      return [{ name: '/*', value: xml.text }, ...attributes]
    },
  },
  TX: { members: (t) => [...t.tx.entries()].map(([name, value]) => ({ name, value })) },
  MATCHED_VARS: { members: (t) => t.matchedVars.slice() },
  MATCHED_VARS_NAMES: { members: (t) => t.matchedVars.map(({ name }) => ({ name, value: name })) },
  ENV: { members: (t) => [...(t.environment ?? [])].map(([name, value]) => ({ name: lower(name), value })) },
  // What the current rule says of itself is filled in by the engine when a macro asks for it.
  RULE: { members: () => none },
  IP: stored('IP'),
  SESSION: stored('SESSION'),
  USER: stored('USER'),
  GLOBAL: stored('GLOBAL'),
  RESOURCE: stored('RESOURCE'),
}

const basename = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)

function stored(collection: string): List {
  return {
    members: (t) => [...(t.collections?.get(collection)?.values ?? [])].map(([name, value]) => ({ name, value })),
  }
}
