/** Counts the bytes that are looked at while `work` runs: through the methods of strings and regular expressions, which all scanners use. */
export function countSteps(work: () => void): number {
  let steps = 0
  const strings = String.prototype as unknown as Record<string, (...args: unknown[]) => unknown>
  const original = { ...Object.fromEntries(counted.map((name) => [name, strings[name]])) } as Record<
    string,
    (...args: unknown[]) => unknown
  >
  const exec = RegExp.prototype.exec
  for (const name of counted) {
    const method = original[name] as (...args: unknown[]) => unknown
    strings[name] = function (this: string, ...args: unknown[]): unknown {
      const result = method.apply(this, args)
      steps += costs[name]?.(this, args, result) ?? this.length
      return result
    }
  }
  RegExp.prototype.exec = function (text: string): RegExpExecArray | null {
    const from = this.global || this.sticky ? this.lastIndex : 0
    const result = exec.call(this, text)
    steps += (result ? result.index + result[0].length : text.length) - from + 1
    return result
  }
  try {
    work()
  } finally {
    for (const name of counted) strings[name] = original[name] as (...args: unknown[]) => unknown
    RegExp.prototype.exec = exec
  }
  return steps
}

type Cost = (text: string, args: readonly unknown[], result: unknown) => number

const search: Cost = (text, [, from], result) =>
  ((result as number) < 0 ? text.length : (result as number)) - Number(from ?? 0) + 1

/** What each method looks at; where nothing is said, the whole string. */
const costs: Readonly<Record<string, Cost>> = {
  charCodeAt: () => 1,
  codePointAt: () => 1,
  indexOf: search,
  includes: (text, args, result) => (result ? 1 : text.length) + String(args[0]).length,
  lastIndexOf: (text, [, from], result) =>
    Math.min(Number(from ?? text.length), text.length) - Math.max(0, result as number) + 1,
  startsWith: (_, [needle]) => String(needle).length,
  endsWith: (_, [needle]) => String(needle).length,
  slice: (_, __, result) => (result as string).length + 1,
}

const counted: readonly string[] = [
  'charCodeAt',
  'codePointAt',
  'indexOf',
  'includes',
  'lastIndexOf',
  'startsWith',
  'endsWith',
  'slice',
  'toLowerCase',
  'replaceAll',
  'trim',
]
