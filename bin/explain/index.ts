import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import pc from 'picocolors'
import { inspectRequest } from '../../lib/waf/inspection.ts'
import { programOf } from '../../lib/waf/program.ts'
import { verdictOf } from '../../lib/waf/verdict.ts'
import { CommandError, reason } from '../failure.ts'
import { coloursWanted } from '../terminal.ts'
import { readHttpFile } from './http-file.ts'
import { loadRules } from './load.ts'
import { explain, printTree, type Style } from './tree.ts'

/** What `explain` exits with where a request is refused; 1 is for errors. */
export const refusedCode = 2

/** `sallyport explain FILE.http --rules DIR|index.js`. @returns the exit code @throws CommandError */
export async function explainFile(args: readonly string[]): Promise<number> {
  const { file, rules: path, setup, show } = parse(args)
  const requests = readHttpFile(read(file), file)
  const rules = await loadRules(path, setup)
  const program = programOf(rules, rules.library)
  const detect = rules.settings.engine === 'detect'
  const style: Style = pc.createColors(coloursWanted(process.stdout, process.env))
  let code = 0
  for (const { request } of requests) {
    const circumstances = { detect, now: Date.now(), random: Math.random }
    const { transaction, status } = inspectRequest(program, request, circumstances, { overLimit: 'refuse' })
    const settled = verdictOf(transaction, rules, detect ? 'detect' : 'block')
    const verdict = status === undefined ? settled : { ...settled, action: 'refuse' as const, status }
    const { matches, objection, interruption } = transaction
    const tree = explain({ request, verdict, matches, objection, interruption }, show, style)
    console.log(`${printTree(tree)}\n`)
    if (verdict.action === 'refuse') code = refusedCode
  }
  return code
}

interface Request {
  readonly file: string
  readonly rules: string
  readonly setup: string | undefined
  readonly show: boolean
}

function parse(args: readonly string[]): Request {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { rules: { type: 'string' }, setup: { type: 'string' }, show: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) throw new CommandError('name one file that holds raw HTTP requests')
    if (values.rules === undefined)
      throw new CommandError('explain needs --rules: a folder of rules, or a compiled module')
    return { file, rules: values.rules, setup: values.setup, show: values.show }
  } catch (error) {
    throw error instanceof CommandError ? error : new CommandError(reason(error))
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${reason(error)}`)
  }
}
