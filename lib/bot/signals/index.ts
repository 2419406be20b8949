import type { Signal } from '../signal.ts'
import { acceptAgree } from './accept-agree.ts'
import { acceptAny } from './accept-any.ts'
import { acceptForeign } from './accept-foreign.ts'
import { acceptMissing } from './accept-missing.ts'
import { addressHosting } from './address-hosting.ts'
import { agentAbsent } from './agent-absent.ts'
import { agentClaimed } from './agent-claimed.ts'
import { agentLight } from './agent-light.ts'
import { agentListed } from './agent-listed.ts'
import { agentMalformed } from './agent-malformed.ts'
import { agentOutdated } from './agent-outdated.ts'
import { agentProven } from './agent-proven.ts'
import { agentSoundsAutomatic } from './agent-sounds-automatic.ts'
import { agentUnfamiliar } from './agent-unfamiliar.ts'
import { agentUnreduced } from './agent-unreduced.ts'
import { behaviourBroad } from './behaviour-broad.ts'
import { behaviourCookiesKept } from './behaviour-cookies-kept.ts'
import { behaviourCookiesLost } from './behaviour-cookies-lost.ts'
import { behaviourErrors } from './behaviour-errors.ts'
import { behaviourFast } from './behaviour-fast.ts'
import { behaviourNoAssets } from './behaviour-no-assets.ts'
import { behaviourRobots } from './behaviour-robots.ts'
import { behaviourTrap } from './behaviour-trap.ts'
import { behaviourWholePages } from './behaviour-whole-pages.ts'
import { bodyStray } from './body-stray.ts'
import { clearanceExpired } from './clearance-expired.ts'
import { clearanceFalse } from './clearance-false.ts'
import { clearanceValid } from './clearance-valid.ts'
import { connectionClose } from './connection-close.ts'
import { cookieOdd } from './cookie-odd.ts'
import { encodingAgree } from './encoding-agree.ts'
import { encodingForeign } from './encoding-foreign.ts'
import { fetchAgree } from './fetch-agree.ts'
import { fetchImpossible } from './fetch-impossible.ts'
import { fetchMissing } from './fetch-missing.ts'
import { fetchNoReferrer } from './fetch-no-referrer.ts'
import { fetchUserForeign } from './fetch-user-foreign.ts'
import { headerAbsurd } from './header-absurd.ts'
import { headerOdd } from './header-odd.ts'
import { headerSparse } from './header-sparse.ts'
import { hintsAgree } from './hints-agree.ts'
import { hintsConflict } from './hints-conflict.ts'
import { hintsForeign } from './hints-foreign.ts'
import { hintsForged } from './hints-forged.ts'
import { hintsMissing } from './hints-missing.ts'
import { hintsPartial } from './hints-partial.ts'
import { httpOld } from './http-old.ts'
import { languageBare } from './language-bare.ts'
import { languageMissing } from './language-missing.ts'
import { languageOdd } from './language-odd.ts'
import { languagePresent } from './language-present.ts'
import { lightIncomplete } from './light-incomplete.ts'
import { methodHead } from './method-head.ts'
import { methodOdd } from './method-odd.ts'
import { pathProbe } from './path-probe.ts'
import { priorityAgree } from './priority-agree.ts'
import { priorityMissing } from './priority-missing.ts'
import { tlsAgree } from './tls-agree.ts'
import { tlsForeign } from './tls-foreign.ts'
import { tlsUnfamiliar } from './tls-unfamiliar.ts'
import { trailersForeign } from './trailers-foreign.ts'
import { trailersMissing } from './trailers-missing.ts'
import { upgradeMissing } from './upgrade-missing.ts'
import { upgradeStray } from './upgrade-stray.ts'

/** Signals of one request's own fields, in the order in which verdicts list them. */
export const headerSignals: readonly Signal[] = [
  agentAbsent,
  agentLight,
  agentListed,
  agentMalformed,
  agentOutdated,
  agentSoundsAutomatic,
  agentUnfamiliar,
  agentUnreduced,
  lightIncomplete,
  hintsAgree,
  hintsConflict,
  hintsForeign,
  hintsForged,
  hintsMissing,
  hintsPartial,
  fetchAgree,
  fetchImpossible,
  fetchMissing,
  fetchNoReferrer,
  fetchUserForeign,
  acceptAgree,
  acceptAny,
  acceptForeign,
  acceptMissing,
  languageBare,
  languageMissing,
  languageOdd,
  languagePresent,
  encodingAgree,
  encodingForeign,
  upgradeMissing,
  upgradeStray,
  priorityAgree,
  priorityMissing,
  trailersForeign,
  trailersMissing,
  connectionClose,
  httpOld,
  methodHead,
  methodOdd,
  bodyStray,
  pathProbe,
  headerAbsurd,
  headerOdd,
  headerSparse,
  cookieOdd,
]

/** Signals of the TLS handshake, where the platform or a front door tells of it. */
export const tlsSignals: readonly Signal[] = [tlsAgree, tlsForeign, tlsUnfamiliar]

/** Signals of what is known beside the request: proofs, address, behaviour, clearance. No recording has them: their weights are the priors. */
export const knownSignals: readonly Signal[] = [
  agentClaimed,
  agentProven,
  addressHosting,
  behaviourBroad,
  behaviourCookiesKept,
  behaviourCookiesLost,
  behaviourErrors,
  behaviourFast,
  behaviourNoAssets,
  behaviourRobots,
  behaviourTrap,
  behaviourWholePages,
  clearanceExpired,
  clearanceFalse,
  clearanceValid,
]
