import { squash } from '../../lib/bot/score.ts'
import { auc } from './logistic.ts'
import { allLogOdds, headerLogOdds, type Observation, train } from './train.ts'

/** One recording, scored by weights that were fitted without its client. */
export interface Scored {
  readonly observation: Observation
  /** Log-odds of each request by header alone, and with JA4. */
  readonly header: readonly number[]
  readonly all: readonly number[]
}

/** Leave one client out: all recordings of a client are scored by what the others teach. */
export function leaveOneOut(observations: readonly Observation[]): readonly Scored[] {
  const clients = [...new Set(observations.map(({ recording }) => recording.client))]
  return clients.flatMap((client) => {
    const weights = train(observations.filter(({ recording }) => recording.client !== client))
    return observations
      .filter(({ recording }) => recording.client === client)
      .map((observation) => ({
        observation,
        header: observation.requests.map((observed) => headerLogOdds(observed, weights.header)),
        all: observation.requests.map((observed) => allLogOdds(observed, weights)),
      }))
  })
}

/** A rate with the counts that it is of. */
export interface Rate {
  readonly name: string
  readonly goal: string
  readonly met: boolean
  readonly value: string
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const isHuman = ({ observation }: Scored): boolean => observation.recording.expected === 'human'
const isNiche = ({ observation }: Scored): boolean => observation.recording.niche
const isSpoof = ({ observation }: Scored): boolean => observation.recording.spoof
const isTwin = ({ observation }: Scored): boolean => observation.recording.twin

/** The issue's figures. A recording's score is that of its requests' mean log-odds; `lowest` looks at every request. */
export function figures(scored: readonly Scored[]): readonly Rate[] {
  const judged = scored.filter((one) => !isTwin(one))
  const secure = judged.filter(({ observation }) => observation.recording.sightings[0]?.ja4 !== undefined)
  const humans = judged.filter(isHuman)
  const bots = judged.filter((one) => !isHuman(one))
  const spoofs = bots.filter(isSpoof)
  const secureSpoofs = secure.filter((one) => !isHuman(one) && isSpoof(one))
  const header = ({ header }: Scored): number => mean(header)
  const all = ({ all }: Scored): number => mean(all)
  return [
    aucRate('AUC, headers only', judged, header, 0.97),
    aucRate('AUC, headers and JA4', secure, all, 0.99),
    lowest(
      'ordinary browsers, lowest request',
      humans.filter((one) => !isNiche(one)),
      ({ header }) => header,
      50,
    ),
    lowest(
      'ordinary browsers with JA4, lowest request',
      humans.filter((one) => !isNiche(one)),
      ({ all }) => all,
      50,
    ),
    lowest('text browsers, lowest request', humans.filter(isNiche), ({ header }) => header, 30),
    share(
      'honest bots below 30',
      bots.filter((one) => !isSpoof(one)),
      header,
      30,
      0.95,
    ),
    share('imitators below 50, headers only', spoofs, header, 50, 0.8),
    share('imitators below 50, headers and JA4', secureSpoofs, all, 50, 0.95),
  ]
}

function aucRate(name: string, scored: readonly Scored[], of: (one: Scored) => number, goal: number): Rate {
  const humans = scored.filter(isHuman).map(of)
  const bots = scored.filter((one) => !isHuman(one)).map(of)
  const value = auc(humans, bots)
  const counts = `${humans.length} recordings of people, ${bots.length} of programs`
  return { name, goal: `>= ${goal}`, met: value >= goal, value: `${value.toFixed(4)} (${counts})` }
}

function lowest(name: string, scored: readonly Scored[], of: (one: Scored) => readonly number[], goal: number): Rate {
  const scores = scored.flatMap(of).map(squash)
  const value = Math.min(...scores)
  const under = scores.filter((score) => score < goal).length
  return {
    name,
    goal: `>= ${goal}`,
    met: value >= goal,
    value: `${value} (${under} of ${scores.length} requests below, ${scored.length} recordings)`,
  }
}

function share(
  name: string,
  scored: readonly Scored[],
  of: (one: Scored) => number,
  below: number,
  goal: number,
): Rate {
  const under = scored.filter((one) => squash(of(one)) < below).length
  const value = under / scored.length
  return {
    name,
    goal: `>= ${goal * 100} %`,
    met: value >= goal,
    value: `${(value * 100).toFixed(1)} % (${under} of ${scored.length} recordings)`,
  }
}
