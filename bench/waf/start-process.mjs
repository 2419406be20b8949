// A fresh process: `node start-process.mjs BUNDLE REQUESTS`. Plain JavaScript, so that nothing of TypeScript is in the figures.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [, , bundle, requests] = process.argv
const cell = new Int32Array(new SharedArrayBuffer(4))

// The kernel brings the account of a running thread up to date when it stops running: so it stops for a moment.
function clock() {
  Atomics.wait(cell, 0, 0, 1)
  return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]) / 1e6
}

const sent = JSON.parse(readFileSync(requests, 'latin1'))
clock()
const before = clock()
const { rules, firstRequest } = await import(pathToFileURL(bundle).href)
const module = clock() - before
console.log(JSON.stringify({ module, ...firstRequest(rules, sent, clock) }))
