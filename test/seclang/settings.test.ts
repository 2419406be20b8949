import { expect, test } from 'vitest'
import { defaultSettings, type Settings } from '../../lib/ir/rule.ts'
import { settingsDirectives, withoutEffect } from '../../lib/seclang/settings.ts'
import { parse, said } from '../support/rules.ts'
import { tableTest } from '../support/table.ts'

const set: readonly [text: string, expected: Partial<Settings>][] = [
  ['SecRuleEngine On', { engine: 'on' }],
  ['secruleengine off', { engine: 'off' }],
  ['SecRuleEngine DetectionOnly', { engine: 'detect' }],
  ['SecRequestBodyAccess Off', { requestBodyAccess: false }],
  ['SecRequestBodyLimit 5', { requestBodyLimit: 5 }],
  ['SecRequestBodyNoFilesLimit 6', { requestBodyNoFilesLimit: 6 }],
  ['SecRequestBodyLimitAction ProcessPartial', { requestBodyLimitAction: 'partial' }],
  ['SecRequestBodyLimitAction Reject', { requestBodyLimitAction: 'reject' }],
  ['SecRequestBodyJsonDepthLimit 3', { requestBodyJsonDepthLimit: 3 }],
  ['SecResponseBodyAccess On', { responseBodyAccess: true }],
  ['SecResponseBodyLimit 7', { responseBodyLimit: 7 }],
  ['SecResponseBodyLimitAction Reject', { responseBodyLimitAction: 'reject' }],
  ['SecResponseBodyMimeType A/b c/d', { responseBodyMimeTypes: ['text/plain', 'text/html', 'a/b', 'c/d'] }],
  ['SecResponseBodyMimeTypesClear', { responseBodyMimeTypes: [] }],
  ['SecArgumentsLimit 9', { argumentsLimit: 9 }],
  ['SecArgumentSeparator &', { argumentSeparator: '&' }],
  ['SecCookieFormat 0', { cookieFormat: 0 }],
  ['SecCollectionTimeout 60', { collectionTimeout: 60 }],
  ['SecUploadFileLimit 2', { uploadFileLimit: 2 }],
  ['SecWebAppId shop', { webAppId: 'shop' }],
  ['SecComponentSignature "a/1"', { componentSignatures: ['a/1'] }],
]

tableTest('settings', 21, set, ([text, expected]) => {
  const { settings, diagnostics } = parse(text)
  expect(diagnostics).toEqual([])
  expect(settings, text).toEqual({ ...defaultSettings, ...expected })
})

test('every directive that sets something is in the table above', () => {
  const seen = new Set(set.map(([text]) => (text.split(' ')[0] as string).toLowerCase()))
  expect(Object.keys(settingsDirectives).filter((name) => !seen.has(name))).toEqual([])
})

test('directives without effect are notes, all of them', () => {
  const names = Object.keys(withoutEffect)
  expect(names.length).toBeGreaterThan(25)
  expect(said(names.map((name) => `${name} x`).join('\n')).every((line) => line.includes(': note: '))).toBe(true)
})

test('Include with globs, in order, from the folder of the including file', () => {
  const files = {
    'sub/one.conf': 'SecAction "id:1"\nInclude more.conf',
    'sub/two.conf': 'SecAction "id:2"',
    'sub/more.conf': 'SecAction "id:3"',
    'sub/x.data': 'no rule file',
  }
  const { rules, diagnostics } = parse('Include sub/*.conf\nIncludeOptional gone/*.conf\nInclude gone*.conf', {
    ...files,
    'sub/one.conf': 'SecAction "id:1"',
  })
  expect(diagnostics).toEqual([])
  expect(rules.map(({ id }) => id)).toEqual([3, 1, 2])
  expect(rules.map(({ at }) => at)).toEqual([
    ['more.conf', 1],
    ['one.conf', 1],
    ['two.conf', 1],
  ])
  expect(parse('Include sub/one.conf', files).rules.map(({ id }) => id)).toEqual([1, 3])
})

test('an Include that includes itself ends', () => {
  expect(said('Include a.conf')).toEqual(['a.conf:1:1: error: Include goes deeper than 16 files: "a.conf"'])
  // Two in each file would be 2^16 files.
  const many = said('Include a.conf\nInclude a.conf')
  expect(many.length).toBeLessThan(1000)
  expect(many.at(-1)).toContain('more than 1000 files are included')
})

test('IfModule holds, other sections do not', () => {
  expect(parse('<IfModule x>\nSecAction "id:1"\n</IfModule>').rules.length).toBe(1)
})

test('a code page out of a unicode map', () => {
  const map = '20127 (US-ASCII)\n00c0:41 00c1:42\n\n874 (Thai)\n00c0:43\n'
  const { settings, diagnostics } = parse('SecUnicodeMapFile u.mapping 20127', { 'u.mapping': map })
  expect(settings.unicodeMap).toEqual({ 192: 0x41, 193: 0x42 })
  expect(diagnostics).toEqual([])
  expect(said('SecUnicodeMapFile u.mapping 1', { 'u.mapping': map })).toEqual([
    'a.conf:1:29: error: the map file has no such code page: "1"',
  ])
})
