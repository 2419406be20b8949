import { parseArgs } from 'node:util'
import { escapeForTerminal } from '../../lib/privacy/escape.ts'
import { loadRules } from '../explain/load.ts'
import { CommandError, reason } from '../failure.ts'
import { type Attack, letThrough, type Proposal, propose, refusedAttacks, stillRefused } from './propose.ts'
import { readTraffic } from './traffic.ts'

/** Titles that are listed of one proposal; the count is whole. */
const mostTitles = 40

/** `sallyport tune --traffic DIR|FILE.har [--rules core|DIR]`: says which exclusions recorded requests ask for, and applies none. @throws CommandError */
export async function tune(args: readonly string[]): Promise<void> {
  const { traffic: path, rules: rulesPath, setup, tests } = parse(args)
  const traffic = readTraffic(path)
  const rules = await loadRules(rulesPath, setup)
  const { refused, proposals } = propose(rules, traffic)
  console.log(`${refused.length} of ${traffic.length} recorded requests would be refused`)
  for (const { from } of refused) console.log(`  ${escapeForTerminal(from)}`)
  if (proposals.length === 0) return
  const attacks = tests === undefined ? undefined : refusedAttacks(rules, await attacksOf(tests))
  proposals.forEach((proposal, at) => {
    const passing = attacks && letThrough(rules, attacks, [proposal.exclusion])
    for (const line of printed(proposal, at + 1)) console.log(line)
    if (attacks && passing) for (const line of cost(passing, attacks.length)) console.log(line)
  })
  const all = proposals.map(({ exclusion }) => exclusion)
  console.log(`\nwith all of them, ${stillRefused(rules, traffic, all)} of ${traffic.length} would be refused`)
  if (attacks) for (const line of cost(letThrough(rules, attacks, all), attacks.length)) console.log(line)
  else console.log('give --tests DIR (regression tests in the go-ftw format) to see what each gives up')
  console.log('nothing has been applied: put what you accept into waf({ exclude }) of the route')
}

function* printed({ rule, message, field, routes, requests, exclusion }: Proposal, number: number): Generator<string> {
  yield `\n${number}. rule ${rule}${message && ` (${escapeForTerminal(message)})`} on ${escapeForTerminal(field)}`
  yield `   has a part in ${requests} refused request${requests === 1 ? '' : 's'}, on ${routes.map((route) => escapeForTerminal(route)).join(', ')}`
  yield `   exclude: [${escapeForTerminal(JSON.stringify(exclusion))}]`
}

function* cost(titles: readonly string[], of: number): Generator<string> {
  yield `   lets through ${titles.length} of ${of} attacks`
  if (titles.length > 0) yield `     ${titles.slice(0, mostTitles).join(' ')}${titles.length > mostTitles ? ' …' : ''}`
}

/** Requests of tests that expect a rule to match. */
async function attacksOf(folder: string): Promise<readonly Attack[]> {
  let ftw: typeof import('../ftw/tests.ts')
  try {
    ftw = await import('../ftw/tests.ts')
  } catch (error) {
    throw new CommandError(`--tests needs the package yaml: npm install yaml (${reason(error)})`)
  }
  const { requestOf } = await import('../ftw/request.ts')
  const attacks = ftw.readTests(folder).flatMap(({ title, stages }) =>
    stages
      .filter(({ output }) => output.expectIds.length > 0)
      .map(({ input }) => {
        const { method, target, protocol, headers, body } = requestOf(input)
        const client = { address: '192.0.2.1' }
        return {
          title,
          request: { method, target, protocol, headers, client, id: 'tune', ...(body !== '' && { body }) },
        }
      }),
  )
  if (attacks.length === 0) throw new CommandError(`${folder} holds no tests that expect a match`)
  return attacks
}

interface TuneOptions {
  readonly traffic: string
  readonly rules: string
  readonly setup: string | undefined
  readonly tests: string | undefined
}

function parse(args: readonly string[]): TuneOptions {
  const text = { type: 'string' } as const
  try {
    const { values } = parseArgs({ args: [...args], options: { traffic: text, rules: text, setup: text, tests: text } })
    if (values.traffic === undefined)
      throw new CommandError('tune needs --traffic: a .har or .http file, or a folder of them')
    return { traffic: values.traffic, rules: values.rules ?? 'core', setup: values.setup, tests: values.tests }
  } catch (error) {
    throw error instanceof CommandError ? error : new CommandError(reason(error))
  }
}
