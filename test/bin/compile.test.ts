// Set-up files include others, as modsecurity.conf does: what they bring is not brought twice.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseRules } from '../../bin/rules/compile.ts'

function parsed(setup: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-compile-'))
  const files = {
    ...setup,
    'rules.conf': 'SecRule ARGS x "id:7,phase:2,pass"\n',
    'crs-setup.conf': 'SecAction "id:900990,phase:1,pass,nolog,setvar:tx.crs_setup_version=1"\n',
  }
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const { rules, diagnostics } = parseRules({ from: [join(folder, 'rules.conf')], setup: join(folder, 'main.conf') })
    return { ids: rules.map(({ id }) => id), errors: diagnostics.filter(({ level }) => level === 'error') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const own = 'SecRule REQBODY_ERROR "!@eq 0" "id:200002,phase:2,deny"\n'

test('rules about bodies that an included file has take the place of ours', () => {
  const { ids, errors } = parsed({
    'main.conf': `Include \\\n 'modsecurity.conf'\n  IncludeOptional "crs-*.conf"\n`,
    'modsecurity.conf': own,
  })
  expect(errors).toEqual([])
  expect(ids.filter((id) => id < 900_000)).toEqual([200_002, 7])
  expect(ids.filter((id) => id === 900_990)).toHaveLength(1)
})

test('without them, ours and the usual set-up are there', () => {
  const { ids, errors } = parsed({ 'main.conf': `# Include crs-setup.conf\n#${own}` })
  expect(errors).toEqual([])
  expect(ids.filter((id) => id >= 200_000 && id < 200_100)).toEqual([200_000, 200_001, 200_002, 200_003])
  expect(ids.filter((id) => id === 900_990)).toHaveLength(1)
})

test('files that include each other come to an end', () => {
  const { errors } = parsed({ 'main.conf': 'Include main.conf\n'.repeat(3) })
  expect(errors.length).toBeGreaterThan(0)
})
