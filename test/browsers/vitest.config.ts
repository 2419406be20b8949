import { defineConfig, type ViteUserConfigExport } from 'vitest/config'

const conditions = ['sallyport-source']

/** Real browsers against a real gate: a project of its own, since it needs Debian's packages and takes a minute. */
const config: ViteUserConfigExport = defineConfig({
  ssr: { resolve: { conditions } },
  test: {
    name: 'browsers',
    include: ['test/browsers/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
})

export default config
