import { expect } from 'vitest'
import { Decoding, readingsOf } from '../../../lib/waf/detect/decode/index.ts'
import type { Detector, Finding } from '../../../lib/waf/detect/finding.ts'
import { surer } from '../../../lib/waf/detect/finding.ts'
import { factsOf, meets, type Needs } from '../../../lib/waf/detect/needs.ts'
import { tableTest } from '../../support/table.ts'

/** From here on a value is refused at paranoia 1, wherever it stands. */
export const refused = 0.8

/** What a detector says of a value in all its readings, as the rules ask it: only where its needs are met. */
export function ask(detector: Detector, needs: Needs, value: string): Finding | undefined {
  let found: Finding | undefined
  const { values, by } = readingsOf(value)
  for (const [at, reading] of values.entries()) {
    if (notInScript.has(detector.name) && ((by[at] as number) & Decoding.script) !== 0) continue
    const says = detector(reading)
    // A need that is not met is a promise that there is nothing.
    if (says) expect(meets(factsOf(reading), reading.length, needs), `needs of ${JSON.stringify(reading)}`).toBe(true)
    if (says)
      expect(says.span[0] >= 0 && says.span[0] < says.span[1] && says.span[1] <= reading.length, value).toBe(true)
    found = surer(found, says)
  }
  return found
}

/** Languages that no escapes of JavaScript reach. */
const notInScript: ReadonlySet<string> = new Set(['shell'])

export interface Table {
  readonly detector: Detector
  readonly needs: Needs
  readonly attacks: readonly string[]
  readonly benign: readonly string[]
}

/** Attacks that must be refused at paranoia 1, and texts that must not. @param counts how many rows of each */
export function detectorTable(title: string, counts: readonly [attacks: number, benign: number], table: Table): void {
  const { detector, needs, attacks, benign } = table
  tableTest(`${title} stops`, counts[0], attacks, (value) =>
    expect(ask(detector, needs, value)?.confidence ?? 0, value).toBeGreaterThanOrEqual(refused),
  )
  tableTest(`${title} lets pass`, counts[1], benign, (value) =>
    expect(ask(detector, needs, value)?.confidence ?? 0, value).toBeLessThan(refused),
  )
}
