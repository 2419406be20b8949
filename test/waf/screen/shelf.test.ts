// The shelf keeps its bound whatever values come, and what it forgets is made again as it was.
import { expect, test } from 'vitest'
import { pick } from '../../../bench/waf/mutate.ts'
import { withNeeds } from '../../../lib/compile/needs.ts'
import { mostPlansAtOnce, Shelf } from '../../../lib/waf/screen/shelf.ts'
import { entryOf, Node, type Plan, type Watch } from '../../../lib/waf/screen/tree.ts'
import { compiled } from '../../support/rules.ts'

const words = ['union', 'select', 'script', 'passwd', 'onload', 'system', 'jndi:', '<svg', '../', '$(', ';cat', '|id']
const chains = [
  't:urlDecodeUni,t:removeWhitespace',
  't:urlDecodeUni,t:lowercase',
  't:htmlEntityDecode,t:removeWhitespace',
  't:cmdLine',
  't:base64Decode,t:urlDecodeUni',
  't:urlDecodeUni,t:cmdLine',
]
const { rules, library } = compiled(
  words
    .flatMap((word, at) =>
      chains.map((chain, of) => `SecRule ARGS "@pm ${word}" "id:${1 + 10 * at + of},phase:2,pass,${chain}"`),
    )
    .join('\n'),
)

function treeOn(shelf: Shelf): Node {
  const root = new Node(shelf)
  withNeeds(rules).forEach(({ need, transformations: names }, rule) => {
    const functions = names.map((name) => library.transformations[name] as (text: string) => string)
    root.add(entryOf(rule, 0, need, undefined), names, functions, false)
  })
  return root
}

const told = ({ alphabet, always, watched, edges, doubts }: Plan) => ({
  alphabet,
  always: always.map(({ rule }) => rule),
  watched: [...watched.rules.keys()],
  edges: edges.map(({ name, run, doubt }) => `${name} ${run} ${doubt}`),
  doubts: doubts.map(({ name }) => name),
})

test('plans for ever other values stay within the bound, and are those of a shelf with room', () => {
  const small = new Shelf(60_000)
  const tree = treeOn(small)
  const room = new Shelf(1e9)
  const roomy = treeOn(room)
  const chance = pick(7)
  let highest = 0
  let fell = 0
  for (let round = 0, before = 0; round < 3_000; round++) {
    const mask = chance(2 ** 32) | 0
    for (const shelf of [small, room]) shelf.begin() // a request each
    const plan = tree.planFor(mask)
    const expected = roomy.planFor(mask)
    expect(told(plan)).toEqual(told(expected))
    if (plan.doubts.length > 0) {
      const bits = 1 + chance(2 ** plan.doubts.length - 1)
      expect(told(tree.settled(plan, bits) as Plan)).toEqual(told(roomy.settled(expected, bits) as Plan))
    }
    highest = Math.max(highest, small.bytes)
    if (small.bytes < before) fell++
    before = small.bytes
  }
  expect(fell).toBeGreaterThan(3)
  // The parts of the plan that is being made are counted when they are there.
  expect(highest).toBeLessThan(70_000)
})

test('a plan is kept until then, and what is alike in two is one', () => {
  const tree = treeOn(new Shelf())
  const plan = tree.planFor(-1)
  expect(tree.planFor(-1)).toBe(plan)
  const other = tree.planFor(-2)
  expect(other).not.toBe(plan)
  expect(other.watched).toBe(plan.watched)
  expect(other.edges).toBe(plan.edges)
})

test('what has plans is told once to let them go, and parts count when they are made', () => {
  const shelf = new Shelf(1_000)
  let told = 0
  const node = { forget: () => told++ } as unknown as Node
  shelf.holds(node)
  shelf.take(1_001)
  shelf.take(1_001)
  expect(told).toBe(1)
  const entry = entryOf(0, 0, undefined, undefined)
  const before = shelf.bytes
  shelf.entries([entry, entry])
  const after = shelf.bytes
  expect(after).toBeGreaterThan(before)
  shelf.entries([entry, entry])
  expect(shelf.bytes).toBe(after)
})

test('a node makes its plans anew once they were to go', () => {
  const shelf = new Shelf(100_000)
  const tree = treeOn(shelf)
  const plan = tree.planFor(-1)
  shelf.take(100_000)
  expect(tree.planFor(-1)).not.toBe(plan)
})

test('one request makes so many plans, and what comes then has the plan for all bytes', () => {
  const shelf = new Shelf()
  const tree = treeOn(shelf)
  shelf.begin()
  const plans = new Set<Plan>()
  const chance = pick(11)
  for (let round = 0; round < 2_000; round++) plans.add(tree.planFor(chance(2 ** 32) | 0))
  // A plan may need others behind its transformations, so that there are fewer here.
  expect(plans.size).toBeGreaterThan(10)
  expect(plans.size).toBeLessThanOrEqual(mostPlansAtOnce + 1)
  const all = tree.planFor(-1)
  expect(all.mask).toBe(-1)
  expect(tree.planFor(0x1234567)).toBe(all)
  expect(all.doubts.length).toBeGreaterThan(0)
  expect(tree.settled(all, 1)).toBeUndefined()
  shelf.begin()
  expect(tree.planFor(0x1234567)).not.toBe(all)
  expect(tree.settled(all, 1)).toBeDefined()
})

test('at most 64 sniffs and 64 automata, each for all that ask for the same', () => {
  const shelf = new Shelf(1_000)
  const made = (): Watch => ({
    automaton: undefined as never,
    owners: [],
    wanted: new Uint8Array(),
    look: -1,
    text: '',
  })
  const never = () => false
  const watches = Array.from({ length: 65 }, (_, at) => shelf.watch(`${at}`, made))
  const sniffs = Array.from({ length: 65 }, (_, at) => shelf.sniff(`${at}`, () => never))
  expect(watches.filter((one) => one !== undefined)).toHaveLength(64)
  expect(sniffs.filter((one) => one !== undefined)).toHaveLength(64)
  expect(shelf.watch('3', made)).toBe(watches[3])
  shelf.take(1_001) // forgotten with all else
  expect(shelf.watch('64', made)).toBeDefined()
  expect(shelf.sniff('64', () => never)).toBe(never)
})
