import { pageScript } from './page-script.ts'
import type { ChallengeProvider } from './provider.ts'
import { bitsFor, checkSolution, makePuzzle, puzzleSeconds } from './puzzle.ts'
import { driven } from './signs.ts'

/** Solutions whose reuse an isolate notices. */
const mostRemembered = 10_000

/**
 * The provider that is used unless another is given: a puzzle in WebCrypto, and a look for signs of a driven browser. No third party, nothing stored but the
 * salts of the last five minutes. A solution used twice is noticed within an isolate; elsewhere it still fits only the network and browser that it was for.
 */
export function proofOfWork(): ChallengeProvider {
  const used = new Map<string, number>()
  return {
    name: 'work',
    script: pageScript,
    async exercise({ keys, binding, now }, score, random) {
      const salt = Array.from({ length: 4 }, () =>
        Math.floor(random() * 0x1_0000_0000)
          .toString(16)
          .padStart(8, '0'),
      ).join('')
      const { token, bits } = await makePuzzle(keys, binding, bitsFor(score), now, salt)
      return { data: { token, bits: `${bits}` } }
    },
    async check({ keys, binding, now }, fields) {
      const solved = await checkSolution(keys, binding, fields.get('token') ?? '', fields.get('solution') ?? '', now)
      switch (solved.state) {
        case 'forged':
          return { outcome: 'false', state: 'forged', reason: 'the puzzle was not made here' }
        case 'transplanted':
          return {
            outcome: 'false',
            state: 'transplanted',
            reason: 'the puzzle was made for another network or browser',
          }
        case 'expired':
          return { outcome: 'failed', reason: 'the puzzle is too old' }
        case 'wrong':
          return { outcome: 'failed', reason: 'the solution is wrong' }
      }
      if (used.has(solved.salt)) return { outcome: 'false', state: 'replayed', reason: 'the solution was used before' }
      used.set(solved.salt, solved.issued + puzzleSeconds)
      if (used.size > mostRemembered) used.delete(used.keys().next().value as string)
      return driven(fields.get('signs') ?? '')
        ? { outcome: 'failed', reason: 'the browser says that a program drives it' }
        : { outcome: 'passed' }
    },
  }
}
