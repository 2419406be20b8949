type Table = Readonly<Record<string, unknown>>

const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null && !Array.isArray(value)
const enabled = (value: unknown): boolean | undefined =>
  isTable(value) && typeof value.enabled === 'boolean' ? value.enabled : undefined

/**
 * What is unsafe about a wrangler file's `[cache]`: Cloudflare's Workers Cache stands in front of an entry point, so what it answers no WAF,
 * bot score or gate has seen. Only entry points behind the gate may have it (docs/cache-stores.md). `undefined`: nothing.
 */
export function unsafeWorkersCache(config: Table): string | undefined {
  for (const [name, table] of [['', config], ...Object.entries(isTable(config.env) ? config.env : {})] as const) {
    if (!isTable(table)) continue
    // What an environment does not say, it has from the top.
    const own = enabled(table.cache) ?? enabled(config.cache)
    const exports = isTable(table.exports) ? table.exports : isTable(config.exports) ? config.exports : {}
    const main = isTable(exports.default) ? enabled(exports.default.cache) : undefined
    if (main ?? own ?? false) {
      const where = name === '' ? '' : ` (env.${name})`
      return `[cache] enabled${where} stands in front of the gate: visitors would be answered past the WAF. Turn it off there with [exports.default] type = "worker" and cache = { enabled = false }`
    }
  }
  return undefined
}
