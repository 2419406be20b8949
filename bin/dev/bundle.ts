import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { BuildFailure } from 'esbuild'
import { CommandError } from '../failure.ts'

// In the repository the library runs from its TypeScript; installed, from what was built.
const fromSource = import.meta.url.endsWith('.ts')

/**
 * Bundles the text of an entry as workerd loads it, to `file`; imports resolve from that file's folder.
 *
 * @throws CommandError with the first error's file, line and column
 */
export async function bundle(text: string, file: string): Promise<void> {
  const { build } = await import('esbuild')
  await mkdir(dirname(file), { recursive: true })
  try {
    const { outputFiles } = await build({
      stdin: { contents: text, resolveDir: dirname(file), sourcefile: 'entry.ts', loader: 'ts' },
      bundle: true,
      write: false,
      format: 'esm',
      target: 'esnext',
      conditions: [...(fromSource ? ['sallyport-source'] : []), 'workerd', 'worker', 'browser'],
      external: ['cloudflare:*', 'node:*'],
      sourcemap: 'inline',
      logLevel: 'silent',
    })
    await writeFile(file, outputFiles[0]?.contents ?? '')
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? []
    if (first === undefined) throw error
    const at = first.location ? `${first.location.file}:${first.location.line}:${first.location.column}: ` : ''
    throw new CommandError(`cannot bundle the worker: ${at}${first.text}`)
  }
}
