/** How a module is written into the generated entry. */
export interface ModuleText {
  readonly import: string
  readonly call: (texts: OptionTexts) => string
}

/** Literals of the options that come from the command line. */
export interface OptionTexts {
  readonly bot: string
  readonly cache: string
  readonly gate: string
  readonly origin: string
  readonly waf: string
}

export type ModuleName = 'bot' | 'waf' | 'gate' | 'cache' | 'origin'

/** The names that `--modules` knows, in no particular order: the list given is the order of the pipeline. */
export const moduleTexts: Readonly<Record<ModuleName, ModuleText>> = {
  bot: { import: `import { bot } from 'sallyport/bot'`, call: ({ bot }) => `bot(${bot})` },
  cache: { import: `import { cache } from 'sallyport/cache'`, call: ({ cache }) => `cache(${cache})` },
  gate: { import: `import { gate } from 'sallyport/gate'`, call: ({ gate }) => `gate(${gate})` },
  origin: {
    import: `import { origin } from 'sallyport/origin'`,
    call: ({ origin }) => `origin(${origin})`,
  },
  waf: { import: `import { waf } from 'sallyport/waf'`, call: ({ waf }) => `waf(${waf})` },
}

export const isModuleName = (name: string): name is ModuleName => Object.hasOwn(moduleTexts, name)

export const defaultModules: readonly ModuleName[] = ['waf', 'gate', 'origin']
