import { type Sample, wire } from './corpus.ts'

/** Requests for a connection, each sample `times` times as often as it weighs and spread evenly, with digits of their own. */
export function inProportion(samples: readonly Sample[], times: number, token: () => string): readonly Buffer[] {
  const placed = samples.flatMap((sample, at) =>
    Array.from({ length: sample.weight * times }, (_, turn) => ({
      sample,
      place: (turn + (at + 0.5) / samples.length) / (sample.weight * times),
    })),
  )
  return placed.sort((a, b) => a.place - b.place).map(({ sample }) => wire(sample, token()))
}
