import { codeAt } from '../../text/code-at.ts'
import type { Argument } from './argument.ts'
import { boundaryOf } from './boundary.ts'
import { type Disposition, readDisposition } from './disposition.ts'

/** How much of a multipart body is read. */
export interface MultipartLimits {
  /** SecArgumentsLimit: the most form fields. @default 1000 */
  readonly arguments?: number
  /** SecUploadFileLimit: files beyond it are still listed, and flagged. @default 100 */
  readonly files?: number
  /** The most parts of any kind. @default 1100 */
  readonly parts?: number
  /** The most bytes of one part's header line, and of a folded header (ModSecurity's buffer). @default 4096 */
  readonly headerLine?: number
  /** The most header lines of one part. @default 64 */
  readonly headerLines?: number
}

/** An uploaded file: FILES_NAMES, FILES, FILES_SIZES, FILES_TMP_CONTENT. */
export interface MultipartFile {
  readonly name: string
  readonly filename: string
  /** What `filename*` says, as it is written: an origin may prefer it. */
  readonly extendedFilename: string | undefined
  /** Bytes. */
  readonly size: number
  readonly content: string
  /** The part's Content-Type as it came, '' where there was none. */
  readonly type: string
}

/** The header lines of a part as they came, without line ends, folded lines joined: MULTIPART_PART_HEADERS under the part's name. */
export interface MultipartPartHeaders {
  readonly name: string
  readonly lines: string[]
}

/**
 * MULTIPART_* of the reference manual, in lower case, 0 or 1. `unmatched_boundary` is 2 where a boundary was taken for one of another
 * body's although ours had begun: lines of data beginning with `--` (`"!@eq 0"` sees both, ModSecurity 3's permissive mode asks for 1).
 */
export interface MultipartFlags {
  boundary_quoted: number
  boundary_whitespace: number
  data_before: number
  data_after: number
  header_folding: number
  lf_line: number
  crlf_lf_lines: number
  semicolon_missing: number
  invalid_quoting: number
  invalid_part: number
  invalid_header_folding: number
  file_limit_exceeded: number
  unmatched_boundary: number
  strict_error: number
}

/** What a multipart/form-data body holds; with an error, what was read before it. */
export interface Multipart {
  readonly arguments: Argument[]
  readonly files: MultipartFile[]
  readonly partHeaders: MultipartPartHeaders[]
  /** FILES_COMBINED_SIZE, in bytes. */
  readonly combinedSize: number
  readonly flags: MultipartFlags
  /** MULTIPART_NAME and MULTIPART_FILENAME: those of the last part that had one, '' where none had. */
  readonly name: string
  readonly filename: string
  /** More fields, parts or header lines than the limits allow; also an error. */
  readonly exceeded: boolean
  readonly error?: string
}

/**
 * Reads a multipart/form-data body (RFC 7578) as ModSecurity does: every oddity is flagged, and what cannot be told apart is an error. Files
 * are told from fields by a `filename` parameter. Never throws; cost linear in `body`.
 *
 * @param contentType the Content-Type field, which holds the boundary
 */
export function parseMultipart(body: string, contentType: string, limits: MultipartLimits = {}): Multipart {
  return new MultipartReader(body, contentType, limits).read()
}

const dashes = '--'
const missing: Disposition = {
  name: undefined,
  filename: undefined,
  extendedFilename: undefined,
  invalidQuoting: false,
  error: 'Multipart: part missing Content-Disposition header',
}
const isBlank = (code: number): boolean => code === 0x20 || (code >= 9 && code <= 13)

interface Header {
  readonly name: string
  value: string
  line: string
}

class MultipartReader {
  private readonly body: string
  private readonly limits: Required<MultipartLimits>
  private readonly flags: MultipartFlags
  private readonly arguments: Argument[] = []
  private readonly files: MultipartFile[] = []
  private readonly partHeaders: MultipartPartHeaders[] = []
  private readonly boundary: string
  private combinedSize = 0
  private name = ''
  private filename = ''
  private error: string | undefined
  private exceeded = false
  private crlf = false
  private at = 0
  private parts = 0
  private boundaries = 0

  constructor(body: string, contentType: string, limits: MultipartLimits) {
    this.body = body
    this.limits = { arguments: 1000, files: 100, parts: 1100, headerLine: 4096, headerLines: 64, ...limits }
    const found = boundaryOf(contentType)
    this.boundary = dashes + found.boundary
    this.error = found.error
    this.flags = {
      boundary_quoted: Number(found.quoted),
      boundary_whitespace: Number(found.whitespace),
      data_before: 0,
      data_after: 0,
      header_folding: 0,
      lf_line: 0,
      crlf_lf_lines: 0,
      semicolon_missing: Number(found.semicolonMissing),
      invalid_quoting: 0,
      invalid_part: 0,
      invalid_header_folding: 0,
      file_limit_exceeded: 0,
      unmatched_boundary: 0,
      strict_error: 0,
    }
  }

  read(): Multipart {
    if (this.error === undefined) {
      this.readParts()
      this.lookForBoundariesInside()
    }
    const { flags } = this
    if (this.error !== undefined && flags.unmatched_boundary === 2) flags.unmatched_boundary = 1
    flags.crlf_lf_lines = flags.lf_line & Number(this.crlf)
    flags.strict_error = Number(
      this.error !== undefined ||
        (flags.boundary_quoted |
          flags.boundary_whitespace |
          flags.data_before |
          flags.data_after |
          flags.header_folding |
          flags.lf_line |
          flags.semicolon_missing |
          flags.invalid_quoting |
          flags.invalid_part |
          flags.invalid_header_folding |
          flags.file_limit_exceeded) !==
          0,
    )
    return {
      arguments: this.arguments,
      files: this.files,
      partHeaders: this.partHeaders,
      combinedSize: this.combinedSize,
      flags,
      name: this.name,
      filename: this.filename,
      exceeded: this.exceeded,
      ...(this.error === undefined ? {} : { error: this.error }),
    }
  }

  private fail(error: string): undefined {
    this.error ??= error
    return undefined
  }

  private readParts(): void {
    const { body } = this
    // No data, nothing to say, as in ModSecurity.
    if (body === '') return
    let final = this.toBoundary()
    if (this.error !== undefined) return
    if (final === undefined) {
      this.flags.data_before = 1
      this.fail('Multipart: no boundaries found in payload')
      return
    }
    while (final === false) {
      if (++this.parts > this.limits.parts) {
        this.exceeded = true
        this.fail('Multipart: too many parts')
        return
      }
      final = this.readPart()
      if (this.error !== undefined) return
    }
    if (final === undefined) {
      this.fail('Multipart: final boundary missing')
      return
    }
    if (this.at < body.length) this.flags.data_after = 1
  }

  /**
   * Goes on to the next line that is a boundary, and behind it: whether it is the final one; undefined where none comes. What lies before is
   * data from `this.at` to `this.dataEnd`.
   */
  private dataEnd = 0
  private toBoundary(): boolean | undefined {
    const { body, boundary } = this
    let line = this.at
    if (!body.startsWith(dashes, line)) line = this.nextDashes(line)
    for (; line >= 0; line = this.nextDashes(line)) {
      if (!body.startsWith(boundary, line)) {
        if (this.looksMeantAsBoundary(line)) return undefined
        this.flags.unmatched_boundary ||= this.boundaries > 0 ? 2 : 1
        continue
      }
      let end = line + boundary.length
      const final = body.startsWith(dashes, end)
      if (final) end += 2
      // The last line of all may go without its line end.
      if (!(final && end === body.length)) {
        if (body.startsWith('\r\n', end)) {
          this.crlf = true
          end += 2
        } else if (codeAt(body, end) === 0x0a) {
          this.flags.lf_line = 1
          end++
        } else return this.fail('Multipart: invalid boundary')
      }
      if (this.boundaries++ === 0 && line > this.at) this.flags.data_before = 1
      this.dataEnd = line
      this.at = end
      return final
    }
    return undefined
  }

  /** Where the next line begins that begins with `--`; -1 where none does. */
  private nextDashes(from: number): number {
    const found = this.body.indexOf('\n--', from)
    return found < 0 ? -1 : found + 1
  }

  /** Our boundary in quotes, or behind blanks: what one reader takes for a boundary and another for data is refused. */
  private looksMeantAsBoundary(line: number): boolean {
    const { body, boundary } = this
    const bare = boundary.length - 2
    let at = line + 2
    if (this.flags.boundary_quoted === 1 && codeAt(body, at) === 0x22) {
      if (!body.startsWith(boundary.slice(2), at + 1)) return false
      this.fail('Multipart: invalid boundary (quotes)')
      return true
    }
    const most = at + this.limits.headerLine
    while (at < most && isBlank(codeAt(body, at))) at++
    if (at === line + 2 || at + bare > body.length || !body.startsWith(boundary.slice(2), at)) return false
    this.fail('Multipart: invalid boundary (whitespace)')
    return true
  }

  /** Reads a part, headers and data, up to and with the boundary behind it; returns as `toBoundary` does. */
  private readPart(): boolean | undefined {
    const headers = this.readHeaders()
    if (headers === undefined) return undefined
    const disposition = headers.find(({ name }) => isDisposition(name))
    const read = disposition === undefined ? missing : readDisposition(disposition.value)
    if (read.invalidQuoting) this.flags.invalid_quoting = 1
    if (read.name !== undefined) this.name = read.name
    if (read.filename !== undefined) this.filename = read.filename
    const lines = headers.map(({ line }) => line)
    // Told apart even where the part is refused: rules on headers see what there is.
    this.partHeaders.push({ name: read.name ?? '', lines })
    if (read.error !== undefined) return this.fail(read.error)
    if (read.name === undefined) return this.fail('Multipart: Content-Disposition header missing name field')

    const type = headers.find(({ name }) => name === 'content-type')?.value ?? ''
    const start = this.at
    const final = this.toBoundary()
    if (final === undefined) {
      // The data of a body cut short is looked at all the same.
      this.dataEnd = this.body.length
      this.keep(read.name, read, type, start, this.body.length)
      return undefined
    }
    let end = this.dataEnd - 1
    // No line end even between headers and boundary: RFC 2046 wants one, and some readers take the boundary for data.
    if (end < start) {
      this.flags.invalid_part = 1
      end = start
    } else if (end > start && codeAt(this.body, end - 1) === 0x0d) {
      this.crlf = true
      end--
    } else this.flags.lf_line = 1
    this.keep(read.name, read, type, start, end)
    return final
  }

  private keep(
    name: string,
    { filename, extendedFilename }: Disposition,
    type: string,
    start: number,
    end: number,
  ): void {
    const content = this.body.slice(start, end)
    if (filename !== undefined) {
      if (this.files.length >= this.limits.files) this.flags.file_limit_exceeded = 1
      this.files.push({ name, filename, extendedFilename, size: content.length, content, type })
      this.combinedSize += content.length
    } else if (this.arguments.length < this.limits.arguments) this.arguments.push({ name, value: content })
    else {
      this.exceeded = true
      this.fail('Multipart: too many arguments')
    }
  }

  /** Reads the header lines of a part up to the empty line; undefined where they are refused, those read are kept then all the same. */
  private readHeaders(): Header[] | undefined {
    const headers: Header[] = []
    const error = this.readHeaderLines(headers)
    if (error === undefined) return headers
    this.partHeaders.push({ name: '', lines: headers.map(({ line }) => line) })
    return this.fail(`Multipart: ${error}`)
  }

  private readHeaderLines(headers: Header[]): string | undefined {
    const { body, limits, flags } = this
    const names = new Set<string>()
    for (let count = 0; ; count++) {
      const start = this.at
      if (body.startsWith(dashes, start)) {
        if (body.startsWith(this.boundary, start)) {
          flags.invalid_part = 1
          return 'invalid part header (boundary)'
        }
        if (this.looksMeantAsBoundary(start)) return 'invalid part header (boundary)'
        flags.unmatched_boundary ||= 2
      }
      const feed = body.indexOf('\n', start)
      if (feed < 0) return 'final boundary missing'
      if (feed + 1 - start >= limits.headerLine) return 'part header line too long'
      const hasReturn = feed > start && codeAt(body, feed - 1) === 0x0d
      if (hasReturn) this.crlf = true
      else flags.lf_line = 1
      const line = body.slice(start, hasReturn ? feed - 1 : feed)
      this.at = feed + 1
      if (line.includes('\0')) return 'NUL byte in part headers'
      if (line === '') return undefined
      if (count >= limits.headerLines) {
        this.exceeded = true
        return 'too many part headers'
      }
      const last = headers.at(-1)
      if (isBlank(codeAt(line, 0))) {
        flags.header_folding = 1
        const text = line.search(/[^ \t\n\v\f\r]|$/)
        if (/[^ \t]/.test(line.slice(0, text))) flags.invalid_header_folding = 1
        if (last === undefined) return 'invalid part header (folding error)'
        const more = ` ${line.slice(text)}`
        last.value += more
        last.line += more
        if (last.line.length > limits.headerLine) return 'part header too long'
        continue
      }
      const colon = line.indexOf(':')
      if (colon < 0) return 'invalid part header (colon missing)'
      if (colon === 0) return 'invalid part header (header name missing)'
      const name = lowered(line.slice(0, colon))
      headers.push({ name, value: line.slice(colon + 1).replace(/^[ \t]+/, ''), line })
      if (/[^\x21-\x7e]/.test(name)) return 'invalid part header (contains invalid character)'
      if (names.has(name)) return 'duplicate part header'
      names.add(name)
    }
  }

  /** The boundary within a line, where no reader of lines would look for it. */
  private lookForBoundariesInside(): void {
    const { body, boundary, flags } = this
    if (flags.unmatched_boundary === 1) return
    for (let at = body.indexOf(boundary); at >= 0; at = body.indexOf(boundary, at + 1)) {
      if (at === 0 || codeAt(body, at - 1) === 0x0a) continue
      flags.unmatched_boundary = 1
      return
    }
  }
}

const isDisposition = (name: string): boolean => name === 'content-disposition'
const lowered = (bytes: string): string => bytes.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
