/** A body without its content coding, at most as long as the limit, or why it could not be read. */
export type Decoded = { readonly bytes: Uint8Array; readonly exceeded: boolean } | { readonly error: DecodeError }

/** `unknown`: a coding that is not gzip, deflate or identity. `layers`: more than two codings. `malformed`: not what the coding says. */
export type DecodeError = 'unknown' | 'layers' | 'malformed'

const mostLayers = 2
const codingName = /^[ \t]*([A-Za-z-]{1,16})[ \t]*$/
const blank = /^[ \t]*$/

/**
 * Takes the content codings off a body (RFC 9110, section 8.4): `gzip`, `x-gzip`, `deflate` (zlib, RFC 1950, or raw, RFC 1951, which some
 * send), `identity`, at most two of them, last applied first. Of each layer no more than `limit` bytes are ever made, and reading
 * stops there: `exceeded`. Never rejects.
 *
 * @param coding the Content-Encoding field
 * @param limit the most bytes of the result
 */
export async function decodeBody(bytes: Uint8Array, coding: string, limit: number): Promise<Decoded> {
  const codings = coding
    .split(',', 16)
    .map((name) => codingName.exec(name)?.[1] ?? (blank.test(name) ? '' : 'unknown'))
    .filter((name) => name !== '' && !/^identity$/i.test(name))
  if (!codings.every((name) => /^(?:x-)?gzip$|^deflate$/i.test(name))) return { error: 'unknown' }
  if (codings.length > mostLayers) return { error: 'layers' }
  let current = bytes
  let exceeded = false
  for (const name of codings.reverse()) {
    const decoded = /gzip/i.test(name)
      ? await inflate(current, 'gzip', limit)
      : await inflate(current, isZlib(current) ? 'deflate' : 'deflate-raw', limit)
    if (decoded === undefined) {
      // Cut off at the limit, the layer below cannot be whole: that is not its fault.
      return exceeded ? { bytes: new Uint8Array(0), exceeded } : { error: 'malformed' }
    }
    current = decoded.bytes
    exceeded ||= decoded.exceeded
  }
  if (current.length > limit) return { bytes: current.subarray(0, limit), exceeded: true }
  return { bytes: current, exceeded }
}

/** RFC 1950, section 2.2: method 8, a window of at most 32 KB, and a check sum over both bytes. */
function isZlib(bytes: Uint8Array): boolean {
  const [method = 0, flags = 0] = bytes
  return (method & 15) === 8 && method >> 4 <= 7 && ((method << 8) | flags) % 31 === 0
}

async function inflate(
  bytes: Uint8Array,
  format: CompressionFormat,
  limit: number,
): Promise<{ bytes: Uint8Array; exceeded: boolean } | undefined> {
  const stream = new DecompressionStream(format)
  const writer = stream.writable.getWriter()
  // Its failure is the reader's failure too, and is seen there.
  const written = feed(writer, bytes).catch(() => undefined)
  const reader = stream.readable.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  let exceeded = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      const left = limit - size
      if (value.length > left) {
        chunks.push(value.subarray(0, left))
        size = limit
        exceeded = true
        break
      }
      chunks.push(value)
      size += value.length
    }
    if (exceeded) await reader.cancel().catch(() => undefined)
  } catch {
    return undefined
  }
  await written
  return { bytes: joined(chunks, size), exceeded }
}

const step = 4096

/** In small steps, each awaited: what one step makes must be read before the next is taken in, or a bomb is inflated whole. */
async function feed(writer: WritableStreamDefaultWriter<BufferSource>, bytes: Uint8Array): Promise<void> {
  for (let at = 0, length = bytes.length; at < length; at += step) {
    await writer.ready
    await writer.write(bytes.slice(at, at + step))
  }
  await writer.close()
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  if (chunks.length === 1 && chunks[0]?.length === size) return chunks[0]
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
