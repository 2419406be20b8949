import { fromLatin1, utf8 } from './utf8.ts'

/** Text with its references resolved, as UTF-8; with an error, what was read of it all the same. */
export interface XmlText {
  readonly text: string
  readonly error: string | undefined
}

const reference = /&(?:#([0-9]{1,10})|#x([0-9A-Fa-f]{1,8})|(lt|gt|amp|quot|apos));|&/g
const predefined: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Character data between tags (XML 1.0, section 2.4): line ends made one, references resolved, `]]>` refused. */
export function characterData(bytes: string, latin1: boolean): XmlText {
  const text = bytes.includes('\r') ? bytes.replace(/\r\n?/g, '\n') : bytes
  return resolved(text, latin1, text.includes(']]>') ? '"]]>" in text' : undefined)
}

/** An attribute's value (XML 1.0, section 3.3.3): line ends and tabs made blanks, references resolved, `<` refused. */
export function attributeValue(bytes: string, latin1: boolean): XmlText {
  const text = bytes.replace(/\r\n?|[\n\t]/g, ' ')
  return resolved(text, latin1, text.includes('<') ? '"<" in an attribute value' : undefined)
}

function resolved(bytes: string, latin1: boolean, error: string | undefined): XmlText {
  const text = latin1 ? fromLatin1(bytes) : bytes
  if (!text.includes('&')) return { text, error }
  let fault = error
  const replaced = text.replace(reference, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return predefined[name] as string
    const digits = decimal ?? hex
    if (digits === undefined) {
      fault ??= 'reference not resolved'
      return whole
    }
    const code = Number.parseInt(digits, decimal === undefined ? 16 : 10)
    if (isCharacter(code)) return utf8(code)
    fault ??= 'reference to no character'
    return whole
  })
  return { text: replaced, error: fault }
}

/** XML 1.0, production 2. */
const isCharacter = (code: number): boolean =>
  code >= 0x20
    ? code < 0xd800 || (code > 0xdfff && code < 0xfffe) || (code > 0xffff && code < 0x110000)
    : code === 9 || code === 10 || code === 13
