import { describe, expect, test } from 'vitest'
import { figures, leaveOneOut } from '../../bench/bot/figures.ts'
import { observe, train } from '../../bench/bot/train.ts'
import { headerSignals, tlsSignals } from '../../lib/bot/signals/index.ts'
import { base, weights } from '../../lib/bot/weights.ts'
import { haveRecordings, readRecordings, recordingsFile } from './recordings.ts'

if (!haveRecordings && process.env.CI) throw new Error(`CI needs the recordings of clients: ${recordingsFile}`)
describe.skipIf(!haveRecordings)(`recorded clients (skipped without ${recordingsFile})`, () => {
  const observations = haveRecordings ? observe(readRecordings()) : []

  test('all figures are reached, each client scored by weights that were fitted without it', () => {
    expect(observations).toHaveLength(100)
    const rates = figures(leaveOneOut(observations))
    expect(rates).toHaveLength(8)
    expect(rates.filter(({ met }) => !met)).toEqual([])
  })

  test('the weights in the repository are the ones that the fit gives', () => {
    const { header, tls } = train(observations)
    expect(base).toBeCloseTo(header.base, 2)
    const signals = [...headerSignals, ...tlsSignals]
    const fitted = [...header.weights, ...tls.weights]
    for (const [at, { id }] of signals.entries()) expect(weights[id], id).toBeCloseTo(fitted[at] as number, 2)
  })
})
