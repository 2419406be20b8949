// The cost of both detectors is linear: a megabyte of the worst texts takes a bounded time.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

// Under 100 ms each on a machine at rest; three times that when its cores are shared. A quadratic detector takes minutes.
const LIMIT = process.env.CI ? 1000 : 300

it('reads a megabyte of any text in a bounded time', { timeout: 180_000 }, () => {
  const driver = fileURLToPath(new URL('./worst-texts.ts', import.meta.url))
  const lines = execFileSync(process.execPath, [driver], { encoding: 'utf8' }).trim().split('\n')
  expect(lines.length).toBeGreaterThan(300)
  for (const line of lines) {
    const { text, sqli, xss } = JSON.parse(line)
    expect(sqli, `detectSqli of ${JSON.stringify(text)}, ms`).toBeLessThan(LIMIT)
    expect(xss, `detectXss of ${JSON.stringify(text)}, ms`).toBeLessThan(LIMIT)
  }
})
