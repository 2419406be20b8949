import type { Settings } from '../ir/rule.ts'
import type { Argument } from './body/argument.ts'
import { parseJson } from './body/json.ts'
import { type Multipart, parseMultipart } from './body/multipart.ts'
import { parseUrlencoded } from './body/urlencoded.ts'
import { parseXml, type Xml } from './body/xml.ts'

/** What the body processor made of the body. */
export interface RequestBody {
  readonly length: number
  readonly arguments: readonly Argument[]
  readonly multipart?: Multipart
  readonly xml?: Xml
  /** What REQBODY_ERROR tells; the message is the parser's, without bytes of the request. */
  readonly error?: string
  /** An escape in a form that is none. */
  readonly invalidEncoding: boolean
  /** Limits that were met. */
  readonly bounds: readonly string[]
}

const none: readonly Argument[] = []

/**
 * Reads a body with the processor that phase 1 chose: `URLENCODED`, `MULTIPART`, `JSON`, `XML`, or '' for none.
 * Never throws; what cannot be read is an error that rule 200002 and its like refuse.
 */
export function readBody(
  body: string,
  processor: string,
  contentType: string,
  settings: Settings,
  empties = false,
): RequestBody {
  const { requestBodyNoFilesLimit: limit = Number.POSITIVE_INFINITY } = settings
  if (processor !== 'MULTIPART')
    return body.length > limit ? tooLong(body) : parsed(body, processor, contentType, settings, empties)
  const read = parsed(body, processor, contentType, settings, empties)
  const files = read.multipart?.files ?? []
  const rest = body.length - files.reduce((sum, { size }) => sum + size, 0)
  return rest > limit ? { ...read, error: read.error ?? overNoFilesLimit } : read
}

const overNoFilesLimit = 'SecRequestBodyNoFilesLimit exceeded'

/** Not read at all: what it holds is looked at by nobody, so that is an error of the body. */
const tooLong = ({ length }: string): RequestBody => ({
  length,
  arguments: none,
  invalidEncoding: false,
  bounds: ['request-body-no-files'],
  error: overNoFilesLimit,
})

function parsed(
  body: string,
  processor: string,
  contentType: string,
  settings: Settings,
  empties: boolean,
): RequestBody {
  const plain = { length: body.length, arguments: none, invalidEncoding: false, bounds: [] as readonly string[] }
  switch (processor) {
    case 'URLENCODED': {
      const form = parseUrlencoded(body, settings.argumentsLimit)
      return { ...plain, arguments: form.arguments, invalidEncoding: form.invalidEncoding, ...tooMany(form.exceeded) }
    }
    case 'MULTIPART': {
      const limits = { arguments: settings.argumentsLimit, files: settings.uploadFileLimit }
      const multipart = parseMultipart(body, contentType, limits)
      const error = multipart.error === undefined ? {} : { error: multipart.error }
      return { ...plain, arguments: multipart.arguments, multipart, ...error }
    }
    case 'JSON': {
      const limits = { depth: settings.requestBodyJsonDepthLimit, arguments: settings.argumentsLimit, empties }
      const json = parseJson(body, limits)
      const error = json.error === undefined ? {} : { error: json.error }
      return { ...plain, arguments: json.arguments, ...tooMany(json.exceeded), ...error }
    }
    case 'XML': {
      const xml = parseXml(body)
      return { ...plain, xml, ...(xml.error !== undefined && { error: xml.error }) }
    }
    case '':
      return plain
    default:
      return { ...plain, error: 'Unknown request body processor' }
  }
}

/** More arguments than are looked at: the rest would go by unseen, so that is an error of the body. */
const tooMany = (exceeded: boolean): { bounds?: readonly string[]; error?: string } =>
  exceeded ? { bounds: ['arguments'], error: 'SecArgumentsLimit exceeded' } : {}
