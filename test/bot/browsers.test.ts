import { expect } from 'vitest'
import { matchAgent } from '../../lib/bot/agents/match.ts'
import { verdictOf } from '../../lib/bot/index.ts'
import { tableTest } from '../support/table.ts'
import { browsers, factsOf } from './browsers.ts'

tableTest('browsers that were not recorded are not condemned', 99, browsers, (browser) => {
  const { score, signals: terms } = verdictOf(factsOf(browser))
  const why = `${browser.name}: ${terms.map(({ id, weight }) => `${id}:${weight}`).join(' ')}`
  expect(score, why).toBeGreaterThanOrEqual(browser.light ? 30 : 50)
})

tableTest('no list names a browser', 99, browsers, ({ name, fields }) => {
  expect(matchAgent(fields['user-agent'] ?? ''), name).toBeUndefined()
})
