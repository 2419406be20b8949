import type { AgentCategory } from '../../core/verdicts.ts'
import type { Address } from '../../http/address.ts'
import type { SignedRequest } from '../../http/message-signature.ts'
import type { AgentMatch } from './match.ts'

/** What a verifier is told: who the sender says it is, and what there is to prove it with. */
export interface Claim {
  /** The program that the User-Agent names, where a list knows it. */
  readonly match: AgentMatch | undefined
  readonly request: SignedRequest
  /** The visitor's address, where somebody vouches for one. */
  readonly address: Address | undefined
  /** ms since the epoch. */
  readonly now: number
  /** Lets what is not waited for go on after the answer. */
  readonly waitUntil: (promise: Promise<unknown>) => void
}

/** `proven`: the sender is who it says. `refuted`: it could be checked, and did not hold. */
export type Verification =
  | { readonly outcome: 'proven'; readonly by: string; readonly name: string; readonly category: AgentCategory }
  | { readonly outcome: 'refuted'; readonly by: string; readonly reason: string }

/** One way to prove who a program is. `undefined`: it can say nothing of this request. */
export interface Verifier {
  /** Printed in verdicts: `web-bot-auth`, `reverse-dns`, `address`. */
  readonly name: string
  /** Whether it may have anything to say; asked of every request, so it must cost next to nothing. */
  concerns(claim: Claim): boolean
  verify(claim: Claim): Verification | undefined | Promise<Verification | undefined>
}

/** The first proof; without one, the first refutation. */
export async function verifyClaim(claim: Claim, verifiers: readonly Verifier[]): Promise<Verification | undefined> {
  let refuted: Verification | undefined
  for (const verifier of verifiers) {
    if (!verifier.concerns(claim)) continue
    const verification = await verifier.verify(claim)
    if (verification?.outcome === 'proven') return verification
    refuted ??= verification
  }
  return refuted
}
