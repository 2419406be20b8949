import { expect, test } from 'vitest'
import { entryOfModules, entryOfWorker } from '../../bin/dev/entry.ts'

const quiet = { debug: 'off', trust: undefined } as const
const secure = { url: 'https://origin.test/', plaintext: false, certificate: true }

test('a worker’s own door, with the development options on it', () => {
  const text = entryOfWorker('../../../workers/edge.ts', 'workers/edge.ts', {
    debug: 'verdicts',
    trust: { address: 'X-Real-IP' },
  })
  expect(text).toContain(`import worker from "../../../workers/edge.ts"`)
  expect(text).toContain(`export * from "../../../workers/edge.ts"`) // Durable Objects
  expect(text).toContain(`client: fromHeader({"address":"X-Real-IP"})`)
  expect(text).toContain(`debug: "verdicts"`)
})

test('without a front door nobody is believed, and nothing is printed into answers', () => {
  const text = entryOfModules(['gate', 'origin'], secure, quiet)
  expect(text).toContain('client: unknownClient')
  expect(text).toContain('debug: "off"')
  expect(text).toContain('pipeline(gate(), origin(')
})

test('plaintext is allowed only where it was asked for', () => {
  expect(entryOfModules(['origin'], secure, quiet)).not.toContain('allowPlaintext')
  const plaintext = { url: 'http://127.0.0.1:9000/', plaintext: true, certificate: false }
  expect(entryOfModules(['origin'], plaintext, quiet)).toContain('allowPlaintext: true')
})

test('what was typed stays text', () => {
  const text = entryOfModules(['origin'], { ...secure, url: 'https://origin.test/"+evil()+"' }, quiet)
  expect(text).toContain('"https://origin.test/\\"+evil()+\\""')
})
