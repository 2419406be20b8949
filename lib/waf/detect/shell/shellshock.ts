import { codeAt } from '../../../text/code-at.ts'
import { skipBlanks } from '../bytes.ts'
import type { Finding } from '../finding.ts'
import { Fact, type Needs } from '../needs.ts'

export const shellshockNeeds: Needs = { all: Fact.paren | Fact.brace, any: 0, length: 4 }

/**
 * A function definition at the head of a value: old bash ran what follows it in any variable, so in any header (CVE-2014-6271 and the
 * five after it).
 */
export function shellshock(value: string): Finding | undefined {
  const start = skipBlanks(value, 0)
  if (codeAt(value, start) !== 40) return undefined
  const close = skipBlanks(value, start + 1)
  if (codeAt(value, close) !== 41) return undefined
  const brace = skipBlanks(value, close + 1)
  if (codeAt(value, brace) !== 123) return undefined
  return {
    language: 'shell',
    context: 'environment',
    reason: 'a function definition that bash imports',
    span: [start, brace + 1],
    confidence: 0.95,
  }
}
