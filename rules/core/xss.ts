import { everyValue, rule, type ValueRule } from 'sallyport/rules'
import { html, htmlNeeds } from 'sallyport/runtime'

/** Cross-site scripting: a value that brings a script into a page. */
export const xss: readonly ValueRule[] = [
  rule({
    id: 511_010,
    message: 'Cross-site scripting: the value brings a script into the page',
    stops: 'Tags, event handlers and URLs that run a script, and values that leave the string of a script.',
    severity: 'critical',
    tags: ['attack-xss', 'capec/242'],
    in: everyValue,
    detect: html,
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
    detect: html,
    needs: htmlNeeds,
    confidence: 0.6,
    matches: ['<iframe name=x>', '<script>'],
    passes: ['<b>bold</b>', 'f(x)'],
  }),
]
