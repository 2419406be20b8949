import { everyValue, rule, type ValueRule } from 'sallyport/rules'
import { sql, sqlNeeds } from 'sallyport/runtime'

/** SQL injection: a value that changes the statement it is put into. */
export const sqli: readonly ValueRule[] = [
  rule({
    id: 510_010,
    message: 'SQL injection: the value changes the statement around it',
    stops:
      'Conditions, UNION, second statements, comments and calls that a value adds to an SQL statement, bare or out of quotes.',
    severity: 'critical',
    tags: ['attack-sqli', 'capec/66'],
    in: everyValue,
    detect: sql,
    needs: sqlNeeds,
    confidence: 0.9,
    matches: ["1' or '1'='1", '1 union all select null,version()-- ', "x'; drop table users; --", '1) and sleep(5)#'],
    passes: ["O'Brien", 'Union Select Committee', "it's 5 o'clock and I'm in, or out", 'select a colour from the list'],
  }),
  rule({
    id: 510_020,
    message: 'SQL injection: the value may change the statement around it',
    stops: 'What reads as SQL and as a formula, a search expression or a code sample too.',
    severity: 'critical',
    paranoia: 2,
    tags: ['attack-sqli', 'capec/66'],
    in: everyValue,
    detect: sql,
    needs: sqlNeeds,
    confidence: 0.6,
    matches: ["a' and b = 'c", 'x or id = 1'],
    passes: ["O'Brien", 'rock and roll'],
  }),
]
