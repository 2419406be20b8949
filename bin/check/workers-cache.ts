/**
 * Whether a wrangler file puts Cloudflare's Workers Cache before the default entrypoint, where a hit skips everything that looks at requests.
 *
 * @param table the parsed file
 * @returns what is wrong and what to write instead; `undefined`: nothing
 */
export function unsafeWorkersCache(table: Readonly<Record<string, unknown>>): string | undefined {
  if (enabled(table.cache) !== true) return undefined
  const entry = isTable(table.exports) ? table.exports.default : undefined
  if (isTable(entry) && enabled(entry.cache) === false) return undefined
  return '[cache] enabled = true stands before the default entrypoint: a hit would skip the rules. Write [exports.default.cache] enabled = false, and end the pipeline with workersCache()'
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const enabled = (cache: unknown): unknown => (isTable(cache) ? cache.enabled : undefined)
