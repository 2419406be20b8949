import type { Sent } from '../../bin/ftw/request.ts'
import type { InspectedResponse } from '../../lib/waf/message.ts'

/**
 * The origin that CRS's tests ask for: `POST /reflect` with `{status, headers, body, encodedBody}` answers just that; everything
 * else is 200 and empty.
 */
export function reflect(sent: Sent): InspectedResponse {
  const plain = {
    status: 200,
    protocol: 'HTTP/1.1',
    headers: [{ name: 'Content-Type', value: 'text/plain' }],
    body: '',
  }
  if (!sent.target.startsWith('/reflect')) return plain
  let asked: { status?: number; headers?: Record<string, string>; body?: string; encodedBody?: string }
  try {
    asked = JSON.parse(Buffer.from(sent.body, 'latin1').toString('utf8'))
  } catch {
    return { ...plain, status: 400 }
  }
  const headers = Object.entries(asked.headers ?? {}).map(([name, value]) => ({
    name,
    value: Buffer.from(String(value), 'utf8').toString('latin1'),
  }))
  const body =
    asked.encodedBody === undefined
      ? Buffer.from(asked.body ?? '', 'utf8').toString('latin1')
      : Buffer.from(asked.encodedBody, 'base64').toString('latin1')
  return { ...plain, status: asked.status ?? 200, headers: headers.length > 0 ? headers : plain.headers, body }
}
