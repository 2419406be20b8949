/** A field, an argument, a cookie: name and value as byte strings (one char per byte). */
export interface Pair {
  readonly name: string
  readonly value: string
}

/** What is inspected: the request as it was sent. All text is byte strings. */
export interface InspectedRequest {
  readonly method: string
  /** As on the request line: path and query, or an absolute URL. */
  readonly target: string
  /** The path as it is forwarded, where a door has made it canonical: REQUEST_FILENAME shows both. @default that of `target` */
  readonly path?: string | undefined
  /** `HTTP/1.1` where the platform says nothing. */
  readonly protocol: string
  /** In the order in which they came, as far as the platform tells. */
  readonly headers: readonly Pair[]
  /** The platform has folded all fields' names to lower case; where they are told of, they are spelled as usual. @default false */
  readonly namesFolded?: boolean
  /** The decoded body; `undefined` when there is none, or it is not read. */
  readonly body?: string | undefined
  readonly client?:
    | { readonly address?: string; readonly port?: number; readonly country?: string; readonly asn?: number }
    | undefined
  readonly server?: { readonly name?: string; readonly address?: string; readonly port?: number } | undefined
  readonly id?: string | undefined
}

export interface InspectedResponse {
  readonly status: number
  readonly protocol: string
  readonly reason?: string | undefined
  readonly headers: readonly Pair[]
  /** The decoded body, or as much of it as is inspected. */
  readonly body?: string | undefined
}
