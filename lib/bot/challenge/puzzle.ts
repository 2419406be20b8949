import type { Keys } from '../../core/keys.ts'
import type { Binding } from './binding.ts'
import { openToken, sealToken } from './seal.ts'

const purpose = 'puzzle'

/** What a visitor is asked to solve: nothing of it is kept here, the token says it all. */
export interface Puzzle {
  readonly token: string
  /** Leading zero bits that SHA-256 of `token.solution` must have: 2^bits hashes on average. */
  readonly bits: number
}

/** Easiest and hardest puzzle. A telephone makes some 30,000 hashes a second in WebCrypto: half a second, and eight. */
export const fewestBits = 14
export const mostBits = 18

/** How hard: a second on a telephone for who is only unusual, more for who has more against it. Doubles with each bit. */
export const bitsFor = (score: number): number =>
  score >= 20 ? fewestBits : score >= 10 ? fewestBits + 1 : score >= 3 ? fewestBits + 2 : mostBits - 1

/** A puzzle for one visitor. `salt`: 16 random hex digits or more. */
export async function makePuzzle(
  keys: Keys,
  { visitor }: Binding,
  bits: number,
  now: number,
  salt: string,
): Promise<Puzzle> {
  return { token: await sealToken(keys, purpose, [`${Math.floor(now / 1000)}`, `${bits}`, salt, visitor]), bits }
}

/** How long a puzzle may be worked on, in seconds. */
export const puzzleSeconds = 300
const longestSolution = 16

export type Solved =
  | { readonly state: 'solved'; readonly salt: string; readonly issued: number }
  | { readonly state: 'forged' | 'transplanted' | 'expired' | 'wrong' }

/** Whether a token is one of ours for this visitor, and not yet old. */
export async function readPuzzle(
  keys: Keys,
  { visitor }: Binding,
  token: string,
  now: number,
): Promise<Solved & { readonly bits?: number }> {
  const [issued, bits, salt, whose] = (await openToken(keys, purpose, token)) ?? []
  if (issued === undefined || salt === undefined) return { state: 'forged' }
  if (whose !== visitor) return { state: 'transplanted' }
  if (now / 1000 - Number(issued) > puzzleSeconds) return { state: 'expired' }
  return { state: 'solved', salt, issued: Number(issued), bits: Number(bits) }
}

/** Whether `solution` solves a puzzle: one hash, whatever it cost to find. */
export async function checkSolution(
  keys: Keys,
  binding: Binding,
  token: string,
  solution: string,
  now: number,
): Promise<Solved> {
  const read = await readPuzzle(keys, binding, token, now)
  if (read.state !== 'solved') return read
  if (!/^[0-9a-z]+$/.test(solution) || solution.length > longestSolution) return { state: 'wrong' }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${token}.${solution}`)))
  return leadingZeros(digest) >= (read.bits ?? mostBits) ? read : { state: 'wrong' }
}

export function leadingZeros(digest: Uint8Array): number {
  let zeros = 0
  for (const byte of digest) {
    if (byte !== 0) return zeros + Math.clz32(byte) - 24
    zeros += 8
  }
  return zeros
}
