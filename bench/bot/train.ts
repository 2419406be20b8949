import type { Facts } from '../../lib/bot/facts.ts'
import type { Signal } from '../../lib/bot/signal.ts'
import { headerSignals, tlsSignals } from '../../lib/bot/signals/index.ts'
import { type Recording, withTls } from '../../test/bot/recordings.ts'
import { fit, type Model, type Sample } from './logistic.ts'

/** What one request gave each signal; worked out once for all fits. */
interface Observed {
  readonly header: { readonly columns: number[]; readonly strengths: number[] }
  readonly tls: { readonly columns: number[]; readonly strengths: number[] }
}

export interface Observation {
  readonly recording: Recording
  readonly requests: readonly Observed[]
}

export interface Weights {
  readonly header: Model
  readonly tls: Model
}

/**
 * L2 penalties, in clients. Fifty clients can say little of forty signals: each is held as if one and a half clients had said what the prior says; what TLS
 * says, recorded of fewer and known from elsewhere, as if three had. (From a third of that to this, all figures stay reached.)
 */
const penalties = { header: 1.5, tls: 3 }

export const observe = (recordings: readonly Recording[]): readonly Observation[] =>
  recordings.map((recording) => ({
    recording,
    requests: recording.sightings.map((sighting) => {
      const facts = withTls(sighting)
      return { header: ask(headerSignals, facts), tls: ask(tlsSignals, facts) }
    }),
  }))

function ask(signals: readonly Signal[], facts: Facts): { columns: number[]; strengths: number[] } {
  const columns: number[] = []
  const strengths: number[] = []
  signals.forEach((signal, column) => {
    const evidence = signal.evaluate(facts)
    if (evidence === undefined) return
    columns.push(column)
    strengths.push(evidence.strength ?? 1)
  })
  return { columns, strengths }
}

/**
 * Fits header weights on what headers say, then TLS weights on what is left. Clients count alike, however many requests and modes were recorded of
 * them; programs with a browser's own header are left out, since no header can tell them.
 */
export function train(observations: readonly Observation[]): Weights {
  const taught = observations.filter(({ recording }) => !recording.twin)
  const recordingsOf = new Map<string, number>()
  for (const { recording } of taught) recordingsOf.set(recording.client, (recordingsOf.get(recording.client) ?? 0) + 1)
  const samples = (
    part: (observed: Observed) => Pick<Sample, 'columns' | 'strengths'>,
    offset: (observed: Observed) => number,
  ): Sample[] =>
    taught.flatMap(({ recording, requests }) =>
      requests.map((observed) => ({
        ...part(observed),
        offset: offset(observed),
        human: recording.expected === 'human',
        weight: 1 / (requests.length * (recordingsOf.get(recording.client) as number)),
      })),
    )
  const header = fit(
    samples(
      ({ header }) => header,
      () => 0,
    ),
    { priors: headerSignals.map(({ prior }) => prior), penalty: penalties.header, fitBase: true },
  )
  const tls = fit(
    samples(
      ({ tls }) => tls,
      (observed) => headerLogOdds(observed, header),
    ),
    { priors: tlsSignals.map(({ prior }) => prior), penalty: penalties.tls, fitBase: false },
  )
  return { header, tls }
}

const sum = ({ columns, strengths }: { columns: number[]; strengths: number[] }, { weights }: Model): number =>
  columns.reduce((total, column, at) => total + (weights[column] as number) * (strengths[at] as number), 0)

export const headerLogOdds = ({ header }: Observed, model: Model): number => model.base + sum(header, model)
export const allLogOdds = (observed: Observed, { header, tls }: Weights): number =>
  headerLogOdds(observed, header) + sum(observed.tls, tls)
