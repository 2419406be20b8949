import { Session } from 'node:inspector'
import { seeded } from '../regex/subjects.ts'

/** One parser and what it is fed. */
export interface FuzzTarget {
  readonly name: string
  /** Part of the path of the files whose blocks guide the search. */
  readonly files: string
  readonly seeds: readonly string[]
  /** Pieces that mutations put in. */
  readonly words: readonly string[]
  /** Byte string in. What it throws is a failure. */
  readonly run: (text: string) => unknown
}

export interface FuzzReport {
  readonly executions: number
  readonly perSecond: number
  /** Inputs that reached what none had reached before. */
  readonly found: number
  readonly blocks: number
  /** CPU milliseconds of the slowest input, and the input's beginning. */
  readonly slowest: number
  readonly slowestInput: string
  /** Live heap at the end less that at a quarter of the run, in MB. */
  readonly grown: number
  readonly failures: readonly string[]
}

const longest = 4096
const mostKept = 2000
/** Reading the counters costs more than a parse: a batch first, one by one only where it found something. */
const batch = 32
/** CPU milliseconds: a machine with other work to do is no hang. */
const hang = 1000
/** MB. */
const mostGrowth = 16

const session = new Session()
session.connect()
session.post('Profiler.enable')
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

interface Coverage {
  readonly result: readonly {
    readonly url: string
    readonly functions: readonly {
      readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[]
    }[]
  }[]
}

/** Mutates a corpus that grows by what reaches new blocks, by V8's own counters, until the time is over or something fails. */
export async function fuzz(target: FuzzTarget, minutes: number, seed: number): Promise<FuzzReport> {
  const random = seeded(seed)
  const corpus = [...target.seeds]
  const pick = (): string => corpus[random(corpus.length)] as string
  const failures: string[] = []
  const seen = new Set<string>()
  let executions = 0
  let found = 0
  let slowest = 0
  let slowestInput = ''
  let baseline = 0

  const run = async (text: string): Promise<void> => {
    const before = busy()
    try {
      const result = target.run(text)
      if (result instanceof Promise) await result
    } catch (error) {
      failures.push(`throws ${String(error)} for ${JSON.stringify(text)}`)
    }
    const milliseconds = busy() - before
    executions++
    if (milliseconds > slowest) {
      slowest = milliseconds
      slowestInput = `${text.length} bytes: ${JSON.stringify(text.slice(0, 60))}`
    }
    if (milliseconds > hang) failures.push(`hangs, ${milliseconds.toFixed(0)} ms, for ${JSON.stringify(text)}`)
  }

  const started = performance.now()
  const end = started + minutes * 60_000
  while (performance.now() < end && failures.length === 0) {
    const texts = Array.from({ length: batch }, () => mutated(pick(), pick(), target.words, random))
    for (const text of texts) await run(text)
    const fresh = blocks(target.files).difference(seen)
    for (const block of fresh) seen.add(block)
    for (const text of fresh.size === 0 ? [] : texts) {
      await run(text)
      const ran = blocks(target.files)
      if (fresh.isDisjointFrom(ran)) continue
      for (const block of ran) fresh.delete(block)
      found++
      if (corpus.length < mostKept) corpus.push(text)
      else corpus[random(mostKept)] = text
    }
    if (baseline === 0 && performance.now() - started > (end - started) / 4) baseline = await liveHeap()
  }
  const grown = baseline === 0 ? 0 : ((await liveHeap()) - baseline) / 1048576
  if (grown > mostGrowth) failures.push(`heap grew by ${grown.toFixed(1)} MB`)
  const perSecond = executions / ((performance.now() - started) / 1000)
  return { executions, perSecond, found, blocks: seen.size, slowest, slowestInput, grown, failures }
}

function mutated(text: string, other: string, words: readonly string[], random: (below: number) => number): string {
  let out = text
  for (let count = 1 + random(4); count > 0; count--) {
    const at = random(out.length + 1)
    const to = at + random(Math.min(16, out.length - at + 1))
    switch (random(8)) {
      case 0:
        out = out.slice(0, at) + String.fromCharCode(random(256)) + out.slice(at + 1)
        break
      case 1:
        out = out.slice(0, at) + out.slice(to)
        break
      case 2:
        out = out.slice(0, at) + out.slice(at, to).repeat(2 + random(40)) + out.slice(to)
        break
      case 3:
        out = out.slice(0, at)
        break
      case 4:
        out = out.slice(0, at) + other.slice(random(other.length + 1))
        break
      default:
        out = out.slice(0, at) + words[random(words.length)] + out.slice(random(2) === 0 ? at : to)
    }
  }
  return out.slice(0, longest)
}

/** Blocks that ran since the last call. */
function blocks(files: string): Set<string> {
  const ran = new Set<string>()
  session.post('Profiler.takePreciseCoverage', (error, answer) => {
    if (error !== null) throw error
    for (const { url, functions } of (answer as Coverage).result) {
      if (!url.includes(files)) continue
      const file = url.slice(url.lastIndexOf('/'))
      for (const { ranges } of functions)
        for (const { startOffset, endOffset, count } of ranges)
          if (count > 0) ran.add(`${file}:${startOffset}-${endOffset}`)
    }
  })
  return ran
}

/** CPU milliseconds of this process. */
function busy(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Bytes of live heap: the least of a few samples after as many collections. */
async function liveHeap(): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let sample = 0; sample < 5; sample++) {
    session.post('HeapProfiler.collectGarbage')
    await new Promise((resolve) => setTimeout(resolve, 10))
    least = Math.min(least, process.memoryUsage().heapUsed)
  }
  return least
}
