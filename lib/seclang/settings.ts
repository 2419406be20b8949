import type { Settings } from '../ir/rule.ts'
import { WordError } from './diagnostics.ts'

/** One directive that sets something: reads its words into the settings. */
export type Setting = (settings: Mutable<Settings>, words: readonly string[]) => void

export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

const onOff = (word: string): boolean => {
  if (/^on$/i.test(word)) return true
  if (/^off$/i.test(word)) return false
  throw new WordError(word, 0, 'On or Off is wanted')
}

const count = (word: string): number => {
  if (!/^\d{1,10}$/.test(word)) throw new WordError(word, 0, 'a number is wanted')
  return Number(word)
}

const limitAction = (word: string): 'reject' | 'partial' => {
  if (/^reject$/i.test(word)) return 'reject'
  if (/^processpartial$/i.test(word)) return 'partial'
  throw new WordError(word, 0, 'Reject or ProcessPartial is wanted')
}

/** Keyed by the lower-cased directive. Reference manual, "Configuration Directives". */
export const settingsDirectives: Readonly<Record<string, Setting>> = {
  secruleengine: (settings, [word = '']) => {
    if (/^detectiononly$/i.test(word)) settings.engine = 'detect'
    else settings.engine = onOff(word) ? 'on' : 'off'
  },
  secrequestbodyaccess: (settings, [word = '']) => {
    settings.requestBodyAccess = onOff(word)
  },
  secrequestbodylimit: (settings, [word = '']) => {
    settings.requestBodyLimit = count(word)
  },
  secrequestbodynofileslimit: (settings, [word = '']) => {
    settings.requestBodyNoFilesLimit = count(word)
  },
  secrequestbodylimitaction: (settings, [word = '']) => {
    settings.requestBodyLimitAction = limitAction(word)
  },
  secrequestbodyjsondepthlimit: (settings, [word = '']) => {
    settings.requestBodyJsonDepthLimit = count(word)
  },
  secresponsebodyaccess: (settings, [word = '']) => {
    settings.responseBodyAccess = onOff(word)
  },
  secresponsebodylimit: (settings, [word = '']) => {
    settings.responseBodyLimit = count(word)
  },
  secresponsebodylimitaction: (settings, [word = '']) => {
    settings.responseBodyLimitAction = limitAction(word)
  },
  secresponsebodymimetype: (settings, words) => {
    settings.responseBodyMimeTypes = [...settings.responseBodyMimeTypes, ...words.map((word) => word.toLowerCase())]
  },
  secresponsebodymimetypesclear: (settings) => {
    settings.responseBodyMimeTypes = []
  },
  secargumentslimit: (settings, [word = '']) => {
    settings.argumentsLimit = count(word)
  },
  secargumentseparator: (settings, [word = '']) => {
    if (word.length !== 1) throw new WordError(word, 0, 'a single character is wanted')
    if (word !== '&') throw new WordError(word, 0, 'cannot be had here: arguments are separated by &')
    settings.argumentSeparator = word
  },
  seccookieformat: (settings, [word = '']) => {
    if (word !== '0' && word !== '1') throw new WordError(word, 0, '0 or 1 is wanted')
    if (word === '1')
      throw new WordError(word, 0, 'cannot be had here: cookies are read as version 0, as browsers send them')
    settings.cookieFormat = 0
  },
  seccollectiontimeout: (settings, [word = '']) => {
    settings.collectionTimeout = count(word)
  },
  secuploadfilelimit: (settings, [word = '']) => {
    settings.uploadFileLimit = count(word)
  },
  secwebappid: (settings, [word = '']) => {
    settings.webAppId = word
  },
  seccomponentsignature: (settings, [word = '']) => {
    settings.componentSignatures = [...settings.componentSignatures, word]
  },
}

/** Known, and without effect here; the reason is what the note says. */
export const withoutEffect: Readonly<Record<string, string>> = {
  secauditengine: 'audit events go through telemetry',
  secauditlog: 'audit events go through telemetry',
  secauditlog2: 'audit events go through telemetry',
  secauditlogdirmode: 'audit events go through telemetry',
  secauditlogfilemode: 'audit events go through telemetry',
  secauditlogformat: 'audit events go through telemetry',
  secauditlogparts: 'audit events go through telemetry',
  secauditlogrelevantstatus: 'audit events go through telemetry',
  secauditlogstoragedir: 'audit events go through telemetry',
  secauditlogtype: 'audit events go through telemetry',
  seccachetransformations: 'transformations are shared by design',
  secconnengine: "connections are the platform's",
  secdatadir: 'a store is handed in',
  secdebuglog: 'the debug headers and `sallyport explain` take its place',
  secdebugloglevel: 'the debug headers and `sallyport explain` take its place',
  secgeolookupdb: 'no geographical data is at hand',
  secinterceptonerror: 'an error always refuses',
  secpcrematchlimit: 'the limit of patterns is part of the engine',
  secpcrematchlimitrecursion: 'the limit of patterns is part of the engine',
  secrequestbodyinmemorylimit: 'bodies are held in memory only',
  secruleinheritance: 'one rule set a route',
  secruleperftime: 'the bench tells',
  secsensorid: 'events carry a request id',
  secserversignature: "the origin's own",
  secstatusengine: 'nothing calls home',
  sectmpdir: 'no files in a worker',
  sectmpsaveuploadedfiles: 'no files in a worker',
  secunicodecodepage: 'SecUnicodeMapFile says which',
  secuploaddir: 'no files in a worker',
  secuploadfilemode: 'no files in a worker',
  secuploadkeepfiles: 'no files in a worker',
  secxmlexternalentity: 'entities are never fetched',
}

/** Known, and refused: leaving them out would change what the rules protect. */
export const impossibleDirectives: Readonly<Record<string, string>> = {
  seccontentinjection: 'bodies are not rewritten',
  secdisablebackendcompression: 'coded answers are decoded for the rules, and sent on as they came',
  secgsblookupdb: 'no look-ups of third parties while a request waits',
  secguardianlog: 'no programs in a worker',
  sechashengine: 'links are not signed by the WAF',
  sechashkey: 'links are not signed by the WAF',
  sechashmethodpm: 'links are not signed by the WAF',
  sechashmethodrx: 'links are not signed by the WAF',
  sechashparam: 'links are not signed by the WAF',
  sechttpblkey: 'no DNS look-ups while a request waits',
  secreadstatelimit: "connections are the platform's",
  secremoterules: 'rules are compiled, never fetched',
  secremoterulesfailaction: 'rules are compiled, never fetched',
  secrulescript: 'Lua does not run here',
  secstreaminbodyinspection: 'bodies are not rewritten',
  secstreamoutbodyinspection: 'bodies are not rewritten',
  secwritestatelimit: "connections are the platform's",
}
