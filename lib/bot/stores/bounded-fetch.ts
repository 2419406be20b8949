/** `fetch`, as far as it is used; handed in by tests and by workers that send through a binding. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface Bounds {
  readonly maxBytes: number
  readonly timeoutSeconds: number
}

/**
 * Text of an answer of 200, and nothing else: no redirect is followed, no cookie or credential sent, no more than `maxBytes` read, no longer waited
 * than `timeoutSeconds`. `undefined` otherwise. Never throws.
 */
export const fetchText = (fetcher: Fetch, url: string, accept: string, bounds: Bounds): Promise<string | undefined> =>
  ask(fetcher, url, { headers: { accept } }, bounds)

/** The same for a form that is posted, answered in JSON, under 64 KiB and within five seconds. */
export const fetchForm = (
  fetcher: Fetch | undefined,
  url: string,
  form: URLSearchParams,
): Promise<string | undefined> =>
  ask(
    fetcher ?? ((to, init) => fetch(to, init)),
    url,
    { method: 'POST', body: form },
    { maxBytes: 65_536, timeoutSeconds: 5 },
  )

async function ask(fetcher: Fetch, url: string, init: RequestInit, bounds: Bounds): Promise<string | undefined> {
  const { maxBytes, timeoutSeconds } = bounds
  try {
    const signal = AbortSignal.timeout(timeoutSeconds * 1000)
    const response = await fetcher(url, { ...init, redirect: 'manual', signal })
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel()
      return undefined
    }
    return await readText(response.body, maxBytes)
  } catch {
    return undefined
  }
}

async function readText(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<string | undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const reader = body.getReader()
  let length = 0
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    length += value.length
    if (length > maxBytes) {
      await reader.cancel()
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}
