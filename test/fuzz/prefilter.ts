import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { requestOf } from '../../bin/ftw/request.ts'
import { readTests } from '../../bin/ftw/tests.ts'
import { parseRules } from '../../bin/rules/compile.ts'
import { withNeeds } from '../../lib/compile/needs.ts'
import { type RuleSet, ruleAbi } from '../../lib/ir/rule.ts'
import { compiledRunner } from '../../lib/waf/compiled-runner.ts'
import { conclude, inspectBody, inspectHead } from '../../lib/waf/inspection.ts'
import type { InspectedRequest } from '../../lib/waf/message.ts'
import { operators } from '../../lib/waf/operators/index.ts'
import { type Program, programOf } from '../../lib/waf/program.ts'
import { transformations } from '../../lib/waf/transformations/index.ts'
import { seeded } from '../regex/subjects.ts'

/**
 * Holds the prefilter to its promise: with it and without it the same rules match, in the same order, on the same values.
 * `npm run fuzz:prefilter -- --rules DIR --tests DIR [--corpus FILE] [--count 100000] [--seed N]`
 */
const { values: options } = parseArgs({
  options: {
    rules: { type: 'string' },
    tests: { type: 'string' },
    corpus: { type: 'string' },
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    level: { type: 'string', default: '4' },
  },
})
if (!options.rules || !options.tests)
  throw new Error('usage: fuzz:prefilter -- --rules DIR --tests DIR [--count N] [--seed N]')

const { rules, settings } = parseRules({ from: [options.rules], level: Number(options.level) })
const ruleSet: RuleSet = { abi: ruleAbi, name: 'fuzz', version: '', hash: '', settings, rules: withNeeds(rules) }
const library = { engine: compiledRunner, operators, transformations }
const fast = programOf(ruleSet, library)
const naive = programOf(ruleSet, library, { screen: false, fold: false })

// The same seed finds the same difference again.
const random = seeded(Number(options.seed))

const seeds: InspectedRequest[] = readTests(options.tests).flatMap(({ stages }) =>
  stages.map(({ input }) => ({ ...requestOf(input), client: { address: '127.0.0.1' } })),
)
if (options.corpus) {
  const { requests } = JSON.parse(readFileSync(options.corpus, 'utf8')) as {
    requests: { method: string; path: string; headers: Record<string, string>; body?: { data: string } }[]
  }
  for (const { method, path, headers, body } of requests)
    seeds.push({
      method,
      target: path,
      protocol: 'HTTP/1.1',
      headers: Object.entries(headers).map(([name, value]) => ({ name, value: String(value) })),
      body: body?.data.slice(0, 5000),
    })
}

const pieces = [
  '%',
  '%00',
  '\\x',
  '\\u0041',
  '&#x41;',
  '&lt',
  '+',
  ' ',
  '/*',
  '*/',
  '/../',
  '\n',
  "'",
  '"',
  '\0',
  '\xff',
  '%u0041',
  'A',
  '==',
  '\\',
  '`',
  '$',
  '{',
  ';',
  '|',
  '.',
  '\xc3\xa9',
]

function mutated(text: string): string {
  const at = random(text.length + 1)
  const piece = pieces[random(pieces.length)] as string
  switch (random(7)) {
    case 0:
      return text.slice(0, at) + piece + text.slice(at)
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + random(4))
    case 2:
      return text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1)
    case 3:
      return text.slice(0, at) + (text[at] ?? '').replace(/[a-z]/, (c) => c.toUpperCase()) + text.slice(at + 1)
    case 4:
      return text.slice(0, at) + `%${(text.charCodeAt(at) || 65).toString(16).padStart(2, '0')}` + text.slice(at + 1)
    case 5:
      return Buffer.from(text, 'latin1').toString('base64')
    default: {
      const other = seeds[random(seeds.length)] as InspectedRequest
      return text.slice(0, at) + (other.body ?? other.target).slice(0, 60) + text.slice(at)
    }
  }
}

function mutant(): InspectedRequest {
  const seed = seeds[random(seeds.length)] as InspectedRequest
  let { target, headers, body } = seed
  for (let n = 1 + random(3); n > 0; n--) {
    const where = random(4)
    if (where === 0 && headers.length > 0) {
      const chosen = random(headers.length)
      headers = headers.map((header, at) => (at === chosen ? { ...header, value: mutated(header.value) } : header))
    } else if (body && where < 3) body = mutated(body)
    else target = mutated(target)
  }
  return { ...seed, target, headers, body }
}

function matches(program: Program, request: InspectedRequest): string {
  const transaction = inspectHead(program, request, { detect: true, now: 0, random: () => 0.5 })
  inspectBody(program, transaction, request.body === '' ? undefined : request.body)
  conclude(program, transaction)
  return transaction.matches.map(({ rule, path, value, span }) => `${rule.id} ${path} ${value} ${span}`).join('\n')
}

const count = Number(options.count)
let different = 0
let matching = 0
const check = (request: InspectedRequest): void => {
  const one = matches(fast, request)
  const other = matches(naive, request)
  if (other !== '') matching++
  if (one === other) return
  different++
  if (different <= 5) {
    const mine = new Set(one.split('\n'))
    const missing = other.split('\n').filter((line) => !mine.has(line))
    console.log(`difference: ${JSON.stringify(missing.slice(0, 3))} in ${JSON.stringify(request).slice(0, 600)}`)
  }
}
for (const seed of seeds) check(seed)
const start = performance.now()
for (let at = 0; at < count; at++) {
  check(mutant())
  if (process.stderr.isTTY && at % 1000 === 0) process.stderr.write(`\r${at} of ${count}`)
}
const seconds = ((performance.now() - start) / 1000).toFixed(0)
console.log(
  `${seeds.length} seeds and ${count} mutants, ${matching} with matches, ${different} differences, ${seconds} s`,
)
process.exitCode = different === 0 ? 0 : 1
