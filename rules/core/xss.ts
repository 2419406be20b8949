import { everyValue, type Finding, rule, type ValueRule, type Where } from 'sallyport/rules'
import { html, htmlNeeds } from 'sallyport/runtime'

/** The sample of a violation report: a script's first 40 characters, by definition (CSP Level 3, section 5.3). */
const sample = /(?:^|\.)(?:csp-report\.script-sample|body\.sample)$/
const longestSample = 40

/** In a sample, code is what is reported; markup is none. */
const page = (value: string, where: Where): Finding | undefined => {
  const found = html(value)
  if (found === undefined || value.length > longestSample || !sample.test(where.name)) return found
  return /^(?:script|attribute)/.test(found.context) ? undefined : found
}

/** Cross-site scripting: a value that brings a script into a page. */
export const xss: readonly ValueRule[] = [
  rule({
    id: 511_010,
    message: 'Cross-site scripting: the value brings a script into the page',
    stops: 'Tags, event handlers and URLs that run a script, and values that leave the string of a script.',
    severity: 'critical',
    tags: ['attack-xss', 'capec/242'],
    in: everyValue,
    detect: page,
    needs: htmlNeeds,
    confidence: 0.9,
    matches: [
      '<script>alert(1)</script>',
      '" onfocus=alert(1) autofocus x="',
      "';alert(document.domain)//",
      'javascript:alert(1)',
    ],
    passes: ['<b>bold</b> and <i>italic</i>', 'if a < b and b > c', 'JavaScript: the good parts', 'f(x) = 2x + 1'],
  }),
  rule({
    id: 511_020,
    message: 'Cross-site scripting: the value may bring a script into the page',
    stops: 'Frames without a source, styles that load, and what reads as code and as text too.',
    severity: 'critical',
    paranoia: 2,
    tags: ['attack-xss', 'capec/242'],
    in: everyValue,
    detect: page,
    needs: htmlNeeds,
    confidence: 0.6,
    matches: ['<iframe name=x>', '<script>'],
    passes: ['<b>bold</b>', 'f(x)'],
  }),
]
