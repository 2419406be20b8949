import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig, type ViteUserConfigExport } from 'vitest/config'

const conditions = ['sallyport-source']

const config: ViteUserConfigExport = defineConfig({
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      {
        // Pure rooms: tables and properties, in Node.
        ssr: { resolve: { conditions } },
        test: {
          name: 'unit',
          // vitest leaves a core of its own free, which is half of a machine of two.
          maxWorkers: 2,
          // Properties run thousands of cases, on machines that are busy with something else.
          testTimeout: 30_000,
          include: ['test/**/*.test.ts', 'rules/*/test/**/*.test.ts'],
          exclude: ['test/workerd/**', 'test/e2e/**', 'test/consumer/**', 'test/browsers/**'],
        },
      },
      {
        // What touches the platform: in workerd.
        plugins: [
          cloudflareTest({
            main: './test/workerd/objects.ts',
            miniflare: {
              compatibilityDate: '2026-10-01',
              compatibilityFlags: ['enable_request_signal'],
              durableObjects: {
                CACHE: { className: 'CacheObject', useSQLite: true },
                SMALL: { className: 'SmallCacheObject', useSQLite: true },
              },
              r2Buckets: ['BODIES'],
            },
          }),
        ],
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: { name: 'workerd', include: ['test/workerd/**/*.test.ts'] },
      },
      {
        // Raw sockets and TLS origins against the whole gate: workerd started from Node, one file at a time.
        ssr: { resolve: { conditions } },
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          // After all others: what they measure in milliseconds is not to wait for properties.
          sequence: { groupOrder: 1 },
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})

export default config
