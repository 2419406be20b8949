/** References that hide what matters here; browsers know two thousand more. HTML Standard, 13.5. */
const named: ReadonlyMap<string, string> = new Map([
  ['colon', ':'],
  ['tab', '\t'],
  ['newline', '\n'],
  ['lpar', '('],
  ['rpar', ')'],
  ['lbrack', '['],
  ['rbrack', ']'],
  ['lsqb', '['],
  ['rsqb', ']'],
  ['sol', '/'],
  ['bsol', '\\'],
  ['period', '.'],
  ['comma', ','],
  ['semi', ';'],
  ['apos', "'"],
  ['quot', '"'],
  ['grave', '`'],
  ['diacriticalgrave', '`'],
  ['equals', '='],
  ['num', '#'],
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['excl', '!'],
  ['plus', '+'],
  ['nbsp', '\xa0'],
  ['lowbar', '_'],
  ['dollar', '$'],
  ['percnt', '%'],
  ['lcub', '{'],
  ['rcub', '}'],
  ['lbrace', '{'],
  ['rbrace', '}'],
  ['ast', '*'],
])

/** Character references decoded, as in an attribute's value. Code points over 255 become `?`: nothing that matters is there. */
export const decodeEntities = (text: string): string =>
  text.includes('&')
    ? text.replace(
        /&(?:#x0*([0-9a-fA-F]{1,6})|#0*([0-9]{1,7})|([a-zA-Z]{2,16}));?/g,
        (all, hex?: string, decimal?: string, name?: string) => {
          if (name !== undefined) return named.get(name.replace(/[A-Z]+/g, (run) => run.toLowerCase())) ?? all
          const code = hex === undefined ? Number.parseInt(decimal as string, 10) : Number.parseInt(hex, 16)
          return code < 256 ? String.fromCharCode(code) : '?'
        },
      )
    : text
