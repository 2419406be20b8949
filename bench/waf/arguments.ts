import { parseArgs } from 'node:util'
import { usualCorpus } from './corpus.ts'

/** What the WAF benchmarks have in common. */
export interface BenchArguments {
  readonly rules: string
  readonly setup: string | undefined
  readonly corpus: string
  readonly mode: 'block' | 'detect'
  readonly quick: boolean
  readonly rounds: number
}

/** @throws Error with the usage */
export function readArguments(name: string): BenchArguments {
  const { values } = parseArgs({
    options: {
      rules: { type: 'string' },
      setup: { type: 'string' },
      corpus: { type: 'string', default: usualCorpus },
      mode: { type: 'string', default: 'block' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
    },
  })
  const { rules, setup, corpus, mode, quick } = values
  if (rules === undefined || (mode !== 'block' && mode !== 'detect')) {
    console.error(
      `usage: npm run ${name} -- --rules DIR [--setup FILE] [--corpus FILE] [--mode block|detect] [--quick] [--rounds N]\n` +
        'DIR: SecLang rules, a CRS checkout, or what `sallyport compile` wrote',
    )
    process.exit(2)
  }
  return { rules, setup, corpus, mode, quick, rounds: Number(values.rounds ?? (quick ? 1 : 3)) }
}
