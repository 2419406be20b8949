import type { IncomingMessage } from 'node:http'

const maxFormBytes = 65_536

/** A small body as text; `undefined` over 64 KiB. It is read to its end even so: a body cut short would take the connection, and the answer, with it. */
export async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= maxFormBytes) chunks.push(chunk)
  }
  return bytes > maxFormBytes ? undefined : Buffer.concat(chunks).toString('utf8')
}

/** Reads a body to its end and counts it: uploads of any size, nothing kept. */
export async function countBytes(request: IncomingMessage): Promise<number> {
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) bytes += chunk.length
  return bytes
}
