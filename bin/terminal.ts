import { escapeForTerminal } from '../lib/privacy/escape.ts'

/**
 * Text that is safe to print on one line: controls, ANSI, bidi and line ends are written `\u{hex}`. A backslash stays, because event fields
 * arrive with their escapes already made, and paths and messages must stay readable.
 *
 * @param maxLength UTF-16 units kept; default 2,048
 */
export function printable(text: string, maxLength = 2048): string {
  const kept = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
  return kept
    .split('\\')
    .map((part) => escapeForTerminal(part, part.length))
    .join('\\')
}

/** Whether colours are wanted on a stream: only on a terminal, and not with NO_COLOR (https://no-color.org). */
export const coloursWanted = (stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean =>
  stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
