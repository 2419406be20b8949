import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { InspectedRequest, Pair } from '../../lib/waf/message.ts'
import { readHttpFile } from '../explain/http-file.ts'
import { CommandError, reason } from '../failure.ts'

/** A recorded request, and where it was recorded. */
export interface Recorded {
  readonly from: string
  readonly request: InspectedRequest
}

/** All requests of a .har or .http file, or of all of them in a folder. @throws CommandError */
export function readTraffic(path: string): readonly Recorded[] {
  const files = statSync(path, { throwIfNoEntry: false })?.isDirectory()
    ? globSync(join(path, '**/*.{har,http}')).sort()
    : [path]
  const found = files.flatMap((file) => (file.endsWith('.har') ? readHar(file) : readHttp(file)))
  if (found.length === 0) throw new CommandError(`${path} holds no .har and no .http file with requests`)
  return found
}

const readHttp = (file: string): readonly Recorded[] =>
  readHttpFile(textOf(file, 'latin1'), file).map(({ line, request }) => ({
    from: `${file}:${line}`,
    request: { ...request, headers: withLength(request.headers, request.body) },
  }))

/** Editors and archives leave Content-Length to who sends. */
function withLength(headers: readonly Pair[], body: string | undefined): readonly Pair[] {
  if (body === undefined || headers.some(({ name }) => name.toLowerCase() === 'content-length')) return headers
  return [...headers, { name: 'Content-Length', value: String(body.length) }]
}

interface Har {
  readonly log?: { readonly entries?: readonly { readonly request?: HarRequest }[] }
}

interface HarRequest {
  readonly method?: string
  readonly url?: string
  readonly httpVersion?: string
  readonly headers?: readonly Pair[]
  readonly postData?: { readonly text?: string; readonly encoding?: string }
}

/** HTTP Archive 1.2. Browsers leave out what HTTP/2 has no use for: Host comes from the URL. */
function readHar(file: string): readonly Recorded[] {
  let har: Har
  try {
    har = JSON.parse(textOf(file, 'utf8')) as Har
  } catch (error) {
    throw new CommandError(`${file} is no HAR file: ${reason(error)}`)
  }
  return (har.log?.entries ?? []).flatMap(({ request }, at) => {
    const asked = request && inspected(request)
    return asked ? [{ from: `${file}, entry ${at + 1}`, request: asked }] : []
  })
}

function inspected({
  method = 'GET',
  url = '',
  httpVersion,
  headers = [],
  postData,
}: HarRequest): InspectedRequest | undefined {
  if (!URL.canParse(url)) return undefined
  const { pathname, search, host } = new URL(url)
  const own = headers
    .filter(({ name }) => !name.startsWith(':'))
    .map(({ name, value }) => ({ name, value: bytes(value) }))
  const has = (key: string) => own.some(({ name }) => name.toLowerCase() === key)
  const encoding = postData?.encoding === 'base64' ? 'base64' : 'utf8'
  const body = postData?.text === undefined ? undefined : Buffer.from(postData.text, encoding).toString('latin1')
  return {
    method,
    target: pathname + search,
    protocol: httpVersion?.startsWith('HTTP/1') ? httpVersion : 'HTTP/1.1',
    headers: [...(has('host') ? [] : [{ name: 'Host', value: host }]), ...withLength(own, body)],
    client: { address: '192.0.2.1' },
    id: 'tune',
    ...(body !== undefined && { body }),
  }
}

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

function textOf(file: string, encoding: 'latin1' | 'utf8'): string {
  try {
    return readFileSync(file, encoding)
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${reason(error)}`)
  }
}
