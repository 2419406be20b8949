import { DatabaseSync } from 'node:sqlite'
import { escaped, form, type Hole, link, type Outcome, page, type Reply } from './hole.ts'

/** A number as the application expects it; anything else was written by somebody who knows that it is not checked. */
const number = /^\s*[+-]?\d{1,18}(?:\.\d{1,18})?\s*$/
const column = /^\w{0,64}(?: (?:asc|desc))?$/i

/** Holes that paste a value into a statement, one for each place that a value may come from and each way of quoting it. */
export function sqlHoles(): readonly Hole[] {
  const database = new DatabaseSync(':memory:')
  database.exec(`create table products(id integer primary key, sku text, name text, price real);
    create table users(name text, password text, mail text);
    insert into users values ('alice', 'portcullis', 'alice@shop.example'), ('bob', 'drawbridge', 'bob@shop.example');`)
  const insert = database.prepare('insert into products values (?, ?, ?, ?)')
  for (let id = 1; id <= 20; id++) insert.run(id, `A${id}`, `lamp number ${id}`, id * 1.5)

  const asked = (statement: string, kept: boolean, shown: (rows: readonly object[]) => string): Reply => {
    let outcome: Outcome = kept ? 'kept' : 'changed'
    try {
      const rows = database.prepare(statement).all()
      return { outcome, body: page(shown(rows)) }
    } catch (error) {
      outcome = kept ? 'kept' : 'broken'
      // As careless shops do, it tells what went wrong.
      return { outcome, status: 500, body: page(`SQLite3::SQLException: ${escaped((error as Error).message)}`) }
    }
  }
  const list = (rows: readonly object[]): string =>
    rows.length === 0
      ? '<p>There is nothing of the kind.</p>'
      : `<ul>${rows.map((row) => `<li>${escaped(Object.values(row).join(' | '))}</li>`).join('')}</ul>`
  const welcome = (rows: readonly object[]): string =>
    rows.length === 0 ? '<p>Who are you?</p>' : '<p>Welcome back!</p>'
  const products = 'select id, name, price from products'
  const byNumber = (value: string): Reply => asked(`${products} where id = ${value}`, number.test(value), list)
  const users = (value: string): Reply =>
    asked(`select name, mail from users where name = '${value}'`, !value.includes("'"), welcome)

  return [
    {
      name: 'sql-number',
      path: '/product',
      link: link('/product?id=1'),
      answer: ({ query }) => byNumber(query.get('id') ?? '1'),
    },
    {
      name: 'sql-search',
      path: '/search',
      link: link('/search?q=lamp'),
      answer({ query }) {
        const value = query.get('q') ?? ''
        return asked(`${products} where (name like '%${value}%') limit 5`, !value.includes("'"), list)
      },
    },
    {
      name: 'sql-order',
      path: '/list',
      link: link('/list?sort=price'),
      answer({ query }) {
        const value = query.get('sort') ?? 'id'
        return asked(`${products} order by ${value} limit 5`, column.test(value), list)
      },
    },
    {
      name: 'sql-segment',
      path: '/item/',
      link: link('/item/1'),
      answer: ({ path }) => byNumber(path.slice('/item/'.length)),
    },
    {
      name: 'sql-form',
      path: '/login',
      link: form('/login', 'user', 'password'),
      answer({ form }) {
        const [user, password] = [form.get('user') ?? '', form.get('password') ?? '']
        return asked(
          `select name, mail from users where name = '${user}' and password = '${password}'`,
          !`${user}${password}`.includes("'"),
          (rows) => `${welcome(rows)}${list(rows)}`,
        )
      },
    },
    {
      name: 'sql-json',
      path: '/api/stock',
      link: '',
      answer({ body }) {
        let id = ''
        try {
          id = String((JSON.parse(body) as { id?: unknown }).id ?? '')
        } catch {
          return { outcome: 'kept', status: 400, body: 'no JSON' }
        }
        return byNumber(id)
      },
    },
    {
      name: 'sql-cookie',
      path: '/account',
      link: link('/account'),
      reads: 'cookie',
      answer: ({ cookies }) => users(cookies.get('name') ?? 'alice'),
    },
    {
      name: 'sql-header',
      path: '/visits',
      link: link('/visits'),
      reads: 'x-customer',
      answer: (visit) => users(visit.header('x-customer') || 'alice'),
    },
  ]
}
