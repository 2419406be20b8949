import { readFileSync } from 'node:fs'
import crawlers from 'crawler-user-agents'
import { expect, test } from 'vitest'
import { listFile, programsModule } from '../../bin/bot/agents.ts'
import { matchAgent } from '../../lib/bot/agents/match.ts'
import { verdictOf } from '../../lib/bot/index.ts'
import { tableTest } from '../support/table.ts'
import { factsOf } from './browsers.ts'
import { programs } from './programs.ts'

tableTest('programs that were not recorded are told', 52, programs, (program) => {
  const { score, signals: terms } = verdictOf(factsOf(program))
  const why = `${program.name}: ${terms.map(({ id, weight }) => `${id}:${weight}`).join(' ')}`
  expect(score, why).toBeLessThan(program.imitates ? 50 : 30)
})

test('the list is what the generator makes of the package', () => {
  expect(readFileSync(listFile, 'utf8')).toBe(programsModule())
})

test('every instance of the package is found', () => {
  const instances = crawlers.flatMap(({ instances }) => instances)
  expect(instances.length).toBeGreaterThan(2000)
  expect(instances.filter((instance) => matchAgent(instance) === undefined)).toEqual([])
})

const named: readonly [text: string, name: string, category: string][] = [
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Googlebot', 'search'],
  ['Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)', 'GPTBot', 'ai-training'],
  ['Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ChatGPT-User/1.0; +https://openai.com/bot)', 'ChatGPT-User', 'ai-assistant'],
  ['Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)', 'UptimeRobot', 'monitoring'],
  ['curl/8.1', 'curl', 'tool'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36', 'Headless Chrome', 'automation'],
  ['sqlmap/1.8 (https://sqlmap.org)', 'sqlmap', 'scanner'],
] // biome-ignore format: a table
tableTest('a program has a name and a category', 7, named, ([text, name, category]) => {
  expect(matchAgent(text)).toMatchObject({ name, category })
})
tableTest('text that no list names', 4, ['', 'x'.repeat(100_000), 'xcurl/8', '\ud800\uffff curl'], (text) => {
  expect(matchAgent(text)).toBeUndefined()
})
