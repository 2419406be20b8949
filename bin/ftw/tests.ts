import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Pair } from '../../lib/waf/message.ts'

/** One request of a regression test in the go-ftw format, and what is expected of it. All text is byte strings. */
export interface Stage {
  readonly input: Input
  readonly output: Output
}

export interface Input {
  readonly method: string
  readonly uri: string
  readonly version: string
  readonly headers: readonly Pair[]
  readonly data: string
  /** Adds Content-Type, Content-Length and Connection where they are missing, and encodes forms. */
  readonly complete: boolean
  /** Whether that also says `Content-Length: 0`: go-ftw does since the format of CRS 4. */
  readonly announceEmpty: boolean
  /** The whole request, byte for byte; the other fields then do not count. */
  readonly raw?: string
}

export interface Output {
  readonly status: readonly number[]
  readonly expectIds: readonly number[]
  readonly forbidIds: readonly number[]
  readonly match?: string
  readonly forbid?: string
  readonly error: boolean
}

export interface Test {
  /** `942100-3`. */
  readonly title: string
  readonly rule: number
  readonly id: number
  readonly stages: readonly Stage[]
}

type Yaml = Record<string, unknown>

/** All tests below a folder, in the order of their names. Reads both shapes of the format: of CRS 3.3 and of CRS 4. */
export function readTests(folder: string): readonly Test[] {
  const tests: Test[] = []
  for (const file of globSync(join(folder, '**/*.{yaml,yml}')).sort()) {
    const document = parse(readFileSync(file, 'utf8'), { uniqueKeys: false }) as Yaml | null
    for (const test of (document?.['tests'] as Yaml[] | undefined) ?? []) {
      const title = String(test['test_title'] ?? `${document?.['rule_id']}-${test['test_id']}`)
      const [rule = '0', id = '0'] = title.split('-')
      const stages = (test['stages'] as Yaml[]).map((stage) =>
        readStage((stage['stage'] ?? stage) as Yaml, !stage['stage']),
      )
      tests.push({ title, rule: Number(rule), id: Number(id), stages })
    }
  }
  return tests
}

/** What is expected on this platform in place of what the tests say: go-ftw's platform overrides, by the title of the test. */
export function readOverrides(file: string): ReadonlyMap<string, Output> {
  const document = parse(readFileSync(file, 'utf8')) as Yaml
  return new Map(
    ((document['test_overrides'] ?? []) as Yaml[]).flatMap((override) =>
      (override['test_ids'] as number[]).map((id): [string, Output] => [
        `${override['rule_id']}-${id}`,
        readOutput(override['output'] as Yaml),
      ]),
    ),
  )
}

function readStage(stage: Yaml, announceEmpty: boolean): Stage {
  const input = stage['input'] as Yaml
  const output = stage['output'] as Yaml
  const data = input['data']
  const encoded = input['encoded_request'] as string | undefined
  const plain = input['raw_request']
  const raw = encoded
    ? Buffer.from(encoded, 'base64').toString('latin1')
    : plain === undefined
      ? undefined
      : bytes(plain)
  return {
    input: {
      method: bytes(input['method'] ?? 'GET'),
      uri: bytes(input['uri'] ?? '/'),
      version: bytes(input['version'] ?? 'HTTP/1.1'),
      headers: Object.entries((input['headers'] ?? {}) as Yaml).map(([name, value]) => ({
        name: bytes(name),
        value: bytes(value ?? ''),
      })),
      data: Array.isArray(data) ? data.map(bytes).join('\r\n') : bytes(data ?? ''),
      complete: !(input['stop_magic'] === true || input['autocomplete_headers'] === false),
      announceEmpty,
      ...(raw !== undefined && { raw }),
    },
    output: readOutput(output),
  }
}

function readOutput(output: Yaml): Output {
  const log = (output['log'] ?? {}) as Yaml
  const contains = output['log_contains'] as string | undefined
  const lacks = output['no_log_contains'] as string | undefined
  const ids = (text: string | undefined) => [...(text ?? '').matchAll(/id "(\d+)"/g)].map(([, id]) => Number(id))
  return {
    status: output['status'] === undefined ? [] : [output['status']].flat().map(Number),
    expectIds: [...((log['expect_ids'] ?? []) as number[]), ...ids(contains)],
    forbidIds: [...((log['no_expect_ids'] ?? []) as number[]), ...ids(lacks)],
    ...(log['match_regex'] !== undefined && { match: String(log['match_regex']) }),
    ...(log['no_match_regex'] !== undefined && { forbid: String(log['no_match_regex']) }),
    error: output['expect_error'] === true,
  }
}

const bytes = (text: unknown): string => Buffer.from(String(text), 'utf8').toString('latin1')
