import { expect } from 'vitest'
import { formatRuntimeLog } from '../../bin/dev/runtime-log.ts'
import { tableTest } from '../support/table.ts'

const frames = '\nstack: /opt/bin/workerd@26b6840 /opt/bin/workerd@3739630'
const cases: readonly [level: string, message: string, line: string][] = [
  [
    'error',
    `e = rust/worker/ffi.rs:110: failed: TLS handshake failed: invalid peer certificate: UnknownIssuer${frames}; sentryErrorContext = jsgInternalError; wdErrId = nk2qasl3`,
    'workerd: TLS handshake failed: invalid peer certificate: UnknownIssuer (reference nk2qasl3)',
  ],
  ['error', `src/workerd/io.c++:12: error: gone${frames}`, 'workerd: gone'],
  ['error', `e = a.rs:1: failed: \u001b[31mred\nforged${frames}`, 'workerd: \\u{1b}[31mred\\u{a}forged'],
  ['log', 'hello', 'worker log: hello'],
  ['log', 'two\nlines', 'worker log: two\\u{a}lines'],
  ['error', 'Error: own\n    at fetch (0.mjs:1:2)', 'worker error: Error: own\\u{a}    at fetch (0.mjs:1:2)'],
]
tableTest('what the runtime says', 6, cases, ([level, message, line]) =>
  expect(formatRuntimeLog({ level, message })).toBe(line),
)
