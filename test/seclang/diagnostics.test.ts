import { expect, test } from 'vitest'
import { printDiagnostic } from '../../lib/seclang/diagnostics.ts'
import { parse, said } from '../support/rules.ts'
import { tableTest } from '../support/table.ts'

const rule = (targets: string, operator = '@rx x', actions = 'id:1') => `SecRule ${targets} "${operator}" "${actions}"`

const one: readonly [text: string, said: string][] = [
  ['Nonsense x', 'a.conf:1:1: error: no such directive: "Nonsense"'],
  ['\n  constructor x', 'a.conf:2:3: error: no such directive: "constructor"'],
  ['__proto__ x', 'a.conf:1:1: error: no such directive: "__proto__"'],
  ['SecRule ARGS', 'a.conf:1:1: error: SecRule takes 2 to 3 arguments, here are 1: "SecRule"'],
  ['SecAction "id:1" x', 'a.conf:1:1: error: SecAction takes 1 argument, here are 2: "SecAction"'],
  [rule('ARSG'), 'a.conf:1:9: error: no such variable: "ARSG"'],
  [rule('ARGS|ARSG:x'), 'a.conf:1:14: error: no such variable: "ARSG:x"'],
  [rule('ARGS||ARGS'), 'a.conf:1:14: error: a target is missing here: "ARGS||ARGS"'],
  [rule('ARGS:'), 'a.conf:1:14: error: the selector is empty'],
  [rule('REQUEST_URI:x'), 'a.conf:1:9: error: REQUEST_URI is a single value and takes no selector: "REQUEST_URI:x"'],
  [rule('XML:/a/b'), 'a.conf:1:13: error: of XPath, /* and //@* are known: "/a/b"'],
  [rule('ARGS:/(/'), 'a.conf:1:15: error: regular expression: ( without its ): "("'],
  [rule('ARGS', '@regex x'), 'a.conf:1:15: error: no such operator: "@regex"'],
  [rule('ARGS', '!@constructor x'), 'a.conf:1:16: error: no such operator: "@constructor"'],
  [
    rule('ARGS', '@rx (?:a*b{1000}){1000}'),
    'a.conf:1:19: error: regular expression: it is too large for an engine whose time is bounded: split the rule: "(?:a*b{1000}){1000}"',
  ],
  [rule('ARGS', '@rx a(b'), 'a.conf:1:20: error: regular expression: ( without its ): "(b"'],
  [rule('ARGS', '@pmFromFile no.data'), 'a.conf:1:27: error: no such data file beside the rule file: "no.data"'],
  [rule('ARGS', '@pmFromFile '), 'a.conf:1:27: error: the data file has no lines'],
  [rule('ARGS', '@streq %{nothing.x}'), 'a.conf:1:24: error: no such variable in a macro: "nothing.x"'],
  [rule('ARGS', '@rx x', 'phase:2'), 'a.conf:1:23: error: a rule needs an id'],
  [rule('ARGS', '@rx x', 'id:0'), 'a.conf:1:26: error: a number from 1 to 4503599627370496 is wanted: "0"'],
  [rule('ARGS', '@rx x', 'id:1,phase:6'), 'a.conf:1:34: error: a number from 1 to 5 is wanted: "6"'],
  [
    rule('ARGS', '@rx x', 'id:1,phase:constructor'),
    'a.conf:1:34: error: a number from 1 to 5 is wanted: "constructor"',
  ],
  [rule('ARGS', '@rx x', 'id:1,t:lowcase'), 'a.conf:1:30: error: no such transformation: "lowcase"'],
  [rule('ARGS', '@rx x', 'id:1,t:constructor'), 'a.conf:1:30: error: no such transformation: "constructor"'],
  [rule('ARGS', '@rx x', 'id:1,dney'), 'a.conf:1:28: error: no such action: "dney"'],
  [rule('ARGS', '@rx x', 'id:1,constructor'), 'a.conf:1:28: error: no such action: "constructor"'],
  [rule('ARGS', '@rx x', 'id:1,__proto__:x'), 'a.conf:1:28: error: no such action: "__proto__"'],
  [rule('ARGS', '@rx x', 'id:1,msg'), 'a.conf:1:28: error: msg needs a value: "msg"'],
  [rule('ARGS', '@rx x', "id:1,msg:'x"), 'a.conf:1:28: error: the closing single quote is missing: "msg:\'x"'],
  [rule('ARGS', '@rx x', 'id:1,severity:LOUD'), 'a.conf:1:37: error: a number from 0 to 7 is wanted: "LOUD"'],
  [rule('ARGS', '@rx x', 'id:1,status:99'), 'a.conf:1:35: error: a number from 100 to 599 is wanted: "99"'],
  [rule('ARGS', '@rx x', 'id:1,skip:0'), 'a.conf:1:33: error: a number from 1 to 10000 is wanted: "0"'],
  [rule('ARGS', '@rx x', 'id:1,allow:all'), 'a.conf:1:34: error: allow knows phase and request: "all"'],
  [rule('ARGS', '@rx x', 'id:1,setvar:args.x=1'), 'a.conf:1:35: error: no collection that can be written: "args.x=1"'],
  [rule('ARGS', '@rx x', 'id:1,initcol:tx=1'), 'a.conf:1:36: error: no such collection: "tx=1"'],
  [rule('ARGS', '@rx x', 'id:1,ctl:x=1'), 'a.conf:1:32: error: no such ctl option: "x=1"'],
  [
    rule('ARGS', '@rx x', 'id:1,ctl:ruleRemoveById=x'),
    'a.conf:1:47: error: a rule id or a range of ids is wanted: "x"',
  ],
  [
    rule('ARGS', '@rx x', 'id:1,ctl:ruleRemoveTargetById=1'),
    'a.conf:1:32: error: a target is wanted after the semicolon: "ruleRemoveTargetById=1"',
  ],
  [rule('ARGS', '@rx x', 'id:1,ctl:ruleRemoveTargetById=1;NO'), 'a.conf:1:55: error: no such variable: "NO"'],
  [rule('ARGS', '@rx x', 'id:1,chain'), 'a.conf:1:1: error: the chain goes on, but no rule follows: "chain"'],
  [
    `${rule('ARGS', '@rx x', 'id:1,chain')}\n${rule('ARGS', '@rx x', 'id:2')}`,
    'a.conf:2:23: error: only the first rule of a chain may have this: "id"',
  ],
  [`${rule('ARGS')}\n${rule('ARGS')}`, 'a.conf:2:1: error: this rule id is there already, at a.conf:1: "1"'],
  ['SecDefaultAction "pass"', 'a.conf:1:19: error: SecDefaultAction needs a phase: "pass"'],
  ['SecDefaultAction "phase:1,pass,id:1"', 'a.conf:1:19: error: SecDefaultAction takes no id: "id"'],
  [
    'SecDefaultAction "phase:1,block"',
    'a.conf:1:19: error: SecDefaultAction needs a disruptive action, and not block: "phase:1,block"',
  ],
  [
    'SecDefaultAction "phase:1,deny,exec:x"',
    'a.conf:1:32: error: exec cannot be had here: no programs in a worker: "exec"',
  ],
  ['SecRuleRemoveById x', 'a.conf:1:19: error: a rule id or a range of ids is wanted: "x"'],
  ['SecRuleRemoveByTag "("', 'a.conf:1:21: error: regular expression: ( without its ): "("'],
  ['SecRuleRemoveById 7', 'a.conf:1:1: warning: SecRuleRemoveById changes nothing: no rule is like this: "7"'],
  [
    'SecRuleUpdateTargetById 7:99999999999999 ARGS',
    'a.conf:1:1: warning: SecRuleUpdateTargetById changes nothing: no rule is like this: "7:99999999999999"',
  ],
  ['SecRuleUpdateTargetById 7:x ARGS', 'a.conf:1:25: error: a rule id or a range of ids is wanted: "7:x"'],
  ['SecRuleEngine Maybe', 'a.conf:1:15: error: On or Off is wanted: "Maybe"'],
  ['SecRequestBodyLimit 1k', 'a.conf:1:21: error: a number is wanted: "1k"'],
  ['SecRequestBodyLimitAction Drop', 'a.conf:1:27: error: Reject or ProcessPartial is wanted: "Drop"'],
  ['SecArgumentSeparator ;', 'a.conf:1:22: error: cannot be had here: arguments are separated by &: ";"'],
  [
    'SecCookieFormat 1',
    'a.conf:1:17: error: cannot be had here: cookies are read as version 0, as browsers send them: "1"',
  ],
  [
    'SecRuleScript x.lua',
    'a.conf:1:1: error: SecRuleScript cannot be had here: Lua does not run here: "SecRuleScript"',
  ],
  ['SecAuditLog /x', 'a.conf:1:1: note: without effect here: audit events go through telemetry: "SecAuditLog"'],
  ['Include gone.conf', 'a.conf:1:1: error: no such file: "gone.conf"'],
  ['SecUnicodeMapFile gone.mapping', 'a.conf:1:1: error: no such file: "gone.mapping"'],
  ['<Location />', 'a.conf:1:1: error: sections that hold for a part of a site belong into the route: "<Location"'],
  ['SecRule ARGS "x', 'a.conf:1:1: error: the closing quote is missing: "x"'],
]

tableTest('every kind of diagnostic has its place and its word', 63, one, ([text, expected]) => {
  expect(said(text), text).toEqual([expected])
})

test('several errors at once, in order of the file', () => {
  const text = ['SecRule ARSG "@rx (" "id:1"', 'Nope', 'SecRule ARGS "@rx (" "id:2"', 'SecAction "id:3,dney"'].join(
    '\n',
  )
  expect(said(text)).toEqual([
    'a.conf:1:9: error: no such variable: "ARSG"',
    'a.conf:2:1: error: no such directive: "Nope"',
    'a.conf:3:19: error: regular expression: ( without its ): "("',
    'a.conf:4:17: error: no such action: "dney"',
  ])
})

const impossible: readonly [text: string, word: string][] = [
  [rule('GEO:COUNTRY_CODE'), 'GEO:COUNTRY_CODE'],
  [rule('ARGS|STREAM_INPUT_BODY'), 'STREAM_INPUT_BODY'],
  [rule('ARGS', '@rbl x.example'), '@rbl'],
  [rule('ARGS', '!@geoLookup'), '@geoLookup'],
  [rule('ARGS', '@inspectFile /x'), '@inspectFile'],
  [rule('ARGS', '@rx x', 'id:1,exec:/bin/x'), 'exec'],
  [rule('ARGS', '@rx x', 'id:1,proxy:x'), 'proxy'],
  [rule('ARGS', '@rx x', 'id:1,pause:5'), 'pause'],
  ['SecAction "id:1,append:x"', 'append'],
]

tableTest('what cannot be had leaves its rule out, by name, and compiles the rest', 9, impossible, ([text, word]) => {
  const { rules, diagnostics } = parse(`${text}\n${rule('ARGS', '@rx y', 'id:9')}`)
  expect(diagnostics.map(({ level, word, line }) => [level, word, line])).toEqual([['left-out', word, 1]])
  expect(rules.map(({ id }) => id)).toEqual([9])
})

const chains: readonly [text: string, ids: readonly number[]][] = [
  // The first rule of the chain cannot be had: its links go with it.
  ['SecRule GEO:X "@rx x" "id:1,chain"\nSecRule ARGS "x" "chain"\nSecRule ARGS "x"\nSecAction "id:2"', [2]],
  // A link cannot be had: the chain before it and behind it goes.
  ['SecRule ARGS "x" "id:1,chain"\nSecRule GEO:X "x" "chain"\nSecRule ARGS "x"\nSecAction "id:2"', [2]],
  // A word in a message is no chain: the next rule is one of its own.
  ['SecRule GEO:X "x" "id:1,msg:\'a, chain, b\'"\nSecRule ARGS "x" "id:2"', [2]],
  // A marker ends what is left of a chain.
  ['SecRule GEO:X "x" "id:1,chain"\nSecMarker M\nSecRule ARGS "x" "id:2"', [0, 2]],
]

tableTest('a left-out rule takes its chain with it and nothing else', 4, chains, ([text, ids]) => {
  const { rules, diagnostics } = parse(text)
  expect(diagnostics.map(({ level }) => level)).toEqual(['left-out'])
  expect(rules.map(({ id }) => id)).toEqual(ids)
})

test('control bytes and long words are printed harmlessly', () => {
  const place = { file: 'f', line: 1, column: 2 }
  const printed = printDiagnostic({ ...place, level: 'error', message: 'm', word: `\x1b[31m\xff${'x'.repeat(80)}` })
  expect(printed).toBe(`f:1:2: error: m: "\\x1b[31m\\xff${'x'.repeat(54)}…"`)
})
