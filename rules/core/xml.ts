import { everyValue, rule, type ValueRule } from 'sallyport/rules'
import { xxe, xxeNeeds } from 'sallyport/runtime'

/** XML that makes its reader fetch or expand something. */
export const xml: readonly ValueRule[] = [
  rule({
    id: 515_010,
    message: 'XML injection: the document declares or includes something outside of it',
    stops: 'External entities, document types and schemas from elsewhere, XInclude.',
    severity: 'critical',
    tags: ['attack-xxe', 'capec/221'],
    in: everyValue,
    detect: xxe,
    needs: xxeNeeds,
    matches: ['<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
    passes: ['<?xml version="1.0"?><order><item id="7"/></order>', 'a < b, and b > c'],
  }),
]
