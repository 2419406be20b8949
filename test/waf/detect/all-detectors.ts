import { code, codeNeeds } from '../../../lib/waf/detect/code/index.ts'
import { crlf, crlfNeeds } from '../../../lib/waf/detect/crlf.ts'
import { deserialise, deserialiseNeeds } from '../../../lib/waf/detect/deserialise.ts'
import type { Detector } from '../../../lib/waf/detect/finding.ts'
import { graphql, graphqlNeeds } from '../../../lib/waf/detect/graphql/index.ts'
import { jndi, jndiNeeds } from '../../../lib/waf/detect/jndi.ts'
import { ldap, ldapNeeds } from '../../../lib/waf/detect/ldap.ts'
import { databaseError, databaseErrorNeeds } from '../../../lib/waf/detect/leak/database.ts'
import { directoryListing, directoryListingNeeds } from '../../../lib/waf/detect/leak/listing.ts'
import { secret, secretNeeds } from '../../../lib/waf/detect/leak/secret.ts'
import { stackTrace, stackTraceNeeds } from '../../../lib/waf/detect/leak/stack.ts'
import { leakedPath, leakedPathNeeds } from '../../../lib/waf/detect/leaked-path.ts'
import type { Needs } from '../../../lib/waf/detect/needs.ts'
import { nosql, nosqlNeeds } from '../../../lib/waf/detect/nosql.ts'
import { pathTraversal, pathTraversalNeeds } from '../../../lib/waf/detect/path/index.ts'
import { prototypeNeeds, prototypePollution } from '../../../lib/waf/detect/prototype.ts'
import { scannerAgent, scannerAgentNeeds } from '../../../lib/waf/detect/scanner.ts'
import { shell, shellNeeds } from '../../../lib/waf/detect/shell/index.ts'
import { shellshock, shellshockNeeds } from '../../../lib/waf/detect/shell/shellshock.ts'
import { chunkHeader, chunkHeaderNeeds, smuggling, smugglingNeeds } from '../../../lib/waf/detect/smuggling.ts'
import { ssi, ssiNeeds } from '../../../lib/waf/detect/ssi.ts'
import { ssrf, ssrfNeeds } from '../../../lib/waf/detect/ssrf/index.ts'
import { template, templateNeeds } from '../../../lib/waf/detect/template/index.ts'
import { uploadContent, uploadContentNeeds } from '../../../lib/waf/detect/upload/content.ts'
import { uploadName, uploadNameNeeds } from '../../../lib/waf/detect/upload/name.ts'
import { xpath, xpathNeeds } from '../../../lib/waf/detect/xpath.ts'
import { xxe, xxeNeeds } from '../../../lib/waf/detect/xxe.ts'

export interface Named {
  readonly name: string
  readonly detector: Detector
  readonly needs: Needs
}

const row = (detector: Detector, needs: Needs): Named => ({ name: detector.name, detector, needs })

/** Asked about any value that a visitor sends. */
export const forValues: readonly Named[] = [
  row(pathTraversal, pathTraversalNeeds),
  row(shell, shellNeeds),
  row(shellshock, shellshockNeeds),
  row(jndi, jndiNeeds),
  row(xxe, xxeNeeds),
  row(template, templateNeeds),
  row(code, codeNeeds),
  row(nosql, nosqlNeeds),
  row(ldap, ldapNeeds),
  row(xpath, xpathNeeds),
  row(ssi, ssiNeeds),
  row(crlf, crlfNeeds),
  row(ssrf, ssrfNeeds),
  row(prototypePollution, prototypeNeeds),
  row(deserialise, deserialiseNeeds),
  row(graphql, graphqlNeeds),
  row(smuggling, smugglingNeeds),
  row(chunkHeader, chunkHeaderNeeds),
]

/** Asked about one place: a file's name or content, an agent, a path, an answer. */
export const forPlaces: readonly Named[] = [
  row(uploadName, uploadNameNeeds),
  row(uploadContent, uploadContentNeeds),
  row(scannerAgent, scannerAgentNeeds),
  row(leakedPath, leakedPathNeeds),
  row(databaseError, databaseErrorNeeds),
  row(stackTrace, stackTraceNeeds),
  row(secret, secretNeeds),
  row(directoryListing, directoryListingNeeds),
]

export const allDetectors: readonly Named[] = [...forValues, ...forPlaces]
