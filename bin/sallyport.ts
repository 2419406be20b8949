#!/usr/bin/env node
import { type ArgsDef, type CommandDef, defineCommand, renderUsage, runCommand } from 'citty'
import { devArguments } from './dev/arguments.ts'
import { CommandError, reason } from './failure.ts'
import { printable } from './terminal.ts'

const dev: CommandDef = defineCommand({
  meta: { name: 'dev', description: 'Run the gate in workerd on this machine, before your origin or a demo shop' },
  args: devArguments as unknown as ArgsDef,
  async run({ rawArgs }) {
    // Loaded only now: --help and the other commands must work where miniflare and esbuild are not installed.
    const { dev } = await import('./dev/index.ts')
    await dev(rawArgs)
  },
})

const main: CommandDef = defineCommand({
  meta: { name: 'sallyport', description: 'The gate in front of your origin, as code that you own' },
  subCommands: { dev },
})

const commands = { dev }

async function run(rawArgs: readonly string[]): Promise<void> {
  const [name, ...rest] = rawArgs
  const command = Object.hasOwn(commands, name ?? '') ? commands[name as keyof typeof commands] : undefined
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    return console.log(await renderUsage(main))
  }
  if (command === undefined) {
    throw new CommandError(`unknown command "${name}"; there is: ${Object.keys(commands).join(', ')}`)
  }
  if (rest.includes('--help') || rest.includes('-h')) return console.log(await renderUsage(command, main))
  await runCommand(command, { rawArgs: rest })
}

try {
  await run(process.argv.slice(2))
} catch (error) {
  const defect = error instanceof CommandError ? '' : `\n${error instanceof Error ? error.stack : ''}`
  process.stderr.write(`sallyport: ${printable(reason(error))}${defect}\n`)
  process.exit(1)
}
