import type { MultipartFlags } from '../body/multipart.ts'
import type { Pair } from '../message.ts'
import type { Transaction } from '../transaction.ts'

/** A variable with a single value; `undefined`: there is none (`&X` is 0). */
export type Scalar = (transaction: Transaction) => string | undefined

const flag =
  (name: keyof MultipartFlags): Scalar =>
  (t) =>
    String(t.body?.multipart?.flags[name] ?? 0)

const bodyErrorMessage = (t: Transaction): string =>
  t.body?.error ?? (t.queryExceeded ? 'SecArgumentsLimit exceeded' : '')
const bodyError: Scalar = (t) => (bodyErrorMessage(t) === '' ? '0' : '1')

function sizes(pairs: readonly Pair[]): number {
  let sum = 0
  for (const { name, value } of pairs) sum += name.length + value.length
  return sum
}

const requestLine: Scalar = ({ request }) => `${request.method} ${request.target} ${request.protocol}`
const fullRequest: Scalar = (t) =>
  `${requestLine(t)}\n${t.request.headers.map(({ name, value }) => `${name}: ${value}\n`).join('')}\n${t.bodyText}`

const two = (value: number): string => String(value).padStart(2, '0')
const date = (t: Transaction): Date => new Date(t.now)

/** Keyed by variable. Reference manual, "Variables". Times are UTC: a worker has no other. */
export const scalars: Readonly<Record<string, Scalar>> = {
  ARGS_COMBINED_SIZE: (t) => String(sizes(t.arguments)),
  AUTH_TYPE: (t) => /^[A-Za-z]+/.exec(t.header('authorization') ?? '')?.[0],
  DURATION: () => '0',
  FILES_COMBINED_SIZE: (t) => String(t.body?.multipart?.combinedSize ?? 0),
  FULL_REQUEST: fullRequest,
  FULL_REQUEST_LENGTH: (t) => String(fullRequest(t)?.length ?? 0),
  HIGHEST_SEVERITY: (t) => String(t.highestSeverity),
  INBOUND_DATA_ERROR: (t) => (t.bounds.includes('request-body') ? '1' : '0'),
  MATCHED_VAR: (t) => t.matchedVar,
  MATCHED_VAR_NAME: (t) => t.matchedVarName,
  MODSEC_BUILD: () => '030000000',
  MSC_PCRE_ERROR: (t) => (t.bounds.includes('regex') ? '1' : '0'),
  MSC_PCRE_LIMITS_EXCEEDED: (t) => (t.bounds.includes('regex') ? '1' : '0'),
  MULTIPART_BOUNDARY_QUOTED: flag('boundary_quoted'),
  MULTIPART_BOUNDARY_WHITESPACE: flag('boundary_whitespace'),
  MULTIPART_CRLF_LF_LINES: flag('crlf_lf_lines'),
  MULTIPART_DATA_AFTER: flag('data_after'),
  MULTIPART_DATA_BEFORE: flag('data_before'),
  MULTIPART_FILE_LIMIT_EXCEEDED: flag('file_limit_exceeded'),
  MULTIPART_HEADER_FOLDING: flag('header_folding'),
  MULTIPART_INVALID_HEADER_FOLDING: flag('invalid_header_folding'),
  MULTIPART_INVALID_PART: flag('invalid_part'),
  MULTIPART_INVALID_QUOTING: flag('invalid_quoting'),
  MULTIPART_LF_LINE: flag('lf_line'),
  MULTIPART_SEMICOLON_MISSING: flag('semicolon_missing'),
  MULTIPART_STRICT_ERROR: flag('strict_error'),
  MULTIPART_UNMATCHED_BOUNDARY: flag('unmatched_boundary'),
  OUTBOUND_DATA_ERROR: (t) => (t.bounds.includes('response-body') ? '1' : '0'),
  PATH_INFO: () => undefined,
  QUERY_STRING: (t) => t.query,
  REMOTE_ADDR: (t) => t.request.client?.address ?? '',
  REMOTE_HOST: (t) => t.request.client?.address ?? '',
  REMOTE_PORT: (t) => String(t.request.client?.port ?? 0),
  REMOTE_USER: () => undefined,
  REQBODY_ERROR: bodyError,
  REQBODY_ERROR_MSG: bodyErrorMessage,
  REQBODY_PROCESSOR: (t) => t.processor,
  REQBODY_PROCESSOR_ERROR: bodyError,
  REQBODY_PROCESSOR_ERROR_MSG: bodyErrorMessage,
  REQUEST_BODY: (t) => (t.bodyText === '' ? undefined : t.bodyText),
  REQUEST_BODY_LENGTH: (t) => String(t.body?.length ?? 0),
  REQUEST_LINE: requestLine,
  REQUEST_METHOD: (t) => t.request.method,
  REQUEST_PROTOCOL: (t) => t.request.protocol,
  REQUEST_URI: (t) => t.requestUri,
  REQUEST_URI_RAW: (t) => t.request.target,
  RESPONSE_BODY: (t) => t.response?.body,
  RESPONSE_CONTENT_LENGTH: (t) => String(t.response?.body?.length ?? 0),
  RESPONSE_CONTENT_TYPE: (t) => t.response?.headers.find(({ name }) => /^content-type$/i.test(name))?.value,
  RESPONSE_PROTOCOL: (t) => t.response?.protocol,
  RESPONSE_STATUS: (t) => (t.response ? String(t.response.status) : undefined),
  SERVER_ADDR: (t) => t.request.server?.address ?? '',
  SERVER_NAME: (t) => t.request.server?.name ?? t.header('host')?.replace(/:\d*$/, '') ?? '',
  SERVER_PORT: (t) => String(t.request.server?.port ?? 443),
  SESSIONID: (t) => t.collections?.get('SESSION')?.key ?? '',
  STATUS_LINE: (t) => t.response && `${t.response.protocol} ${t.response.status} ${t.response.reason ?? ''}`.trimEnd(),
  TIME: (t) => `${two(date(t).getUTCHours())}:${two(date(t).getUTCMinutes())}:${two(date(t).getUTCSeconds())}`,
  TIME_DAY: (t) => String(date(t).getUTCDate()),
  TIME_EPOCH: (t) => String(Math.floor(t.now / 1000)),
  TIME_HOUR: (t) => String(date(t).getUTCHours()),
  TIME_MIN: (t) => String(date(t).getUTCMinutes()),
  TIME_MON: (t) => String(date(t).getUTCMonth()),
  TIME_SEC: (t) => String(date(t).getUTCSeconds()),
  TIME_WDAY: (t) => String(date(t).getUTCDay()),
  TIME_YEAR: (t) => String(date(t).getUTCFullYear()),
  UNIQUE_ID: (t) => t.id,
  URLENCODED_ERROR: (t) => (t.queryInvalid || t.body?.invalidEncoding ? '1' : '0'),
  USERAGENT_IP: (t) => t.request.client?.address ?? '',
  USERID: (t) => t.collections?.get('USER')?.key ?? '',
  WEBAPPID: (t) => t.settings.webAppId,
}
