import { beginsWith } from './begins-with.ts'
import { contains } from './contains.ts'
import { containsWord } from './contains-word.ts'
import { detectSQLi } from './detect-sqli.ts'
import { detectXSS } from './detect-xss.ts'
import {
  detectCode,
  detectCRLF,
  detectDeserialisation,
  detectGraphQL,
  detectHTML,
  detectJNDI,
  detectLDAP,
  detectNoSQL,
  detectPath,
  detectPrototype,
  detectShell,
  detectSQL,
  detectSSI,
  detectSSRF,
  detectTemplate,
  detectXPath,
  detectXXE,
} from './detectors.ts'
import { endsWith } from './ends-with.ts'
import { eq } from './eq.ts'
import { ge } from './ge.ts'
import { gt } from './gt.ts'
import { ipMatch } from './ip-match.ts'
import { ipMatchFromFile } from './ip-match-from-file.ts'
import { le } from './le.ts'
import { lt } from './lt.ts'
import { noMatch } from './no-match.ts'
import type { Operator } from './operator.ts'
import { pm } from './pm.ts'
import { pmFromFile } from './pm-from-file.ts'
import { streq } from './streq.ts'
import { strmatch } from './strmatch.ts'
import { unconditionalMatch } from './unconditional-match.ts'
import { validateByteRange } from './validate-byte-range.ts'
import { validateUrlEncoding } from './validate-url-encoding.ts'
import { validateUtf8Encoding } from './validate-utf8-encoding.ts'
import { verifyCC } from './verify-cc.ts'
import { verifyCPF } from './verify-cpf.ts'
import { verifySSN } from './verify-ssn.ts'
import { verifySVNR } from './verify-svnr.ts'
import { within } from './within.ts'

/**
 * The operators of ModSecurity (reference manual, "Operators") by their names in lower case. The `FromFile` ones take
 * the content of the file as their argument.
 */
export const operators: Readonly<Record<string, Operator>> = Object.assign(Object.create(null), {
  beginswith: beginsWith,
  contains,
  containsword: containsWord,
  detectsql: detectSQL,
  detecthtml: detectHTML,
  detectpath: detectPath,
  detectshell: detectShell,
  detectcode: detectCode,
  detecttemplate: detectTemplate,
  detectjndi: detectJNDI,
  detectxxe: detectXXE,
  detectnosql: detectNoSQL,
  detectldap: detectLDAP,
  detectxpath: detectXPath,
  detectssi: detectSSI,
  detectcrlf: detectCRLF,
  detectssrf: detectSSRF,
  detectprototype: detectPrototype,
  detectdeserialisation: detectDeserialisation,
  detectgraphql: detectGraphQL,
  detectsqli: detectSQLi,
  detectxss: detectXSS,
  endswith: endsWith,
  eq,
  ge,
  gt,
  ipmatch: ipMatch,
  ipmatchf: ipMatchFromFile,
  ipmatchfromfile: ipMatchFromFile,
  le,
  lt,
  nomatch: noMatch,
  pm,
  pmf: pmFromFile,
  pmfromfile: pmFromFile,
  streq,
  strmatch,
  unconditionalmatch: unconditionalMatch,
  validatebyterange: validateByteRange,
  validateurlencoding: validateUrlEncoding,
  validateutf8encoding: validateUtf8Encoding,
  verifycc: verifyCC,
  verifycpf: verifyCPF,
  verifyssn: verifySSN,
  verifysvnr: verifySVNR,
  within,
} satisfies Record<string, Operator>)
