import { everyValue, type Place, rule, type ValueRule } from 'sallyport/rules'
import {
  ldap,
  ldapNeeds,
  nosql,
  nosqlNeeds,
  prototypeNeeds,
  prototypePollution,
  xpath,
  xpathNeeds,
} from 'sallyport/runtime'

/** Where names of fields become names of properties. */
const fields: readonly Place[] = [
  'query',
  'query-name',
  'form',
  'form-name',
  'json',
  'json-name',
  'body',
  'cookie',
  'cookie-name',
]

/** Queries other than SQL: NoSQL, LDAP, XPath; and names that reach into every object. */
export const queries: readonly ValueRule[] = [
  rule({
    id: 516_010,
    message: 'NoSQL injection: the value changes the query around it',
    stops: 'Operators of MongoDB and others where a value belongs, in names and in strings, and code for `$where`.',
    severity: 'critical',
    tags: ['attack-nosql', 'capec/676'],
    in: everyValue,
    detect: nosql,
    needs: nosqlNeeds,
    matches: ["', $or: [ {}, { 'order':'order", "'; return true; var x='"],
    passes: ['costs $ne plus ultra', '{"price": "$5"}', "it's; or not"],
  }),
  rule({
    id: 516_110,
    message: 'LDAP injection: the value changes the filter around it',
    stops: 'Filters that a value closes and goes on with.',
    severity: 'critical',
    tags: ['attack-ldap', 'capec/136'],
    in: everyValue,
    detect: ldap,
    needs: ldapNeeds,
    matches: ['*)(uid=*))(|(uid=*', 'admin)(&)'],
    passes: ['(a)(b)(c)', 'f(x)=(y)', '(cn=bob)'],
  }),
  rule({
    id: 516_210,
    message: 'XPath injection: the value changes the path around it',
    stops: 'Predicates that a value closes, and axes and functions that walk through the document.',
    severity: 'critical',
    tags: ['attack-xpath', 'capec/83'],
    in: everyValue,
    detect: xpath,
    needs: xpathNeeds,
    matches: ["' or count(parent::*[position()=1])=0 or 'a'='b", "x']/parent::node()/child::*"],
    passes: ["it's /home/bob", 'a[1]/b', 'parent: teacher'],
  }),
  rule({
    id: 516_310,
    message: 'Prototype pollution: the name reaches into every object',
    stops: '`__proto__` and `constructor.prototype` in the names of fields and the keys of JSON.',
    severity: 'critical',
    tags: ['attack-injection-js', 'capec/1'],
    in: fields,
    detect: prototypePollution,
    needs: prototypeNeeds,
    words: true,
    matches: [{ target: '/?__proto__[admin]=1' }, { target: '/?a.constructor.prototype.b=1' }],
    passes: ['the __proto__ property of objects', { target: '/?constructor=mercedes&prototype=yes' }],
  }),
]
