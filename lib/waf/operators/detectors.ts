import { code } from '../detect/code/index.ts'
import { crlf } from '../detect/crlf.ts'
import { deserialise } from '../detect/deserialise.ts'
import type { Finding } from '../detect/finding.ts'
import { graphql } from '../detect/graphql/index.ts'
import { html } from '../detect/html/index.ts'
import { jndi } from '../detect/jndi.ts'
import { ldap } from '../detect/ldap.ts'
import { nosql } from '../detect/nosql.ts'
import { pathTraversal } from '../detect/path/index.ts'
import { prototypePollution } from '../detect/prototype.ts'
import { shell } from '../detect/shell/index.ts'
import { sql } from '../detect/sql/index.ts'
import { ssi } from '../detect/ssi.ts'
import { ssrf } from '../detect/ssrf/index.ts'
import { template } from '../detect/template/index.ts'
import { xpath } from '../detect/xpath.ts'
import { xxe } from '../detect/xxe.ts'
import type { Operator } from './operator.ts'

/**
 * A detector as an operator: `@detectSQL`, or `@detectSQL 0.6` with the least confidence that counts (0.8 unless said). The match is the
 * span of the finding; TX:0 is the language, TX:1 the context. What an origin would decode is the rule's to say: `t:urlDecodeUni`.
 * RangeError for an argument that is no number from 0 to 1.
 */
const operatorOf =
  (detect: (value: string) => Finding | undefined): Operator =>
  (argument) => {
    const least = argument.trim() === '' ? 0.8 : Number(argument)
    if (!(least >= 0 && least <= 1))
      throw new RangeError(`a detector's least confidence is from 0 to 1, not ${JSON.stringify(argument)}`)
    return (value) => {
      const finding = detect(value)
      if (finding === undefined || finding.confidence < least) return undefined
      return { start: finding.span[0], end: finding.span[1], captures: [finding.language, finding.context] }
    }
  }

export const detectSQL: Operator = /* @__PURE__ */ operatorOf(sql)
export const detectHTML: Operator = /* @__PURE__ */ operatorOf(html)
export const detectPath: Operator = /* @__PURE__ */ operatorOf(pathTraversal)
export const detectShell: Operator = /* @__PURE__ */ operatorOf(shell)
export const detectCode: Operator = /* @__PURE__ */ operatorOf(code)
export const detectTemplate: Operator = /* @__PURE__ */ operatorOf(template)
export const detectJNDI: Operator = /* @__PURE__ */ operatorOf(jndi)
export const detectXXE: Operator = /* @__PURE__ */ operatorOf(xxe)
export const detectNoSQL: Operator = /* @__PURE__ */ operatorOf(nosql)
export const detectLDAP: Operator = /* @__PURE__ */ operatorOf(ldap)
export const detectXPath: Operator = /* @__PURE__ */ operatorOf(xpath)
export const detectSSI: Operator = /* @__PURE__ */ operatorOf(ssi)
export const detectCRLF: Operator = /* @__PURE__ */ operatorOf(crlf)
export const detectSSRF: Operator = /* @__PURE__ */ operatorOf(ssrf)
export const detectPrototype: Operator = /* @__PURE__ */ operatorOf(prototypePollution)
export const detectDeserialisation: Operator = /* @__PURE__ */ operatorOf(deserialise)
export const detectGraphQL: Operator = /* @__PURE__ */ operatorOf(graphql)
