import { lower } from '../ascii.ts'
import type { Finding } from './finding.ts'
import { Fact, type Needs } from './needs.ts'
import { isProse, proseOf } from './prose.ts'

export const codeNeeds: Needs = { all: 0, any: Fact.paren | Fact.dollar | Fact.angle | Fact.bracket, length: 6 }

/** Functions of PHP, Python, Perl, Ruby and Node that run commands or code, or read files: who calls one is in the program already. */
const functions: ReadonlySet<string> = new Set(
  (
    'system exec shell_exec passthru popen proc_open pcntl_exec phpinfo eval assert call_user_func call_user_func_array create_function preg_replace file_get_contents file_put_contents readfile fopen highlight_file ' +
    'show_source base64_decode gzinflate str_rot13 var_dump print_r putenv dl error_log mail unserialize array_map array_filter usort ob_start php_uname getcwd scandir glob chmod unlink ' +
    '__import__ compile execfile os.system os.popen subprocess.popen subprocess.run subprocess.call subprocess.check_output importlib.import_module pickle.loads commands.getoutput platform.popen ' +
    'require child_process.exec execsync spawnsync spawn io.popen kernel.exec instance_eval class_eval process.mainmodule.require runtime.getruntime.exec'
  ).split(' '),
)
/** Some of these are words of the language too. They count with what only an attacker passes on. */
const words: ReadonlySet<string> = new Set([
  'system',
  'exec',
  'eval',
  'assert',
  'require',
  'mail',
  'compile',
  'glob',
  'spawn',
  'dl',
  'assert',
  'print_r',
  'putenv',
])

const tag =
  /<\?(?:php\b|=|\s+(?:echo|print|eval|system|exec|passthru|include|require|\$)|\s*echo\b)|<script\s+language\s*=\s*["']?php/i
const superglobal =
  /\$_(?:GET|POST|REQUEST|COOKIE|SERVER|FILES|SESSION|ENV)\s*[[{]|\$GLOBALS\s*\[|\$\{\s*['"]?_(?:GET|POST|REQUEST|COOKIE)/
const mostCalls = 200

/** Whether a value is a piece of a program that runs something: PHP's tags and variables, or a call of a function that reaches out. */
export function code(value: string): Finding | undefined {
  const opened = value.includes('<?') || value.includes('<s') ? tag.exec(value) : null
  if (opened) return found('program', 'the tag that begins a program', opened.index, opened.index + opened[0].length, 1)
  const global = value.includes('$') ? superglobal.exec(value) : null
  if (global)
    return found(
      'program',
      'a variable that holds the request',
      global.index,
      global.index + global[0].length,
      isProse(proseOf(value)) ? 0.6 : 0.95,
    )
  return value.includes('(') ? call(value) : undefined
}

const found = (context: string, reason: string, start: number, end: number, confidence: number): Finding => ({
  language: 'code',
  context,
  reason,
  span: [start, end],
  confidence,
})

function call(value: string): Finding | undefined {
  let paren = value.indexOf('(')
  for (let count = 0; paren >= 0 && count < mostCalls; count++, paren = value.indexOf('(', paren + 1)) {
    let start = paren
    while (start > 0 && paren - start < 40 && /[\w.]/.test(value[start - 1] as string)) start--
    const name = lower(value.slice(start, paren))
    if (!functions.has(name)) continue
    const before = value.slice(0, start).trimEnd()
    // At the start of a statement or an expression; behind another word it is a sentence or a definition.
    if (before !== '' && !/[;&|{}()@=,.<>!`'"\\/\n$:?+[-]$|\b(?:return|echo|print|import\s+\w+)$/.test(before)) continue
    const argument = value.slice(paren + 1, paren + 60).trimStart()
    const telling = /^(?:['"`$\\]|chr\(|base64|\w+\(|(?:0x)?\d|\[)/.test(argument)
    if (words.has(name) && !telling) continue
    if (!telling && !/^\)/.test(argument)) continue
    const sentence = before.length > 40 && isProse(proseOf(value))
    return found(
      'call',
      'a call of a function that runs or reads',
      start,
      Math.min(value.length, paren + 1),
      sentence ? 0.6 : 0.9,
    )
  }
  return undefined
}
