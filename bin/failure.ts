/** What the person at the terminal can mend: printed as one line, without a stack, and the process exits 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

/** The first line of whatever was thrown, for use inside a CommandError's own line. */
export const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] as string
