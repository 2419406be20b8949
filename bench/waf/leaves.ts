import type { Sample } from './corpus.ts'

/** Arguments that a rule set must allow for these bodies. */
export const mostLeaves = 100_000

const sizes = [16, 64, 256, 1024]
const itemsPerKb = 6000 / 1024 // of four leaves each
const words = 'amber lantern walnut kettle copper basket velvet canvas marble harbour timber orchard'.split(' ')

/** JSON bodies of 16 KB to 1 MB with 24,000 leaves in the longest: what a leaf costs must not depend on how many there are. */
export function leafSeries(like: Sample): readonly (Sample & { readonly leaves: number })[] {
  return sizes.map((kb) => {
    const items = Math.round(kb * itemsPerKb)
    const leaves = items * 4
    const body = bodyOf(kb * 1024, items, like.vary)
    const headers = like.headers.map(({ name, value }) => ({
      name,
      value: name === 'content-length' ? String(body.length) : value,
    }))
    return { ...like, name: `${kb} KB, ${leaves} leaves`, weight: 1, headers, body, leaves }
  })
}

/** Items of four leaves each: a number that is fresh on each send, a count, a switch, and prose that fills up what is left. */
function bodyOf(bytes: number, items: number, vary: string): string {
  let body = '['
  for (let at = 0; at < items; at++) {
    const start = `${at === 0 ? '' : ','}{"sku":"${vary}${at}","qty":${at % 90},"open":${at % 3 === 0},"note":"`
    const room = Math.round(((at + 1) * (bytes - 2)) / items) + 1 - body.length - start.length - 2
    let note = ''
    for (let word = at; note.length < room; word += 5) note += `${words[word % words.length]} `
    body += `${start}${note.slice(0, room)}"}`
  }
  return `${body}]`
}
