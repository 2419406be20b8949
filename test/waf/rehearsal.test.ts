import { core } from '@sallyport/rules-core'
import { pipeline } from 'sallyport'
import { origin } from 'sallyport/origin'
import { expect, test, vi } from 'vitest'
import { runnerOf } from '../../lib/waf/bench.ts'
import { waf } from '../../lib/waf/index.ts'
import { rehearse } from '../../lib/waf/rehearsal.ts'

test('a rehearsal is of requests that rules let pass', () => {
  const runner = runnerOf(core({ paranoia: 2 }))
  const { head, conclude } = runner
  const scores: (string | undefined)[] = []
  runner.head = (request, circumstances) => head(request, { ...circumstances, detect: false })
  runner.conclude = (transaction) => {
    conclude(transaction)
    scores.push(transaction.tx.get('inbound_anomaly_score') ?? '0')
    expect(transaction.interruption).toBeUndefined()
    expect(transaction.matches).toEqual([])
  }
  rehearse(runner)
  expect(scores).toHaveLength(2)
})

test('a worker rehearses while it starts, with neither clock nor chance', () => {
  const clock = vi.spyOn(Date, 'now')
  const chance = vi.spyOn(Math, 'random')
  pipeline(waf({ rules: core() }), origin({ url: 'https://origin.example' }))
  expect(clock).not.toHaveBeenCalled()
  expect(chance).not.toHaveBeenCalled()
})
