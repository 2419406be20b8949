/** Builds what is published into dist/: JavaScript, declarations and maps of lib and bin. Run by `prepack`. */
import { spawnSync } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
rmSync(resolve(root, 'dist'), { recursive: true, force: true })
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
if (status === 0) chmodSync(resolve(root, 'dist/bin/sallyport.js'), 0o755)
process.exit(status ?? 1)
