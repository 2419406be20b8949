import { expect } from 'vitest'
import { type WafOptions, waf } from '../../lib/waf/index.ts'
import { compiled } from '../support/rules.ts'
import { tableTest } from '../support/table.ts'

const rules = compiled('SecAction "id:1"')
const wrong: readonly [options: object, code: string, message: string][] = [
  [{ rules: undefined }, 'ERR_OPTION', 'sallyport compile'],
  [{ rules: {} }, 'ERR_OPTION', 'sallyport compile'],
  [{ rules: { ...rules, abi: 2 } }, 'ERR_RULE_ABI', 'compile it again'],
  [{ mode: 'on' }, 'ERR_OPTION', 'no mode "on"'],
  [{ overLimit: 'refused' }, 'ERR_OPTION', 'no overLimit "refused"'],
  [{ unknownCoding: 'block' }, 'ERR_OPTION', 'no unknownCoding "block"'],
  [{ bodyLimit: -1 }, 'ERR_OPTION', 'bodyLimit'],
  [{ bodyLimit: Number.NaN }, 'ERR_OPTION', 'bodyLimit'],
  [{ bodyLimit: 2 ** 40 }, 'ERR_OPTION', 'bodyLimit'],
  [{ exclude: [{}] }, 'ERR_OPTION', 'needs rules or a tag'],
  [{ exclude: [{ rules: [] }] }, 'ERR_OPTION', 'needs rules or a tag'],
  [{ exclude: [{ tag: '' }] }, 'ERR_OPTION', 'needs rules or a tag'],
  [{ exclude: [{ rules: [0] }] }, 'ERR_OPTION', 'no positive integer'],
  [{ exclude: [{ rules: [1.5] }] }, 'ERR_OPTION', 'no positive integer'],
  [{ exclude: [{ rules: [1], fields: [] }] }, 'ERR_OPTION', 'empty list of fields'],
  [{ exclude: [{ rules: [1], fields: ['ARG:x'] }] }, 'ERR_OPTION', '"ARG:x"'],
  [{ exclude: [{ rules: [1], fields: ['ARGS:'] }] }, 'ERR_OPTION', '"ARGS:"'],
  [{ exclude: [{ rules: [1], fields: ['__PROTO__'] }] }, 'ERR_OPTION', '"__PROTO__"'],
  [{ exclude: [{ rules: [1], fields: ['REQUEST_URI:x'] }] }, 'ERR_OPTION', '"REQUEST_URI:x"'],
]

tableTest('what is wrong in the options is said when the worker starts', 19, wrong, ([options, code, message]) => {
  let thrown: unknown
  try {
    waf({ rules, ...options } as WafOptions)
  } catch (error) {
    thrown = error
  }
  expect(thrown, message).toMatchObject({ code })
  expect((thrown as Error).message).toContain(message)
})
