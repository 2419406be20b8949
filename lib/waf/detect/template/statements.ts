import { codeAt } from '../../../text/code-at.ts'
import type { Finding } from '../finding.ts'

/** Statements of template engines that have no delimiters to tell them by, or whose word alone says enough. */
const statements: readonly (readonly [start: string, pattern: RegExp, context: string, confidence: number])[] = [
  [
    '#set',
    /^#set\s{0,4}\(\s{0,4}\$\w{1,32}\s{0,4}=.{0,200}?(?:\.class\b|getClass|forName|\d\s{0,4}\*\s{0,4}\d|Runtime)/i,
    'Velocity',
    0.9,
  ],
  ['#set', /^#set\s{0,4}\(\s{0,4}\$\w{1,32}\s{0,4}=/i, 'Velocity', 0.6],
  ['#include', /^#include\s{0,4}\(\s{0,4}["']/i, 'Velocity', 0.7],
  ['#parse', /^#parse\s{0,4}\(\s{0,4}["']/i, 'Velocity', 0.7],
  ['#evaluate', /^#evaluate\s{0,4}\(/i, 'Velocity', 0.85],
  ['$class.', /^\$class\.(?:inspect|type|forName)/i, 'Velocity', 0.95],
  ['<#assign', /^<#assign\s.{1,200}\?new\s{0,4}\(/i, 'Freemarker', 0.95],
  ['{php}', /^\{php\}/i, 'Smarty', 0.9],
  ['{$smarty', /^\{\$smarty\.(?:version|template|env|server|const)/i, 'Smarty', 0.85],
  ['{self::', /^\{self::/i, 'Smarty', 0.9],
  ['{% debug', /^\{%\s?debug\s?%\}/i, 'Django, Twig', 0.8],
  ['{% import', /^\{%\s?import\s+(?:os|sys|subprocess|commands)\b/i, 'Tornado', 0.9],
  ['{% include', /^\{%\s?include\s{0,4}['"](?:\/|\.\.)/i, 'Jinja', 0.85],
  ['<%@', /^<%@\s{0,4}(?:page|include|import|taglib)\s/i, 'JSP', 0.85],
  ['<jsp:', /^<jsp:(?:include|scriptlet|expression|declaration|usebean|forward)\b/i, 'JSP', 0.85],
  ['<c:import', /^<c:import\s/i, 'JSTL', 0.85],
  ['(#', /^\(#(?:_memberaccess|context|\w{1,32}\s{0,4}=\s{0,4}[@#(n])/i, 'OGNL', 0.9],
  ['@java.', /^@java\.[\w.]{1,64}@\w/i, 'OGNL', 0.95],
  ['@system.', /^@system\.(?:diagnostics|io|reflection)\b/i, 'Razor', 0.9],
  ['#context', /^#context\s{0,4}[[.]/i, 'OGNL', 0.85],
]

/** First bytes of `statements`. */
const first: ReadonlySet<number> = new Set([35, 36, 40, 60, 64, 123])

/** The surest statement of a template engine in a value. */
export function statement(value: string): Finding | undefined {
  let found: Finding | undefined
  for (let at = 0, size = value.length; at < size; at++) {
    if (!first.has(codeAt(value, at))) continue
    const folded = value.slice(at, at + 12).toLowerCase()
    for (const [start, pattern, context, confidence] of statements) {
      if (!folded.startsWith(start) || !pattern.test(value.slice(at, at + 256))) continue
      if (found && found.confidence >= confidence) continue
      found = {
        language: 'template',
        context,
        reason: 'a statement of a template engine',
        span: [at, at + start.length],
        confidence,
      }
    }
  }
  return found
}
