type Table = Readonly<Record<string, unknown>>

/**
 * Whether a wrangler file puts Cloudflare's Workers Cache before the default entrypoint, where a hit skips everything that looks at requests: in
 * itself, or in one of its environments.
 *
 * @param table the parsed file
 * @returns what is wrong and what to write instead; `undefined`: nothing
 */
export function unsafeWorkersCache(table: Table): string | undefined {
  const environments = isTable(table.env) ? Object.entries(table.env) : []
  for (const [name, own] of [['', table], ...environments] as const) {
    // What an environment does not say, it may have from the top.
    const cache = isTable(own) && isTable(own.cache) ? own.cache : table.cache
    const exports = isTable(own) && isTable(own.exports) ? own.exports : table.exports
    if (!beforeGate(cache, exports)) continue
    const where = name === '' ? '' : ` in env.${name}`
    return `[cache] enabled = true stands before the default entrypoint${where}: a hit would skip the rules. Write [exports.default.cache] enabled = false, and end the pipeline with workersCache()`
  }
  return undefined
}

function beforeGate(cache: unknown, exports: unknown): boolean {
  const own = isTable(exports) && isTable(exports.default) ? enabled(exports.default.cache) : undefined
  if (own === true) return true
  return enabled(cache) === true && own !== false
}

const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null && !Array.isArray(value)

const enabled = (cache: unknown): unknown => (isTable(cache) ? cache.enabled : undefined)
