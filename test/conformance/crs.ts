import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { requestOf } from '../../bin/ftw/request.ts'
import { readTests, type Stage, type Test } from '../../bin/ftw/tests.ts'
import { diskFiles, ruleFiles } from '../../bin/rules/files.ts'
import { withNeeds } from '../../lib/compile/needs.ts'
import { type RuleSet, ruleAbi } from '../../lib/ir/rule.ts'
import { printDiagnostic } from '../../lib/seclang/diagnostics.ts'
import { parseSecLang } from '../../lib/seclang/index.ts'
import { compiledRunner } from '../../lib/waf/compiled-runner.ts'
import { conclude, inspectAnswerBody, inspectAnswerHead, inspectBody, inspectHead } from '../../lib/waf/inspection.ts'
import { logLine } from '../../lib/waf/log-line.ts'
import { operators } from '../../lib/waf/operators/index.ts'
import { type Program, programOf } from '../../lib/waf/program.ts'
import { transformations } from '../../lib/waf/transformations/index.ts'
import { front } from './front.ts'
import { judge } from './judge.ts'
import { reflect } from './reflect.ts'

/** Runs CRS's own regression tests in this process, without any platform: `npm run conformance:crs -- --rules DIR --tests DIR`. */

const { values: options } = parseArgs({
  options: {
    rules: { type: 'string' },
    tests: { type: 'string' },
    setup: { type: 'string' },
    only: { type: 'string' },
    naive: { type: 'boolean', default: false },
  },
})
if (!options.rules || !options.tests)
  throw new Error('usage: conformance:crs -- --rules DIR --tests DIR [--setup FILE] [--only ID]')

const program = load(options.rules, options.setup)
const tests = readTests(options.tests).filter(({ title }) => !options.only || title.startsWith(options.only))
const failed: string[] = []
const started = performance.now()
for (const test of tests) {
  const reason = run(program, test)
  if (reason) failed.push(`${test.title}: ${reason}`)
}
for (const line of failed) console.log(line)
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(`${tests.length - failed.length} of ${tests.length} tests passed in ${seconds} s`)
process.exitCode = failed.length === 0 ? 0 : 1

function load(rules: string, setup: string | undefined): Program {
  const folder = existsSync(join(rules, 'rules')) ? join(rules, 'rules') : rules
  const example = [
    setup,
    join(rules, 'crs-setup.conf.example'),
    join(rules, '../crs-setup.conf.example'),
    '/etc/modsecurity/crs/crs-setup.conf',
  ]
    .filter((path) => path !== undefined)
    .find((path) => existsSync(path))
  const own = join(import.meta.dirname, 'setup.conf')
  const { diagnostics, ...parsed } = parseSecLang([own, ...(example ? [example] : []), ...ruleFiles(folder)], diskFiles)
  for (const diagnostic of diagnostics) if (diagnostic.level !== 'note') console.log(printDiagnostic(diagnostic))
  const ready = options.naive ? parsed.rules : withNeeds(parsed.rules)
  const ruleSet: RuleSet = { abi: ruleAbi, name: 'crs', version: '', hash: '', ...parsed, rules: ready }
  const fast = !options.naive
  return programOf(ruleSet, { engine: compiledRunner, operators, transformations }, { screen: fast, fold: fast })
}

function run(program: Program, test: Test): string | undefined {
  for (const stage of test.stages) {
    const reason = runStage(program, stage, test.title)
    if (reason) return reason
  }
  return undefined
}

function runStage(program: Program, { input, output }: Stage, id: string): string | undefined {
  const sent = front(requestOf(input))
  if (typeof sent === 'number') return judge({ status: sent, seen: undefined }, output)
  const transaction = inspectHead(
    program,
    { ...sent, id, client: { address: '127.0.0.1', port: 50_000 } },
    { detect: true, now: 0, random: () => 0.5 },
  )
  inspectBody(program, transaction, sent.body === '' ? undefined : sent.body)
  const answer = reflect(sent)
  inspectAnswerHead(program, transaction, answer)
  inspectAnswerBody(program, transaction, answer.body)
  conclude(program, transaction)
  const { matches } = transaction
  const seen = { ids: new Set(matches.map(({ rule }) => rule.id)), log: matches.map(logLine).join('\n') }
  return judge({ status: undefined, seen }, output)
}
