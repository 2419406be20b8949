/** What an audit of a RegExp found. */
export interface Audit {
  /** `vulnerable`: some input takes more than linear time. `unknown`: no answer in time, or nobody to ask. */
  readonly status: 'safe' | 'vulnerable' | 'unknown'
  /** An input that takes long. */
  readonly attack?: string
  /** How time grows: `exponential`, or `polynomial` with its degree. */
  readonly complexity?: string
  /** Why it is unknown: `ERR_RECHECK_MISSING` when the package recheck is not installed, `timeout`, or what recheck says. */
  readonly reason?: string
}

export interface AuditOptions {
  /** Longest time for an answer, in milliseconds. @default 10000 */
  readonly timeout?: number
}

/** The part of recheck that is asked. */
interface Checker {
  checkSync(
    source: string,
    flags: string,
    parameters: { timeout: number; maxAttackStringSize: number },
  ): {
    status: 'safe' | 'vulnerable' | 'unknown'
    attack?: { string: string }
    complexity?: { type: string; degree?: number }
    error?: { kind: string }
  }
}

/**
 * Asks recheck whether backtracking on a RegExp can take more than linear time: the checker in JavaScript, which needs no other process. It keeps the thread
 * until it has an answer or `timeout` is over. For build time; recheck is an optional package, and without it every answer is `unknown` with the reason
 * `ERR_RECHECK_MISSING`, which a caller must not take for `safe`.
 */
export async function audit(source: string, flags: string, options: AuditOptions = {}): Promise<Audit> {
  const { timeout = 10_000 } = options
  let checker: Checker
  try {
    const path = 'recheck/lib/browser.js'
    const loaded = (await import(path)) as Checker & { readonly default?: Checker }
    checker = loaded.default ?? loaded
  } catch {
    return { status: 'unknown', reason: 'ERR_RECHECK_MISSING' }
  }
  const { status, attack, complexity, error } = checker.checkSync(source, flags, {
    timeout,
    maxAttackStringSize: 131_072,
  })
  const degree = complexity?.degree === undefined ? '' : ` ${complexity.degree}`
  return {
    status,
    ...(attack === undefined || status !== 'vulnerable' ? {} : { attack: attack.string }),
    ...(complexity === undefined ? {} : { complexity: complexity.type + degree }),
    ...(error === undefined ? {} : { reason: error.kind }),
  }
}
