import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse as parseYaml } from 'yaml'

const folders = [process.env['SALLYPORT_CRS'], '/usr/share/modsecurity-crs/rules'].filter(
  (folder): folder is string => folder !== undefined && existsSync(folder),
)

/** The patterns of a rules folder, by rule id, in its files' order: what is inside `"@rx ..."`, where `\"` alone is an escape of SecLang's. */
export function readPatterns(folder: string): { readonly id: string; readonly pattern: string }[] {
  return globSync(join(folder, '*.conf'))
    .sort()
    .flatMap((file) =>
      readFileSync(file, 'latin1')
        .replaceAll('\\\n', ' ')
        .split('\n')
        .flatMap((line) => {
          const operator = line.trimStart().startsWith('#') ? null : /"!?@rx ((?:[^"\\]|\\[\s\S])*)"/.exec(line)
          if (operator === null) return []
          return [
            { id: /\bid:(\d+)/.exec(line)?.[1] ?? 'chained', pattern: (operator[1] as string).replaceAll('\\"', '"') },
          ]
        }),
    )
}

/** Each pattern once, of every rules folder that is here. */
export function crsPatterns(): string[] {
  return [...new Set(folders.flatMap((folder) => readPatterns(folder).map(({ pattern }) => pattern)))]
}

/** Strings of the requests in CRS's own tests, where `SALLYPORT_CRS_TESTS` says they are: URIs, bodies and header values, raw and URL-decoded. */
export function crsSubjects(): string[] {
  const folder = process.env['SALLYPORT_CRS_TESTS']
  if (folder === undefined) return []
  const found = new Set<string>()
  const walk = (value: unknown): void => {
    if (typeof value === 'string') {
      const bytes = Buffer.from(value, 'utf8').toString('latin1').slice(0, 1000)
      found.add(bytes)
      found.add(
        bytes
          .replaceAll('+', ' ')
          .replace(/%([0-9a-f]{2})/gi, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16))),
      )
    } else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) walk(inner)
  }
  for (const file of globSync(join(folder, '**/*.yaml'))) walk(parseYaml(readFileSync(file, 'utf8')))
  return [...found]
}
