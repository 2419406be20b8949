import { expect } from 'vitest'
import { type Selection, select } from '../../lib/compile/select.ts'
import { parse } from '../support/rules.ts'
import { tableTest } from '../support/table.ts'

const { rules } = parse(`SecAction "id:1"
SecAction "id:2,tag:'paranoia-level/1',tag:'language-php'"
SecAction "id:3,tag:'paranoia-level/3'"
SecAction "id:4,tag:'paranoia-level/%{tx.x}'"
SecMarker M`)

const rows: readonly [selection: Selection, ids: readonly number[]][] = [
  [{}, [1, 2, 3, 4, 0]],
  [{ paranoia: 4 }, [1, 2, 3, 4, 0]],
  [{ paranoia: 2 }, [1, 2, 4, 0]],
  [{ paranoia: 3, without: ['language-php'] }, [1, 3, 4, 0]],
  [{ without: ['language-'] }, [1, 2, 3, 4, 0]],
]

tableTest('what is compiled', 5, rows, ([selection, ids]) => {
  expect(select(rules, selection).map(({ id }) => id)).toEqual(ids)
})
