import { parseArgs } from 'node:util'
import { core } from '@sallyport/rules-core'
import { compiledModule, load } from '../../bench/waf/rules.ts'
import { escapeText } from '../../lib/privacy/escape.ts'
import { type AnyRules, type Waf, waf } from '../../lib/waf/index.ts'
import { CommandError } from '../failure.ts'
import { encodings, places, requestOf } from './places.ts'
import { readSets, type Sample, type SampleSet } from './sets.ts'

const usage = `usage: npm run evaluate -- --malicious DIR --benign DIR [--rules core,crs] [--crs DIR] [--setup FILE] [--paranoia N]
                           [--places query,form,…|all] [--encodings] [--list N] [--json]
DIR: a folder of sets, or one file. .txt: a text a line; .tsv: kind, tab, text; .csv: requests (row,id,method,path,query,label).
--rules     which rule sets refuse; crs needs --crs, a copy of CRS or what \`sallyport compile\` wrote
--places    where texts are put: ${Object.keys(places).join(', ')}; counted as stopped only if stopped in each. default: query,form
--encodings also sends each malicious text encoded: ${Object.keys(encodings).join(', ')}
--list      how many missed and wrongly blocked texts are shown for each set. default: 20`

const { values } = parseArgs({
  options: {
    malicious: { type: 'string' },
    benign: { type: 'string' },
    rules: { type: 'string', default: 'core' },
    crs: { type: 'string' },
    setup: { type: 'string' },
    paranoia: { type: 'string', default: '1' },
    places: { type: 'string', default: 'query,form' },
    encodings: { type: 'boolean', default: false },
    list: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

interface Result {
  readonly name: string
  readonly total: number
  readonly blocked: number
  /** Texts that came out wrong, and where. */
  readonly wrong: readonly { readonly text: string; readonly where: string }[]
}

async function main(): Promise<void> {
  if (values.help || (values.malicious === undefined && values.benign === undefined)) {
    console.log(usage)
    process.exitCode = values.help ? 0 : 1
    return
  }
  const wanted = values.places === 'all' ? Object.keys(places) : values.places.split(',')
  for (const place of wanted) if (!(place in places)) throw new CommandError(`evaluate: there is no place "${place}"`)
  const gate = waf({ rules: await rulesOf(values.rules) })
  const malicious = values.malicious === undefined ? [] : readSets(values.malicious, 'benign')
  const benign = values.benign === undefined ? [] : readSets(values.benign, 'malicious')
  const caught = await each(gate, malicious, wanted, true)
  const passed = await each(gate, benign, wanted, false)
  const encoded = values.encodings ? await byEncoding(gate, malicious) : []
  if (values.json) console.log(JSON.stringify({ malicious: caught, benign: passed, encoded }))
  else print(caught, passed, encoded)
}

async function rulesOf(names: string): Promise<readonly [AnyRules, ...AnyRules[]]> {
  const all: AnyRules[] = []
  for (const name of names.split(',')) {
    if (name === 'core') all.push(core({ paranoia: Number(values.paranoia) }))
    else if (name === 'crs') {
      if (values.crs === undefined) throw new CommandError('evaluate: --rules crs needs --crs DIR')
      all.push(await load(await compiledModule(values.crs, values.setup)))
    } else throw new CommandError(`evaluate: there is no rule set "${name}": core, crs`)
  }
  return all as unknown as readonly [AnyRules, ...AnyRules[]]
}

const each = async (
  gate: Waf,
  sets: readonly SampleSet[],
  wanted: readonly string[],
  bad: boolean,
): Promise<readonly Result[]> => {
  const results: Result[] = []
  for (const set of sets) results.push(await judge(gate, set, wanted, bad))
  return results
}

/** A malicious text counts as stopped when it is in each place, a benign one as blocked when it is in one. */
async function judge(
  gate: Waf,
  { name, samples }: SampleSet,
  wanted: readonly string[],
  bad: boolean,
): Promise<Result> {
  let blocked = 0
  const wrong: { text: string; where: string }[] = []
  for (const sample of samples) {
    const hits: string[] = []
    const misses: string[] = []
    for (const place of sample.request ? ['query'] : wanted) {
      const verdict = await gate.inspect(requestOf(sample, place))
      if (verdict.action === 'refuse')
        hits.push(`${place}: ${verdict.matches.map(({ id }) => id).join(' ') || verdict.bounds.join(' ')}`)
      else misses.push(place)
    }
    if (bad ? misses.length === 0 : hits.length > 0) blocked++
    if (bad ? misses.length > 0 : hits.length > 0)
      wrong.push({ text: sample.text, where: (bad ? misses : hits).join(', ') })
  }
  return { name, total: samples.length, blocked, wrong }
}

async function byEncoding(gate: Waf, sets: readonly SampleSet[]): Promise<readonly Result[]> {
  const all: readonly Sample[] = sets.flatMap(({ samples }) => samples.filter(({ request }) => !request))
  const results: Result[] = []
  for (const [name, encode] of Object.entries(encodings)) {
    const samples = all.map(({ text }) => ({ text: encode(text) }))
    results.push(await judge(gate, { name, samples }, ['form'], true))
  }
  return results
}

const rate = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`.padStart(9)
const mean = (rates: readonly number[]): number => rates.reduce((sum, one) => sum + one, 0) / Math.max(1, rates.length)

function print(caught: readonly Result[], passed: readonly Result[], encoded: readonly Result[]): void {
  const row = ({ name, total, blocked }: Result): string =>
    `  ${name.padEnd(28)}${String(blocked).padStart(6)} of ${String(total).padStart(6)}${rate(blocked, total)}`
  if (caught.length > 0) console.log(`malicious, stopped (TPR)\n${caught.map(row).join('\n')}`)
  if (encoded.length > 0) console.log(`malicious, by encoding, as a form field\n${encoded.map(row).join('\n')}`)
  if (passed.length > 0) console.log(`benign, blocked (FPR)\n${passed.map(row).join('\n')}`)
  const tpr = mean(caught.map(({ blocked, total }) => blocked / Math.max(1, total)))
  const tnr = 1 - mean(passed.map(({ blocked, total }) => blocked / Math.max(1, total)))
  if (caught.length > 0 && passed.length > 0)
    console.log(
      `averaged over sets: TPR ${(100 * tpr).toFixed(2)} %, TNR ${(100 * tnr).toFixed(2)} %, balanced accuracy ${(50 * (tpr + tnr)).toFixed(2)} %`,
    )
  for (const [title, results] of [
    ['missed', caught],
    ['missed when encoded', encoded],
    ['wrongly blocked', passed],
  ] as const)
    for (const { name, wrong } of results) if (wrong.length > 0) list(`${title}: ${name}`, wrong)
}

function list(title: string, wrong: Result['wrong']): void {
  const shown = Number(values.list)
  if (shown === 0) return
  console.log(`\n${title} (${wrong.length})`)
  for (const { text, where } of wrong.slice(0, shown)) console.log(`  ${escapeText(text, 160)}   [${where}]`)
}

await main().catch((error: unknown) => {
  if (!(error instanceof CommandError)) throw error
  console.error(error.message)
  process.exitCode = 1
})
