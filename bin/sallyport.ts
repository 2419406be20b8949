#!/usr/bin/env node
import { stripVTControlCharacters } from 'node:util'
import { type ArgsDef, type CommandDef, renderUsage, runCommand } from 'citty'
import { devArguments } from './dev/arguments.ts'
import { CommandError, mendable, reason } from './failure.ts'
import { coloursWanted, printable } from './terminal.ts'

const oldestNode = 24

const dev: CommandDef = {
  meta: { name: 'dev', description: 'Run the gate in workerd on this machine, before your origin or a demo shop' },
  args: { ...devArguments } satisfies ArgsDef,
  async run({ rawArgs }) {
    if (Number.parseInt(process.versions.node, 10) < oldestNode) {
      throw new CommandError(`dev needs Node ${oldestNode} or newer; this is ${process.version}`)
    }
    // Loaded only now: --help and the other commands must work where miniflare and esbuild are not installed.
    const { dev } = await import('./dev/index.ts')
    await dev(rawArgs)
  },
}

const ruleArguments = {
  files: { type: 'positional', required: true, description: 'Rule files, or a folder of them; a CRS checkout' },
  setup: { type: 'string', valueHint: 'FILE', description: 'A file that is loaded first' },
  plugins: { type: 'string', valueHint: 'DIR', description: 'CRS plugins: *-config, *-before and *-after.conf' },
} as const satisfies ArgsDef

const compile: CommandDef = {
  meta: { name: 'compile', description: 'Compile SecLang rules into a module that a worker imports' },
  args: {
    ...ruleArguments,
    out: { type: 'string', alias: 'o', valueHint: 'DIR', description: 'Folder of the module' },
    paranoia: { type: 'string', valueHint: 'N', description: 'Leave out rules of higher paranoia levels (default: 4)' },
    without: { type: 'string', valueHint: 'TAG', description: 'Leave out rules with this tag; may be repeated' },
  } satisfies ArgsDef,
  run: async ({ rawArgs }) => (await import('./rules/commands.ts')).compile(rawArgs),
}

const check: CommandDef = {
  meta: {
    name: 'check',
    description:
      'Say what is wrong in SecLang rules, with file, line and column; "check routes [FILE]" in what a worker caches',
  },
  args: { ...ruleArguments } satisfies ArgsDef,
  run: async ({ rawArgs }) => {
    if (rawArgs[0] !== 'routes') return (await import('./rules/commands.ts')).check(rawArgs)
    process.exitCode = await (await import('./check/routes.ts')).checkRoutes(rawArgs.slice(1))
  },
}

const explain: CommandDef = {
  meta: { name: 'explain', description: 'Show what rules, or the bot score, make of a raw HTTP request' },
  args: {
    file: { type: 'positional', required: true, description: 'Raw HTTP requests, separated by lines of ###' },
    rules: { type: 'string', valueHint: 'DIR', description: 'Rule files, a compiled module, or core (default)' },
    setup: { type: 'string', valueHint: 'FILE', description: 'A rule file that is loaded first' },
    show: { type: 'boolean', description: 'Show what was sent, escaped, not as bullets' },
    bot: { type: 'boolean', description: 'The bot score, signal by signal, in place of rules' },
    http: { type: 'boolean', description: 'With --bot: it came over plain HTTP (default: https)' },
    ja4: { type: 'string', valueHint: 'JA4', description: 'With --bot: the TLS fingerprint it came with' },
  } satisfies ArgsDef,
  run: async ({ rawArgs }) => {
    process.exitCode = await (await import('./explain/index.ts')).explainFile(rawArgs)
  },
}

const tune: CommandDef = {
  meta: { name: 'tune', description: 'Propose exclusions for recorded requests, and say what each gives up' },
  args: {
    traffic: { type: 'string', required: true, valueHint: 'DIR|FILE', description: 'Recorded requests: .har or .http' },
    rules: { type: 'string', valueHint: 'DIR', description: 'Rule files, a compiled module, or core (default)' },
    setup: { type: 'string', valueHint: 'FILE', description: 'A file that is loaded first' },
    tests: { type: 'string', valueHint: 'DIR', description: 'Regression tests in the go-ftw format' },
  } satisfies ArgsDef,
  run: async ({ rawArgs }) => (await import('./tune/index.ts')).tune(rawArgs),
}

const purge: CommandDef = {
  meta: { name: 'purge', description: 'Purge what the gate has cached: URLs, tags, prefixes, hosts or everything' },
  args: {
    urls: { type: 'positional', required: false, description: 'URLs, in full' },
    gate: { type: 'string', valueHint: 'URL', description: 'The gate that is asked (default: that of the first URL)' },
    tag: { type: 'string', valueHint: 'TAG', description: 'What an origin has tagged; may be repeated' },
    prefix: { type: 'string', valueHint: 'URL', description: 'All URLs that begin with it; may be repeated' },
    host: { type: 'string', valueHint: 'HOST', description: 'All of a host; may be repeated' },
    everything: { type: 'boolean', description: 'All there is' },
    soft: { type: 'boolean', description: 'Keep it, to be revalidated before its next use' },
    'token-file': { type: 'string', valueHint: 'FILE', description: 'The token (default: SALLYPORT_PURGE_TOKEN)' },
  } satisfies ArgsDef,
  run: async ({ rawArgs }) => (await import('./purge/index.ts')).purge(rawArgs),
}

const commands: ReadonlyMap<string, CommandDef> = new Map([
  ['dev', dev],
  ['compile', compile],
  ['check', check],
  ['explain', explain],
  ['tune', tune],
  ['purge', purge],
])

const main: CommandDef = {
  meta: { name: 'sallyport', description: 'The gate in front of your origin, as code that you own' },
  subCommands: Object.fromEntries(commands),
}

async function run([name = '--help', ...rest]: readonly string[]): Promise<void> {
  if (name === 'help' || name === '--help' || name === '-h') return show(await renderUsage(main))
  const command = commands.get(name)
  if (command === undefined) {
    throw new CommandError(`unknown command "${name}"; there is: ${[...commands.keys()].join(', ')}`)
  }
  if (rest.includes('--help') || rest.includes('-h')) return show(await renderUsage(command, main))
  await runCommand(command, { rawArgs: rest })
}

const show = (usage: string): void =>
  console.log(coloursWanted(process.stdout, process.env) ? usage : stripVTControlCharacters(usage))

try {
  await run(process.argv.slice(2))
} catch (thrown) {
  const error = mendable(thrown)
  // citty's own: an argument is missing. That is no defect of ours either.
  const usage = error instanceof CommandError || (error instanceof Error && error.name === 'CLIError')
  const defect = usage ? '' : `\n${error instanceof Error ? error.stack : ''}`
  process.stderr.write(`sallyport: ${printable(reason(error))}${defect}\n`)
  process.exit(1)
}
