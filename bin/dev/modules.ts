/** How a module is written into the generated entry. */
export interface ModuleText {
  readonly import: string
  /** `originText` is the options literal of `origin`. */
  readonly call: (originText: string) => string
}

export type ModuleName = 'gate' | 'origin'

/** The names that `--modules` knows, in no particular order: the list given is the order of the pipeline. */
export const moduleTexts: Readonly<Record<ModuleName, ModuleText>> = {
  gate: { import: `import { gate } from 'sallyport/gate'`, call: () => 'gate()' },
  origin: {
    import: `import { origin } from 'sallyport/origin'`,
    call: (originText) => `origin(${originText})`,
  },
}

export const isModuleName = (name: string): name is ModuleName => Object.hasOwn(moduleTexts, name)

export const defaultModules: readonly ModuleName[] = ['gate', 'origin']
