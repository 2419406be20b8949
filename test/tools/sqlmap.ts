import { join } from 'node:path'
import { browser, type Job } from './job.ts'

interface Aim {
  readonly hole: string
  readonly target: string
  readonly more?: readonly string[]
}

const number: Aim = { hole: 'sql-number', target: '/product?id=1', more: ['-p', 'id'] }
const text: Aim = { hole: 'sql-search', target: '/search?q=lamp', more: ['-p', 'q'] }
const elsewhere: Readonly<Record<string, Aim>> = {
  'ORDER BY': { hole: 'sql-order', target: '/list?sort=price', more: ['-p', 'sort'] },
  path: { hole: 'sql-segment', target: '/item/1*' },
  form: { hole: 'sql-form', target: '/login', more: ['--data', 'user=alice&password=x', '-p', 'user'] },
  JSON: {
    hole: 'sql-json',
    target: '/api/stock',
    more: ['--data', '{"id":"1*"}', '-H', 'Content-Type: application/json'],
  },
  cookie: { hole: 'sql-cookie', target: '/account', more: ['--cookie', 'name=alice*'] },
  header: { hole: 'sql-header', target: '/visits', more: ['-H', 'X-Customer: alice*'] },
}
const deep = ['--level', '5', '--risk', '3']

const sqlmap = (
  name: string,
  { hole, target, more = [] }: Aim,
  options: readonly string[],
  straight: boolean,
): Job => ({
  tool: 'sqlmap',
  name,
  hole,
  straight,
  known: ['--dbms', 'sqlite', '--technique', 'BU'],
  found: /identified the following injection point|is vulnerable/,
  command: (base, folder) => [
    ...['sqlmap', '-u', `${base}${target}`, '--batch', '--flush-session', '--disable-coloring', '-v', '1'],
    ...['--output-dir', join(folder, 'sqlmap'), '--timeout', '10', '--retries', '0', '--time-sec', '1', '--skip-waf'],
    ...['--user-agent', browser.agent, '--headers', `Accept: ${browser.accept}\nAccept-Language: ${browser.languages}`],
    ...more,
    ...options,
  ],
})

const places: readonly Job[] = Object.entries({ number, text, ...elsewhere }).map(([name, aim]) =>
  sqlmap(name, aim, deep, true),
)

const techniques: readonly Job[] = [...'BEUSTQ'].map((technique) =>
  sqlmap(`technique ${technique}`, number, [...deep, '--technique', technique], 'BU'.includes(technique)),
)

const databases: readonly Job[] =
  'mysql postgresql mssqlserver oracle sqlite access db2 hsqldb firebird informix sybase clickhouse'
    .split(' ')
    .flatMap((dbms) => [
      sqlmap(`number, ${dbms}`, number, [...deep, '--dbms', dbms], false),
      sqlmap(`text, ${dbms}`, text, [...deep, '--dbms', dbms], false),
    ])

/** What SQLite still reads, so that the tool finds the hole with them; the others write for MySQL or for what decodes once more. */
const forAny =
  'space2comment space2plus randomcase between equaltolike charencode multiplespaces space2randomblank uppercase lowercase randomcomments space2dash'
const forSome =
  'unionalltounion symboliclogical greatest percentage chardoubleencode versionedmorekeywords versionedkeywords halfversionedmorekeywords modsecurityversioned modsecurityzeroversioned space2hash space2morehash space2morecomment ' +
  'space2mssqlblank space2mssqlhash space2mysqlblank space2mysqldash charunicodeencode charunicodeescape overlongutf8 overlongutf8more base64encode htmlencode decentities hexentities ' +
  'apostrophemask apostrophenullencode appendnullbyte bluecoat commentbeforeparentheses concat2concatws commalesslimit commalessmid equaltorlike hex2char if2case ifnull2ifisnull ifnull2casewhenisnull ' +
  'informationschemacomment least luanginx misunion dunion 0eunion schemasplit scientific sleep2getlock sp_password substring2leftright unmagicquotes varnish binary ord2ascii plus2concat plus2fnconcat escapequotes'

const tampered = (script: string, straight: boolean): readonly Job[] => {
  const options = ['--level', '2', '--risk', '3', '--technique', 'BEU', '--tamper', script]
  return [sqlmap(`number, ${script}`, number, options, straight), sqlmap(`text, ${script}`, text, options, false)]
}

/** Every place, technique, database and way around filters that it has. */
export const sqlmapJobs: readonly Job[] = [
  ...places,
  ...techniques,
  ...databases,
  ...forAny.split(' ').flatMap((script) => tampered(script, true)),
  ...forSome.split(' ').flatMap((script) => tampered(script, false)),
]
