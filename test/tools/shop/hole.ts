/**
 * What a value did to what it was put into: `kept`, nothing; `broken`, the statement or path around it leads nowhere any more, which is
 * how tools feel their way; `changed`, it runs and means something else.
 */
export type Outcome = 'kept' | 'broken' | 'changed'

/** A request as the shop reads it. Texts are as its platform decodes them: UTF-8 with replacement characters. */
export interface Visit {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly form: URLSearchParams
  readonly cookies: ReadonlyMap<string, string>
  readonly body: string
  header(name: string): string
}

export interface Reply {
  readonly outcome: Outcome
  readonly body: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Bytes put on the wire as they are, in place of all else: for the hole that splits answers. */
  readonly raw?: string
  /** How long the answer takes. */
  readonly sleepMs?: number
}

/** One thing that is wrong with the shop. */
export interface Hole {
  readonly name: string
  /** All of the path, or its beginning where it ends with `/`. */
  readonly path: string
  /** A link or a form that leads there, for tools that crawl. */
  readonly link: string
  /** The field of the head that it reads. */
  readonly reads?: string
  answer(visit: Visit): Reply
}

export const link = (href: string): string => `<p><a href="${href}">${href}</a></p>`

export const form = (action: string, ...fields: readonly string[]): string =>
  `<form action="${action}" method="post">${fields.map((name) => `<input name="${name}" value="a">`).join('')}<button>ok</button></form>`

export const page = (inner: string): string =>
  `<!doctype html><html><head><title>Shop</title></head><body>${inner}</body></html>`

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
