import { once } from 'node:events'
import { connect } from 'node:net'
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

/** The status that one request is answered with. @throws Error when the connection ends without an answer */
export async function statusOf(port: number, message: Buffer): Promise<number> {
  const socket = connect(port, '127.0.0.1')
  try {
    socket.write(message) // a connection that is half closed is given up by nginx
    const [data] = (await once(socket, 'data', { signal: AbortSignal.timeout(10_000) })) as [Buffer]
    return Number(data.toString('latin1', 9, 12))
  } finally {
    socket.destroy()
  }
}
