/**
 * What the patterns of a rules folder cost at worst, as `@rx` runs them: `npm run bench:regex -- --rules DIR [--audit MS] [--id ID]`. Each is driven with
 * 128 KiB: inputs made from its own repetitions, one made to have its automaton make as many states as can be, its own matches with damage, and, with
 * `--audit`, the attack that recheck finds in that many milliseconds; as one value, and cut into values of the length that V8 is still given. CPU time;
 * `first` includes all that is made when a pattern is first used. Fails when one takes over 50 ms.
 */
import { parseArgs } from 'node:util'
import { worstInputs } from '../lib/compile/worst-inputs.ts'
import { audit } from '../lib/regex/audit.ts'
import { Dfa } from '../lib/regex/dfa.ts'
import { longestFor } from '../lib/regex/limit.ts'
import { parse } from '../lib/regex/parse.ts'
import { programOf } from '../lib/regex/program.ts'
import { reread } from '../lib/regex/reread.ts'
import { modsecurity2, translate } from '../lib/regex/translate.ts'
import { rx } from '../lib/waf/operators/rx.ts'
import { readPatterns } from '../test/regex/crs-patterns.ts'
import { isLinear } from '../test/regex/is-linear.ts'
import { mutated, seeded, subjectOf } from '../test/regex/subjects.ts'
import { richInput } from './support/rich-input.ts'
import { calibrate } from './waf/run.ts'

const { values } = parseArgs({
  options: { rules: { type: 'string' }, audit: { type: 'string' }, id: { type: 'string' } },
})
if (values.rules === undefined) throw new Error('--rules DIR')
const size = 131_072
const slow = 50
/** Bytes after which an input that is made against an automaton repeats itself. */
const period = 16_384
/** The rest of a request has as many arguments at most. */
const mostValues = 1000
const random = seeded(4)

interface Worst {
  readonly id: string
  readonly first: number
  readonly again: number
  readonly cut: number
  readonly said: string
}

const calibration = calibrate()
const results: Worst[] = []
const done = new Set<string>()
for (const { id, pattern } of readPatterns(values.rules)) {
  if ((values.id !== undefined && values.id !== id) || done.has(pattern)) continue
  done.add(pattern)
  results.push(await drive(id, pattern))
}

const bad = results.filter(({ first, again, cut }) => Math.max(first, again, cut) >= slow)
const shown = (by: 'first' | 'again' | 'cut'): string =>
  results
    .toSorted((one, other) => other[by] - one[by])
    .slice(0, 3)
    .map((worst) => `${worst[by].toFixed(1)} ms (${worst.id})`)
    .join(', ')
for (const { id, first, again, cut, said } of bad)
  console.log(`${id}: first ${first.toFixed(0)} ms, again ${again.toFixed(0)} ms, cut ${cut.toFixed(0)} ms; ${said}`)
console.log(`worst of ${results.length} patterns on ${size} bytes, calibration ${calibration.toFixed(1)} ms`)
console.log(`first use  ${shown('first')}\nthen       ${shown('again')}\nas values  ${shown('cut')}`)
console.log(`${bad.length} of ${results.length} patterns over ${slow} ms`)
if (results.length === 0)
  throw new Error(`${values.rules} holds no rule files with patterns: name the folder that they are in`)
process.exitCode = bad.length > 0 ? 1 : 0

async function drive(id: string, pattern: string): Promise<Worst> {
  const { source, flags, captures } = translate(pattern)
  const longest = longestFor(pattern)
  const regex = { source, flags, captures, ...(longest !== undefined && { longest }) }
  const { root } = parse(pattern, modsecurity2)
  const inputs = worstInputs(root, size, 40)
  if (isLinear(source, flags)) {
    const rich = richInput(new Dfa(programOf(reread(source, flags)), 'first'), period)
    inputs.push(filled(() => rich || 'a'))
  }
  inputs.push(filled(() => `${mutated(subjectOf(root, random), random)} `))
  let said = longest === undefined ? 'V8' : `V8 up to ${longest} bytes`
  if (values.audit !== undefined) {
    const found = await audit(source, flags, { timeout: Number(values.audit) })
    said += `, recheck: ${found.status} ${found.complexity ?? ''} ${found.reason ?? ''}`
    if (found.attack !== undefined) inputs.push(found.attack)
  }
  let worst = { id, first: 0, again: 0, cut: 0, said }
  for (const input of inputs) {
    const value = flat(input)
    let test = rx(regex)
    const first = leastOf(2, () => {
      test = rx(regex)
      test(value)
    })
    const again = cpu(() => test(value))
    if (first > worst.first) worst = { ...worst, first, said: `${said}, ${JSON.stringify(input.slice(0, 40))}` }
    worst = { ...worst, again: Math.max(worst.again, again) }
  }
  if (longest === undefined) return worst
  for (const input of worstInputs(root, longest - 1, 40)) {
    const value = flat(input.slice(-longest))
    const test = rx(regex)
    for (let turn = 0; turn < 3; turn++) test(value)
    const once = leastOf(3, () => {
      for (let turn = 0; turn < 50; turn++) test(value)
    })
    worst = { ...worst, cut: Math.max(worst.cut, (once / 50) * Math.min(mostValues, size / longest)) }
  }
  return worst
}

function filled(piece: () => string): string {
  let text = ''
  while (text.length < size) text += piece() || ' '
  return text.slice(0, size)
}

/** As values of requests are: not in pieces that the first look would put together. */
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}

/** What is short is timed a few times: the machine has other work. */
function leastOf(times: number, run: () => unknown): number {
  return Math.min(...Array.from({ length: times }, () => cpu(run)))
}

/** CPU milliseconds. */
function cpu(run: () => unknown): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
