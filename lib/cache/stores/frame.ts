/** Facts and bodies as one piece: four bytes of length, the facts as JSON, then the bodies one after the other. */
export function frame(facts: unknown, bodies: readonly Blob[] = []): Blob {
  const text = new TextEncoder().encode(JSON.stringify(facts))
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, text.length)
  return new Blob([length, text, ...bodies])
}

export interface Unframed {
  readonly facts: unknown
  /** The bodies. */
  readonly rest: Uint8Array<ArrayBuffer>
}

/** @throws where it is cut short or is no JSON */
export function unframe(bytes: ArrayBuffer): Unframed {
  const length = new DataView(bytes).getUint32(0)
  const text = new Uint8Array(bytes, 4, length)
  return { facts: JSON.parse(new TextDecoder().decode(text)), rest: new Uint8Array(bytes, 4 + length) }
}
