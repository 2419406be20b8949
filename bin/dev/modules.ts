/** How a module is written into the generated entry. */
export interface ModuleText {
  readonly import: string
  /** `originOptions` is the options literal of `origin`. */
  readonly call: (originOptions: string) => string
}

/** The names that `--modules` knows, in no particular order: the list given is the order of the pipeline. */
const table: Readonly<Record<string, ModuleText>> = {
  gate: { import: `import { gate } from 'sallyport/gate'`, call: () => 'gate()' },
  origin: {
    import: `import { origin, withoutCertificate } from 'sallyport/origin'`,
    call: (originOptions) => `origin(${originOptions})`,
  },
}

export const moduleTexts: ReadonlyMap<string, ModuleText> = new Map(Object.entries(table))

export const defaultModules: readonly string[] = ['gate', 'origin']
