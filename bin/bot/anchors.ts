import { anchorAt, anchorLength, tableSize } from '../../lib/bot/agents/anchor.ts'

// What stands in browsers' own strings makes a poor anchor: it would be found in every request.
const ordinary =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36 Edg/ ' +
  '(Macintosh; Intel Mac OS X 10_15_7) (X11; Linux x86_64) (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 (Linux; Android 10; K) ' +
  'Gecko/20100101 Firefox/ (compatible; '
const often = 10_000

/** Where in each literal, one after the other, the least used anchor begins; `undefined` where it is too short for one. */
export function chooseAnchors(literals: readonly string[]): readonly (number | undefined)[] {
  const load: number[] = new Array(tableSize).fill(0)
  for (let at = 0; at + anchorLength <= ordinary.length; at++) load[anchorAt(ordinary, at)] = often
  return literals.map((literal) => {
    let best: number | undefined
    let least = Number.POSITIVE_INFINITY
    for (let at = 0; at + anchorLength <= literal.length; at++) {
      const used = load[anchorAt(literal, at)] as number
      if (used >= least) continue
      least = used
      best = at
    }
    if (best !== undefined) load[anchorAt(literal, best)] = least + 1
    return best
  })
}
