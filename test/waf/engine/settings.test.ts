import { expect, test } from 'vitest'
import { waf } from '../../../lib/waf/index.ts'
import { compiled, idsOf, post, request } from '../../support/rules.ts'

const errors = 'SecRule REQBODY_ERROR "!@eq 0" "id:1,phase:2"\nSecRule ARGS:a x "id:2,phase:2"\n'
const multipart = (content: string, note = 'x') => {
  const part = (head: string, text: string) => `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n`
  return post(
    `${part('name="a"', note)}${part('name="f"; filename="f.txt"', content)}--b--\r\n`,
    'multipart/form-data; boundary=b',
  )
}

test('SecRequestBodyNoFilesLimit counts all of a body but its files', async () => {
  const limited = `SecRequestBodyAccess On\nSecRequestBodyNoFilesLimit 300\n${errors}`
  const form = (length: number) => post(`a=x${'y'.repeat(length - 3)}`)
  expect(await idsOf(limited, form(300))).toEqual([2])
  // Beyond the limit nothing of it is looked at, and rules are told.
  expect(await idsOf(limited, form(301))).toEqual([1])
  expect(await idsOf(limited, post(`{"a":"x${'y'.repeat(300)}"}`, 'application/json'))).toEqual([1])
  expect(await idsOf(limited, multipart('z'.repeat(5000)))).toEqual([2])
  expect(await idsOf(limited, multipart('z', `x${'y'.repeat(300)}`))).toEqual([1, 2])
  expect(await idsOf(`SecRequestBodyAccess On\n${errors}`, form(5000))).toEqual([2])
})

test('a body over that limit is refused where no rule asks', async () => {
  const rules = compiled('SecRequestBodyAccess On\nSecRequestBodyNoFilesLimit 10\nSecRule ARGS:a x "id:2,phase:2"')
  const verdict = await waf({ rules }).inspect(post('a=1234567890'))
  expect(verdict.action).toBe('refuse')
  expect(verdict.bounds).toContain('request-body-no-files')
})

test('a body over the limit is refused before any rule sees it; inspected as far as that goes where asked', async () => {
  const rules = compiled('SecRequestBodyAccess On\nSecRule ARGS:a x "id:2,phase:2"')
  const long = post(`a=x${'y'.repeat(100)}`)
  const whole = await waf({ rules, bodyLimit: 50 }).inspect(long)
  expect([whole.action, whole.status, whole.matches, whole.bounds]).toEqual(['refuse', 413, [], ['request-body']])
  const head = await waf({ rules, bodyLimit: 50, overLimit: 'head' }).inspect(long)
  expect([head.matches.map(({ id }) => id), head.bounds]).toEqual([[2], ['request-body']])
})

test('SecUnicodeMapFile says what %uXXXX is decoded to', async () => {
  const map = '20127 (US-ASCII)\n2019:27 ff1c:3c\n'
  const rule = 'SecRule ARGS "@streq \'" "id:1,phase:2,t:urlDecodeUni"'
  const sent = request('/?x=%25u2019')
  const ids = async (text: string) =>
    (await waf({ rules: compiled(text, { 'u.mapping': map }) }).inspect(sent)).matches.map(({ id }) => id)
  expect(await ids(`SecUnicodeMapFile u.mapping 20127\n${rule}`)).toEqual([1])
  expect(await ids(rule)).toEqual([]) // its low byte is 0x19
  const low = 'SecRule ARGS "@streq \\x19" "id:1,phase:2,t:urlDecodeUni"'
  expect(await ids(`SecUnicodeMapFile u.mapping 20127\n${low}`)).toEqual([])
})
