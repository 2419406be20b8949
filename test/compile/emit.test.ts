import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { emit, operatorExport, transformationExport } from '../../lib/compile/emit.ts'
import { operators, transformations } from '../../lib/ir/names.ts'
import type { CompiledRules } from '../../lib/waf/compiled.ts'
import { waf } from '../../lib/waf/index.ts'
import * as runtime from '../../lib/waf/runtime.ts'
import { parse, request } from '../support/rules.ts'

const folder = resolve(`.sallyport/test-emit-${process.pid}`)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const text = `SecRule ARGS "@rx caf\xe9[\\"]" "id:1,t:lowercase,t:length,ver:'OWASP_CRS/4.9'"
SecRule ARGS "!@streq x" "id:2,t:trim,chain,msg:'\xff \x01'"
SecRule ARGS "@pm </script> \`\${x}" "t:none"
SecMarker "END"
SecRule ARGS "@rxGlobal a" "id:3,severity:2,tag:'paranoia-level/2'"`

const emitted = (from: string) => {
  const { rules, settings, diagnostics } = parse(from)
  expect(diagnostics).toEqual([])
  return emit(rules, settings, 'rules')
}

let written = 0
async function imported(code: string): Promise<CompiledRules> {
  mkdirSync(folder, { recursive: true })
  const file = resolve(folder, `rules-${written++}.js`)
  const own = JSON.stringify(pathToFileURL(resolve('lib/waf/runtime.ts')).href)
  writeFileSync(file, code.replace("'sallyport/runtime'", own))
  return ((await import(/* @vite-ignore */ file)) as { rules: CompiledRules }).rules
}

test('the module holds the rules as they were read, and what they need', async () => {
  const { code, hash } = await emitted(text)
  const { rules, settings, library, ...head } = await imported(code)
  const read = parse(text)
  // Patterns run as translated; how their author wrote them is in the author's file.
  const shipped = JSON.parse(JSON.stringify(read.rules), (key, value) =>
    key === 'regex' || key === 'pattern' ? { ...value, written: undefined } : value,
  )
  expect(rules).toEqual(shipped)
  expect(settings).toEqual(read.settings)
  expect(head).toEqual({ abi: 1, name: 'OWASP_CRS', version: '4.9', hash })
  expect(Object.keys(library.operators)).toEqual(['pm', 'streq'])
  expect(Object.keys(library.transformations)).toEqual(['length', 'lowercase', 'trim'])
})

test('the module runs', async () => {
  const { code } = await emitted('SecRule ARGS "@rxGlobal x(.)" "id:1"\nSecRule ARGS "@contains y" "id:2"')
  const verdict = await waf({ rules: await imported(code) }).inspect(request('/?a=xy'))
  expect(verdict.matches.map(({ id }) => id)).toEqual([1, 2])
  expect(verdict.ruleSet.name).toBe('rules')
  const { code: empty } = await emitted('')
  expect((await waf({ rules: await imported(empty) }).inspect(request())).action).toBe('pass')
})

test('printable ASCII and line ends, nothing else', async () => {
  const { code, types } = await emitted(text)
  expect(code).not.toMatch(/[^\x20-\x7e\n]/)
  expect(types).not.toMatch(/[^\x20-\x7e\n]/)
})

test('a version cannot write code', async () => {
  const { code } = await emitted(`SecAction "id:1,ver:'a/1\nglobalThis.hacked = true //\r\xff*/'"`)
  const { version } = await imported(code)
  expect('hacked' in globalThis).toBe(false)
  expect(version).toContain('hacked')
})

test('the hash is of rules and settings, and always the same', async () => {
  const one = await emitted(text)
  const again = await emitted(text)
  expect(again).toEqual(one)
  expect(one.hash).toMatch(/^[0-9a-f]{64}$/)
  expect((await emitted(`${text}\nSecAction "id:9"`)).hash).not.toBe(one.hash)
  expect((await emitted(`SecArgumentsLimit 5\n${text}`)).hash).not.toBe(one.hash)
})

test('every operator and transformation of the language has its export', () => {
  const names = [
    ...[...operators].filter((name) => name !== 'rx' && name !== 'rxglobal').map(operatorExport),
    ...[...transformations].map(transformationExport),
  ]
  expect(names.length).toBe(operators.size - 2 + transformations.size)
  expect(names.filter((name) => !(name in runtime))).toEqual([])
})
