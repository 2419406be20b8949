// Writes lib/waf/detect/sql-fingerprints-data.ts from the fingerprints that an oracle calls attacks.
//
//   node test/waf/detect/learn-fingerprints.ts < accepted.txt > lib/waf/detect/sql-fingerprints-data.ts
//
// accepted.txt, one fingerprint a line in upper case, comes from asking: a small C program linked with libmodsecurity put
// every string of one to five of the characters in COLUMNS (10 million of them) to `libinjection_sqli_lookup_word` as the
// word `0` + string, and wrote down those of type F. The answers, not a table, are the source: they become the smallest
// automaton that accepts the same strings, here by merging equal subtrees of the trie from the leaves up.
import { readFileSync } from 'node:fs'

const COLUMNS = '1&(),.:;?ABCEFKNOSTUVX\\{}'
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_'

interface Node {
  accepts: boolean
  next: Map<string, Node>
}

const root: Node = { accepts: false, next: new Map() }
for (const fingerprint of readFileSync(0, 'latin1').split('\n').filter(Boolean)) {
  let node = root
  for (const type of fingerprint) {
    if (!COLUMNS.includes(type)) throw new Error(`Not a token type: ${type}`)
    let child = node.next.get(type)
    if (!child) {
      child = { accepts: false, next: new Map() }
      node.next.set(type, child)
    }
    node = child
  }
  node.accepts = true
}

const numbers = new Map<string, number>()
const states: string[] = []

/** Number of the state that `node` becomes; equal subtrees become one. */
function reduce(node: Node): number {
  const columnsTo = new Map<number, string>()
  for (const type of COLUMNS) {
    const child = node.next.get(type)
    if (!child) continue
    const target = reduce(child)
    columnsTo.set(target, (columnsTo.get(target) ?? '') + DIGITS[COLUMNS.indexOf(type)])
  }
  let state = node.accepts ? '!' : ''
  for (const [target, columns] of columnsTo) {
    state += `${columns}+${DIGITS[target >> 6]}${DIGITS[target & 63]}`
  }
  const known = numbers.get(state)
  if (known !== undefined) return known
  numbers.set(state, states.length)
  states.push(state)
  return states.length - 1
}

reduce(root)
const data = states.join(' ')
const lines = data.match(/.{1,112}/g) ?? []
console.log(`// Which fingerprints are attacks? The automaton that test/waf/detect/learn-fingerprints.ts learnt by asking
// libmodsecurity about every string of one to five token types; see there for the way and the form of the string.
// ${states.length} states, the last one the start. Regenerate, do not edit.
export const COLUMNS = '${COLUMNS.replaceAll('\\', '\\\\')}'
export const DIGITS = '${DIGITS}'
export const STATES: string =
  ${lines.map((line) => `'${line}'`).join(' +\n  ')}`)
