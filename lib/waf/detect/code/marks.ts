import { codeAt } from '../../../text/code-at.ts'
import type { Finding } from '../finding.ts'

/** What says code without a call, by the byte that it begins with. Each pattern is anchored and reads 160 bytes at most. */
const marks: ReadonlyMap<number, readonly (readonly [pattern: RegExp, reason: string, confidence: number])[]> = new Map(
  [
    [
      60, // <
      [
        [/^<\?php[\s;/(]/i, 'PHP opens', 0.9],
        [/^<\?=\s{0,8}[$`\w'"(]/, 'PHP opens', 0.85],
        [/^<\?\s{1,8}(?:echo|print|system|eval|include|require|exec|passthru|@|\$)/i, 'PHP opens', 0.85],
        [
          /^<script\s{1,8}(?:language\s{0,2}=\s{0,2}["']?php|runat\s{0,2}=\s{0,2}["']?server)/i,
          'a script that the server runs',
          0.9,
        ],
      ],
    ],
    [
      36, // $
      [
        [/^\$_(?:GET|POST|REQUEST|COOKIE|SERVER|FILES|ENV|SESSION)\s{0,2}[[{]/, "PHP's request data", 0.8],
        [/^\$GLOBALS\s{0,2}\[/, "PHP's variables", 0.8],
        [
          /^\$\{?\$?\w{1,32}\}?\s{0,4}=\s{0,4}['"]\w{1,16}['"]\s{0,4}\.\s{0,4}['"]\w{1,16}['"]/,
          'a name put together',
          0.8,
        ],
        [/^\$\w{1,32}\s{0,2}\(\s{0,2}(?:['"]|\$_)/, 'a function by a variable', 0.6],
        [/^\$\{(?:@?print|@?eval|@?system|phpinfo|passthru)\s{0,4}\(/i, 'code in a string', 0.9],
      ],
    ],
    [
      46, // .
      [
        [/^\.getRuntime\s{0,8}\(\s{0,8}\)/i, "Java's runtime", 0.95],
        [/^\.mainModule\b/, "Node's main module", 0.95],
        [/^\.__(?:globals|builtins|class|subclasses|mro|bases|init|import|dict|base)__/, "Python's inner names", 0.9],
        [/^\.constructor\s{0,4}(?:\.\s{0,4}constructor|\(\s{0,4}['"`])/, 'a function made of text', 0.95],
        [/^\.execute\s{0,4}\(\s{0,4}\)\s{0,4}\.\s{0,4}(?:text|in|err)/, "Groovy's execute", 0.9],
        [/^\.(?:popen|system)\s{0,4}\(\s{0,4}['"]/, 'a command run', 0.9],
        [/^\.Diagnostics\.Process\b/, "a process of .NET's", 0.9],
        [/^\.chr\(\d{2,3}\)\s{0,2}\.\s{0,2}chr\(/i, 'text made of numbers', 0.85],
      ],
    ],
    [
      37, // %
      [[/^%x[({[|]\s{0,4}\w/, 'a command of Ruby', 0.7]],
    ],
    [
      91, // [
      [
        [/^\[\]\[(?:\(!|!\[|\+)[[\]()!+]{16}/, 'code of brackets alone', 0.9],
        [/^\[[[\]()!+]{40}/, 'code of brackets alone', 0.85],
      ],
    ],
  ],
)

const codes = (text: string): ReadonlySet<number> => new Set([...text].map((char) => codeAt(char, 0)))

/** What may follow the first byte of a mark: in sentences, a blank follows most of them. */
const followers: ReadonlyMap<number, ReadonlySet<number>> = new Map([
  [60, codes('?sS')],
  [36, codes('_GgabcdefghijklmnopqrstuvwxyzABCDEFHIJKLMNOPQRSTUVWXYZ{$')],
  [46, codes('gGmM_cCeEpPsSdD')],
  [37, codes('x')],
  [91, codes('[]()!+')],
])

/** A mark of code at `at`, if its byte begins one. */
export function mark(value: string, at: number): Finding | undefined {
  const byte = codeAt(value, at)
  if (!(followers.get(byte)?.has(codeAt(value, at + 1)) ?? false)) return undefined
  const patterns = marks.get(byte) ?? []
  const text = value.slice(at, at + 160)
  for (const [pattern, reason, confidence] of patterns) {
    if (pattern.test(text)) return { language: 'code', context: 'mark', reason, span: [at, at + 1], confidence }
  }
  return undefined
}
