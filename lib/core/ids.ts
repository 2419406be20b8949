const poolBytes = 4096
let pool: Uint8Array<ArrayBuffer> | undefined
let at = poolBytes

const hexOf: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * Unpredictable lower-case hex of `bytes` bytes (at most 32), never all zero. Drawn from a pool, because a call into the platform for
 * each id costs more than the id; filled at first use, because workerd refuses random values at start-up.
 */
export function randomHex(bytes: number): string {
  if (at + bytes > poolBytes) {
    pool ??= new Uint8Array(poolBytes)
    crypto.getRandomValues(pool)
    at = 0
  }
  let hex = ''
  let any = 0
  for (const end = at + bytes; at < end; at++) {
    const byte = (pool as Uint8Array)[at] as number
    any |= byte
    hex += hexOf[byte]
  }
  return any === 0 ? randomHex(bytes) : hex
}
