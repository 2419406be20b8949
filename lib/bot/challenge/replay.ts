import type { Context } from '../../core/context.ts'
import { toBase64 } from '../../http/base64.ts'
import { escapeHtml } from '../../privacy/escape-html.ts'

/** Longest form that is kept over a challenge, in bytes. What is longer has to be sent again by hand. */
export const maxFormBytes = 65_536
const mostFields = 256

/** A form that is sent again after the challenge, as hidden inputs of a form of its own. */
export interface Replay {
  readonly enctype: string
  readonly inputs: string
  /** Files are put back by script only. */
  readonly files: boolean
}

const enctypes: ReadonlySet<string> = new Set(['application/x-www-form-urlencoded', 'multipart/form-data'])

/** The form in a request; `undefined` where it has none that a page could send again: too long, or of another type. */
export async function readForm(request: Request, context: Context): Promise<Replay | undefined> {
  const type = request.headers.get('content-type') ?? ''
  const enctype = type.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!enctypes.has(enctype)) return undefined
  const { bytes, complete } = await context.body.read(maxFormBytes)
  if (!complete) return undefined
  try {
    const form = await new Response(bytes, { headers: { 'content-type': type } }).formData()
    return await inputsOf(form, enctype)
  } catch {
    return undefined // no form, whatever it says
  }
}

async function inputsOf(form: FormData, enctype: string): Promise<Replay | undefined> {
  const inputs: string[] = []
  let files = false
  for (const [name, value] of form) {
    if (inputs.length === mostFields) return undefined
    // Not UTF-8, as forms of old pages are: what was typed could not be sent again as it was.
    if (name.includes('\ufffd') || (typeof value === 'string' && value.includes('\ufffd'))) return undefined
    if (typeof value === 'string') {
      inputs.push(`<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
      continue
    }
    files = true
    const content = toBase64(new Uint8Array(await value.arrayBuffer()))
    inputs.push(
      `<input type="hidden" data-name="${escapeHtml(name)}" data-filename="${escapeHtml(value.name)}" data-type="${escapeHtml(value.type)}" data-file="${content}">`,
    )
  }
  return { enctype, inputs: inputs.join('\n'), files }
}
