/**
 * What the patterns of a rules folder cost at worst in V8: `node bench/regex.ts --rules DIR [--audit MS] [--id ID]`. Each is driven with inputs of
 * 128 KiB made from its own repetitions and, with `--audit`, with the attack that recheck finds in that many milliseconds. Prints those over 50 ms, up to
 * which length they are harmless, and whether the linear engine takes them.
 */
import { parseArgs } from 'node:util'
import { createContext, Script } from 'node:vm'
import { worstInputs } from '../lib/compile/worst-inputs.ts'
import { audit } from '../lib/regex/audit.ts'
import { linear } from '../lib/regex/linear.ts'
import { parse } from '../lib/regex/parse.ts'
import { modsecurity2, translate } from '../lib/regex/translate.ts'
import { readPatterns } from '../test/regex/crs-patterns.ts'

const { values } = parseArgs({
  options: { rules: { type: 'string' }, audit: { type: 'string' }, id: { type: 'string' } },
})
if (values.rules === undefined) throw new Error('--rules DIR')
const size = 131_072
const slow = 50
const longest = 500
const run = new Script('regex.test(subject)')
const context = createContext({})

function time(regex: RegExp, subject: string): number {
  Object.assign(context, { regex, subject })
  const began = performance.now()
  try {
    run.runInContext(context, { timeout: longest })
  } catch {
    return Infinity
  }
  return performance.now() - began
}

let seen = 0
let bad = 0
const done = new Set<string>()
for (const { id, pattern } of readPatterns(values.rules)) {
  if ((values.id !== undefined && values.id !== id) || done.has(pattern)) continue
  done.add(pattern)
  seen++
  const { source, flags } = translate(pattern, { testOnly: true })
  const regex = new RegExp(source, flags)
  const { root } = parse(pattern, modsecurity2)
  const inputs = worstInputs(root, size, 160)
  let said = ''
  if (values.audit !== undefined) {
    const {
      status,
      attack,
      complexity = '',
      reason = '',
    } = await audit(source, flags, { timeout: Number(values.audit) })
    said = ` recheck: ${status} ${complexity} ${reason}`
    if (attack !== undefined) inputs.push(attack)
  }
  for (const warm of ['', 'a', 'b']) regex.test(warm)
  const times: [number, string][] = []
  for (const candidate of inputs) {
    const took = time(regex, candidate)
    times.push([took, candidate])
    if (took === Infinity && times.filter(([other]) => other === Infinity).length === 3) break
  }
  times.sort(([one], [other]) => other - one)
  const [worst, input] = times[0] as [number, string]
  if (worst < slow) continue
  bad++
  // The length up to which V8 takes 2 ms at most.
  let harmless = 32_768
  const hard = times.slice(0, 6).map(([, text]) => text)
  // The best of four: the machine has other work, and the RegExp may be compiled anew.
  const best = (text: string): number =>
    Math.min(...[1, 2, 3, 4].map(() => time(regex, text.slice(0, harmless) + text.slice(-1))))
  while (harmless > 16 && hard.some((text) => best(text) > 2)) harmless /= 2
  let other = ''
  try {
    const began = performance.now()
    linear(source, flags).test(input)
    other = `linear ${(performance.now() - began).toFixed(0)} ms`
  } catch (error) {
    other = error instanceof Error ? error.message : String(error)
  }
  console.log(
    `${id} ${worst.toFixed(0)} ms (2 ms up to ${harmless} bytes) ${other}${said} on ${JSON.stringify(input.slice(0, 40))} ${pattern.slice(0, 60)}`,
  )
}
console.log(`${bad} of ${seen} patterns over ${slow} ms`)
