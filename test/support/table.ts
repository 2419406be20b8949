import { expect, test } from 'vitest'

/** A table test that says how many rows it ran, so that a table that lost its rows is red. */
export function tableTest<Case>(
  title: string,
  count: number,
  cases: readonly Case[],
  check: (row: Case) => void,
): void {
  test(`${title}: ${count} cases`, () => {
    let ran = 0
    for (const row of cases) {
      check(row)
      ran++
    }
    expect(ran).toBe(count)
  })
}
