/**
 * Where workerd's V8 takes longer than Node's on the same JavaScript: `npm run bench:workerd-ratio`. Small loops of what a rule engine does, each
 * in both, in interleaved rounds; wall milliseconds (workerd's own clock stands still), the third fastest of nine.
 */
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'

const code = `
const table = new Int32Array(4096).map((_, at) => (at * 7) & 4095)
const text = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0'.repeat(4)
const map = new Map(Array.from({ length: 64 }, (_, at) => ['key' + at, at]))
const keys = [...map.keys()]
const pattern = /[<>]|union\\s+select|(?:a|b)c+d/
const times = (count, work) => { let sum = 0; for (let at = 0; at < count; at++) sum += work(at); return sum }
export const jobs = {
  'bytes through a table': (n) => times(n, () => { let s = 0; for (let i = 0; i < text.length; i++) s = table[(s + text.charCodeAt(i)) & 4095]; return s }),
  'look-ups in a map': (n) => times(n, () => { let s = 0; for (const key of keys) s += map.get(key); return s }),
  'small objects': (n) => times(n, () => { const list = []; for (let i = 0; i < 40; i++) list.push({ name: 'x', value: text, at: i }); return list.length }),
  'slices of a string': (n) => times(n, () => { let s = 0; for (let i = 0; i < 40; i++) s += text.slice(i, i + 30).length; return s }),
  'a regular expression': (n) => times(n, () => (pattern.test(text) ? 1 : 0)),
  'toLowerCase': (n) => times(n, (at) => text.slice(0, 100 + (at & 63)).toLowerCase().length),
}
`
const counts: Readonly<Record<string, number>> = {
  'bytes through a table': 20_000,
  'look-ups in a map': 40_000,
  'small objects': 60_000,
  'slices of a string': 60_000,
  'a regular expression': 100_000,
  toLowerCase: 300_000,
}
const rounds = 9

const { jobs } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
  jobs: Readonly<Record<string, (count: number) => number>>
}
const script = `${code}export default { fetch(request) {
  const { searchParams } = new URL(request.url)
  return new Response(String(jobs[searchParams.get('job')](Number(searchParams.get('n')))))
} }`
const miniflare = new Miniflare(
  convertV4MiniflareOptions({ modules: true, script, cf: false, compatibilityDate: '2026-10-01' } as Parameters<
    typeof convertV4MiniflareOptions
  >[0]),
)
await miniflare.ready

const timed = async (work: () => unknown): Promise<number> => {
  const before = performance.now()
  await work()
  return performance.now() - before
}
const third = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[2] as number

console.log(`${''.padEnd(24)}${'Node'.padStart(9)}${'workerd'.padStart(12)}${'ratio'.padStart(8)}`)
for (const [job, count] of Object.entries(counts)) {
  const inWorkerd = (n: number): Promise<string> =>
    miniflare.dispatchFetch(`http://x/?job=${encodeURIComponent(job)}&n=${n}`).then((answer) => answer.text())
  const node: number[] = []
  const workerd: number[] = []
  for (let round = 0; round < rounds; round++) {
    node.push(await timed(() => jobs[job]?.(count)))
    workerd.push((await timed(() => inWorkerd(count))) - (await timed(() => inWorkerd(0))))
  }
  const [own, other] = [third(node), third(workerd)]
  console.log(
    `${job.padEnd(24)}${own.toFixed(1).padStart(6)} ms${other.toFixed(1).padStart(9)} ms${(other / own).toFixed(2).padStart(8)}`,
  )
}
await miniflare.dispose()
