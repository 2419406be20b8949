import { createGzip, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toByteString, toBytes } from '../../../lib/waf/body/bytes.ts'
import { charsetOf, isOpaqueCharset, readContentType } from '../../../lib/waf/body/charset.ts'
import { decodeBody } from '../../../lib/waf/body/decode.ts'

const text = 'hello, hello, hello'
const plain = toBytes(text)
const flat = async (bytes: Uint8Array, coding: string, limit = 1000): Promise<string> => {
  const read = await decodeBody(bytes, coding, limit)
  return 'error' in read ? `!${read.error}` : `${toByteString(read.bytes)}${read.exceeded ? '>' : ''}`
}

test('content codings', async () => {
  const rows: readonly (readonly [Uint8Array, string, string])[] = [
    [plain, '', text],
    [plain, 'identity', text],
    [gzipSync(plain), 'gzip', text],
    [gzipSync(plain), ' GZip\t', text],
    [gzipSync(plain), 'x-gzip', text],
    [deflateSync(plain), 'deflate', text],
    [deflateRawSync(plain), 'deflate', text],
    [gzipSync(gzipSync(plain)), 'gzip, gzip', text],
    [gzipSync(deflateSync(plain)), 'deflate,, gzip', text],
    [gzipSync(plain), 'identity, gzip', text],
    [plain, 'gzip, gzip, gzip', '!layers'],
    [plain, 'br', '!unknown'],
    [plain, 'gzip, br', '!unknown'],
    [plain, 'gzip gzip', '!unknown'],
    [plain, 'gzip', '!malformed'],
    [plain, 'deflate', '!malformed'],
    [new Uint8Array(0), 'gzip', '!malformed'],
    [gzipSync(plain).subarray(0, 20), 'gzip', '!malformed'],
    [Buffer.concat([gzipSync(plain), plain]), 'gzip', '!malformed'],
    [gzipSync(plain), 'gzip, gzip', '!malformed'],
  ]
  let ran = 0
  for (const [bytes, coding, expected] of rows) {
    expect([coding, await flat(bytes, coding)]).toEqual([coding, expected])
    ran++
  }
  expect(ran).toBe(20)
})

test('reading stops at the limit', async () => {
  expect(await flat(plain, '', 5)).toBe('hello>')
  expect(await flat(gzipSync(plain), 'gzip', 5)).toBe('hello>')
  expect(await flat(gzipSync(plain), 'gzip', text.length)).toBe(text)
  expect(await flat(deflateRawSync(plain), 'deflate', 5)).toBe('hello>')
  expect(await decodeBody(gzipSync(gzipSync(Buffer.alloc(1_000_000))), 'gzip, gzip', 100)).toMatchObject({
    exceeded: true,
  })
})

test('a gzip bomb of 1 GB is not inflated', async () => {
  const gzip = createGzip({ level: 1 })
  const parts: Buffer[] = []
  gzip.on('data', (part: Buffer) => parts.push(part))
  const zeros = Buffer.alloc(1 << 24)
  const ended = new Promise((resolve) => gzip.on('end', resolve))
  for (let index = 0; index < 64; index++) {
    if (!gzip.write(zeros)) await new Promise((resolve) => gzip.once('drain', resolve))
  }
  gzip.end()
  await ended
  const bomb = Buffer.concat(parts)
  const before = process.memoryUsage()
  const read = await decodeBody(bomb, 'gzip', 131_072)
  const after = process.memoryUsage()
  expect(read).toMatchObject({ exceeded: true, bytes: { length: 131_072 } })
  expect(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(64 << 20)
})

test('byte strings and bytes are each other, all 256', async () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  expect([...toByteString(all)].map((char) => char.charCodeAt(0))).toEqual([...all])
  const big = new Uint8Array(1_000_003).map((_, at) => at * 7)
  expect(toBytes(toByteString(big))).toEqual(big)
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array(),
      fc.constantFrom('gzip', 'deflate', 'gzip, deflate', 'x'),
      async (bytes, coding) => {
        expect(toBytes(toByteString(bytes))).toEqual(bytes)
        await decodeBody(bytes, coding, 10)
      },
    ),
  )
})

test('charsets', () => {
  const rows: readonly (readonly [string, string | undefined, string])[] = [
    ['text/html', undefined, ''],
    ['text/html; charset=UTF-8', 'utf-8', ''],
    ['text/html;charset="utf-8"', 'utf-8', ''],
    ['text/html; Charset = utf-8', 'utf-8', ''],
    ['text/html; charset=utf-8; charset=utf-8', 'utf-8', 'duplicates'],
    ['text/html; charset=utf-8; CHARSET="utf-7"', 'utf-8', 'duplicates conflicting'],
    ['text/html; a=1; a=2', undefined, 'duplicates'],
    ['text/html; x="; charset=utf-7"; charset=utf-8', 'utf-8', ''],
    ['text/html; charset', '', ''],
    ['', undefined, ''],
    [`text/html${'; a=1'.repeat(5000)}`, undefined, 'duplicates'],
  ]
  let ran = 0
  for (const [contentType, charset, odd] of rows) {
    const read = readContentType(contentType)
    expect([contentType, charsetOf(contentType)]).toEqual([contentType, charset])
    expect([read.duplicates && 'duplicates', read.conflicting && 'conflicting'].filter(Boolean).join(' ')).toBe(odd)
    ran++
  }
  expect(ran).toBe(11)
  for (const charset of [
    'utf-16',
    'utf-16le',
    'utf16',
    'utf-32be',
    'utf-7',
    'ibm037',
    'ibm-1047',
    'ucs-2',
    'cp037',
    'iso-2022-jp',
  ])
    expect([charset, isOpaqueCharset(charset)]).toEqual([charset, true])
  for (const charset of ['utf-8', 'us-ascii', 'iso-8859-1', 'windows-1252', 'cp1252', 'gbk'])
    expect([charset, isOpaqueCharset(charset)]).toEqual([charset, false])
})
