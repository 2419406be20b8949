/** Two ends of one stream of bytes. */
export interface Pipe {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>
  readonly writable: WritableStream<Uint8Array<ArrayBuffer>>
}

/**
 * A pipe of the platform's own where it has one: it moves bytes without JavaScript.
 *
 * @param bytes a length that keeps Content-Length; what is written must be exactly as long
 */
export function pipe(bytes?: number): Pipe {
  const { FixedLengthStream, IdentityTransformStream } = globalThis as {
    FixedLengthStream?: new (bytes: number) => Pipe
    IdentityTransformStream?: new () => Pipe
  }
  if (bytes !== undefined && FixedLengthStream) return new FixedLengthStream(bytes)
  return IdentityTransformStream ? new IdentityTransformStream() : new TransformStream()
}
