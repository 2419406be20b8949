import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import pc from 'picocolors'
import { runnerOf } from '../../lib/waf/bench.ts'
import { inspectBy } from '../../lib/waf/whole.ts'
import { CommandError, reason } from '../failure.ts'
import { coloursWanted } from '../terminal.ts'
import type { Circumstances } from './bot.ts'
import { readHttpFile } from './http-file.ts'
import { loadRules } from './load.ts'
import { explain, printTree, type Style } from './tree.ts'

/** What `explain` exits with where a request is refused; 1 is for errors. */
export const refusedCode = 2

/** `sallyport explain FILE.http [--rules core|DIR|index.js]`, or `--bot`. @returns the exit code @throws CommandError */
export async function explainFile(args: readonly string[]): Promise<number> {
  const { file, rules: path, setup, show, bot } = parse(args)
  const requests = readHttpFile(read(file), file)
  if (bot) return explainBots(requests, bot, show)
  const rules = await loadRules(path, setup)
  const runner = runnerOf(rules)
  const detect = rules.settings.engine === 'detect'
  const style: Style = pc.createColors(coloursWanted(process.stdout, process.env))
  let code = 0
  for (const { request } of requests) {
    const circumstances = { detect, now: Date.now(), random: Math.random }
    const { transaction, status } = inspectBy(runner, request, circumstances, { overLimit: 'refuse' })
    const settled = runner.verdict(transaction, detect ? 'detect' : 'block')
    const verdict = status === undefined ? settled : { ...settled, action: 'refuse' as const, status }
    const { matches, objection, interruption } = transaction
    const tree = explain({ request, verdict, matches, objection, interruption }, show, style)
    console.log(`${printTree(tree)}\n`)
    if (verdict.action === 'refuse') code = refusedCode
  }
  return code
}

/** The bot score's table. A score refuses nobody, so the exit code is 0. */
async function explainBots(
  requests: ReturnType<typeof readHttpFile>,
  circumstances: Circumstances,
  show: boolean,
): Promise<number> {
  // Whoever asks about rules need not wait for the lists of programs.
  const { botTable } = await import('./bot.ts')
  const style: Style = pc.createColors(coloursWanted(process.stdout, process.env))
  for (const { request } of requests) console.log(botTable(request, circumstances, show, style))
  return 0
}

interface Request {
  readonly file: string
  readonly rules: string
  readonly setup: string | undefined
  readonly show: boolean
  readonly bot: Circumstances | undefined
}

function parse(args: readonly string[]): Request {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        rules: { type: 'string' },
        setup: { type: 'string' },
        show: { type: 'boolean', default: false },
        bot: { type: 'boolean', default: false },
        http: { type: 'boolean', default: false },
        ja4: { type: 'string' },
      },
      allowPositionals: true,
    })
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) throw new CommandError('name one file that holds raw HTTP requests')
    if (values.bot) {
      if (values.rules !== undefined) throw new CommandError('give --bot or --rules, not both')
      const bot = { http: values.http, ja4: values.ja4 }
      return { file, rules: '', setup: undefined, show: values.show, bot }
    }
    if (values.http || values.ja4 !== undefined) throw new CommandError('--http and --ja4 need --bot')
    return { file, rules: values.rules ?? 'core', setup: values.setup, show: values.show, bot: undefined }
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
