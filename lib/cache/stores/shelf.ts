import type { Head } from '../entry.ts'
import { Journal, type Logged, type News } from './journal.ts'
import { maxVariants, type Purge, type Target } from './store.ts'
import { hostOf, sameBody } from './target.ts'

type Value = string | number | null | ArrayBuffer

/** As much of a Durable Object's storage as is used. */
export interface ShelfStorage {
  readonly sql: {
    exec(query: string, ...values: readonly Value[]): { toArray(): readonly Readonly<Record<string, Value>>[] }
  }
  transactionSync<T>(task: () => T): T
}

export interface ShelfOptions {
  /** Bytes of bodies; what was used longest ago makes room. */
  readonly maxBytes: number
}

/** One stored answer as it lies on the shelf. */
export interface Shelved {
  /** Of its body. */
  readonly id: string
  readonly head: Head
  readonly purged: boolean
  /** Its body is in the bucket, not in chunks. */
  readonly remote: boolean
}

/** A body of which no head knows any more. */
export interface Doomed {
  readonly id: string
  readonly remote: boolean
}

/** A chunk is a row: SQLite in Durable Objects takes 2 MB at most in one. */
export const chunkBytes = 1_048_576

/** ms that a body outlives its head, for those who are just reading it. */
const readingMs = 60_000
/** ms after which a body that never got a head is taken for abandoned. */
const writingMs = 600_000
/** ms between notes of use: a hit must not become a write. */
const usedEveryMs = 3_600_000

const schema = `
CREATE TABLE IF NOT EXISTS entry (
  id TEXT PRIMARY KEY, key TEXT NOT NULL, variant TEXT NOT NULL, url TEXT NOT NULL, host TEXT NOT NULL, head TEXT NOT NULL,
  bytes INTEGER NOT NULL, remote INTEGER NOT NULL, purged INTEGER NOT NULL, turn INTEGER NOT NULL, used INTEGER NOT NULL,
  UNIQUE (key, variant));
CREATE INDEX IF NOT EXISTS entry_url ON entry (url);
CREATE INDEX IF NOT EXISTS entry_host ON entry (host);
CREATE INDEX IF NOT EXISTS entry_used ON entry (used);
CREATE TABLE IF NOT EXISTS tag (tag TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (tag, entry)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tag_entry ON tag (entry);
CREATE TABLE IF NOT EXISTS chunk (entry TEXT NOT NULL, at INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (entry, at));
CREATE TABLE IF NOT EXISTS doomed (id TEXT PRIMARY KEY, remote INTEGER NOT NULL, due INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS doomed_due ON doomed (due);
CREATE TABLE IF NOT EXISTS log (epoch INTEGER PRIMARY KEY, target TEXT NOT NULL, soft INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS log_target ON log (target, soft);
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
`

/**
 * Index, tags, purges and chunks in SQLite. Every change is one transaction; purging cuts heads off, and bodies are swept away later, a
 * bounded number at a time.
 */
export class Shelf {
  readonly #storage: ShelfStorage
  readonly #maxBytes: number
  readonly #journal: Journal
  #held: number
  #turn: number

  /** @param id of the record of purges, where there is none yet */
  constructor(storage: ShelfStorage, { maxBytes }: ShelfOptions, id: string) {
    this.#storage = storage
    this.#maxBytes = maxBytes
    for (const statement of schema.split(';')) if (statement.trim() !== '') this.#run(statement)
    this.#run(`INSERT OR IGNORE INTO fact VALUES ('id', ?), ('epoch', '0'), ('floor', '0')`, id)
    const [sums] = this.#run('SELECT coalesce(sum(bytes), 0) AS held, coalesce(max(turn), 0) AS turn FROM entry')
    this.#held = Number(sums?.held)
    this.#turn = Number(sums?.turn)
    this.#journal = new Journal(this.#written())
  }

  get mark(): string {
    return this.#journal.mark
  }

  /** Bytes of bodies that heads know of. */
  get held(): number {
    return this.#held
  }

  news(id: string | undefined, epoch: number): News {
    return this.#journal.news(id === this.#journal.id ? epoch : -1)
  }

  get(key: string, now: number): readonly Shelved[] {
    const rows = this.#run('SELECT id, head, purged, remote, used FROM entry WHERE key = ? ORDER BY turn DESC', key)
    if (rows.some(({ used }) => now - Number(used) > usedEveryMs)) {
      this.#run('UPDATE entry SET used = ? WHERE key = ?', now, key)
    }
    return rows.map(({ id, head, purged, remote }) => ({
      id: id as string,
      head: JSON.parse(head as string) as Head,
      purged: purged === 1,
      remote: remote === 1,
    }))
  }

  /** A body is about to be written: if nothing comes of it, it is swept away. */
  begin(id: string, remote: boolean, now: number): void {
    this.#run('INSERT INTO doomed VALUES (?, ?, ?)', id, remote ? 1 : 0, now + writingMs)
  }

  write(id: string, at: number, bytes: ArrayBuffer): void {
    this.#run('INSERT INTO chunk VALUES (?, ?, ?)', id, at, bytes)
  }

  /** The body is whole: from now on it is found. Not where it has been purged since its origin was asked. */
  commit(id: string, key: string, head: Head, remote: boolean, now: number): boolean {
    const fate = this.#journal.judge(key, head, head.mark ?? this.mark)
    if (fate === 'gone' || head.bytes > this.#maxBytes) return false
    this.#storage.transactionSync(() => {
      this.#doom('key = ? AND variant = ?', [key, head.variant], now)
      const surplus = this.#run(
        'SELECT id FROM entry WHERE key = ? ORDER BY turn DESC LIMIT -1 OFFSET ?',
        key,
        maxVariants - 1,
      )
      for (const { id: oldest } of surplus) this.#doom('id = ?', [oldest as string], now)
      this.#run('DELETE FROM doomed WHERE id = ?', id)
      this.#run(
        'INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        ...[id, key, head.variant, head.url, hostOf(head.url) ?? '', JSON.stringify(head)],
        ...[head.bytes, remote ? 1 : 0, fate === 'purged' ? 1 : 0, ++this.#turn, now],
      )
      this.#tag(id, head.tags)
      this.#held += head.bytes
      this.#makeRoom(now)
    })
    return true
  }

  freshen(key: string, head: Head, of: Head, now: number): boolean {
    const fate = this.#journal.judge(key, head, head.mark ?? this.mark)
    const [old] = this.#run('SELECT id, head FROM entry WHERE key = ? AND variant = ?', key, of.variant)
    if (fate === 'gone' || old === undefined || !sameBody(JSON.parse(old.head as string) as Head, of)) return false
    const id = old.id as string
    this.#storage.transactionSync(() => {
      this.#run(
        'UPDATE entry SET head = ?, url = ?, host = ?, purged = ?, turn = ?, used = ? WHERE id = ?',
        ...[JSON.stringify(head), head.url, hostOf(head.url) ?? '', fate === 'purged' ? 1 : 0, ++this.#turn, now, id],
      )
      this.#run('DELETE FROM tag WHERE entry = ?', id)
      this.#tag(id, head.tags)
    })
    return true
  }

  /** How many it met. */
  purge(purge: Purge, now: number): number {
    const [where, values] = conditionOf(purge.target)
    return this.#storage.transactionSync(() => {
      this.#log(this.#journal.append(purge))
      if (!purge.soft) return this.#doom(where, values, now)
      const [row] = this.#run(`SELECT count(*) AS met FROM entry WHERE ${where}`, ...values)
      this.#run(`UPDATE entry SET purged = 1 WHERE ${where}`, ...values)
      return Number(row?.met)
    })
  }

  /** One chunk of a body; `undefined` where it has been swept away. */
  chunk(id: string, at: number): ArrayBuffer | undefined {
    const [row] = this.#run('SELECT bytes FROM chunk WHERE entry = ? AND at = ?', id, at)
    return row?.bytes as ArrayBuffer | undefined
  }

  /** Sweeps bodies away whose time has come, at most `most`. Those that are in the bucket are for the caller to delete. */
  sweep(now: number, most: number): readonly Doomed[] {
    return this.#storage.transactionSync(() => {
      const rows = this.#run('SELECT id, remote FROM doomed WHERE due <= ? ORDER BY due LIMIT ?', now, most)
      for (const { id } of rows) {
        this.#run('DELETE FROM chunk WHERE entry = ?', id as string)
        this.#run('DELETE FROM doomed WHERE id = ?', id as string)
      }
      return rows.map(({ id, remote }) => ({ id: id as string, remote: remote === 1 }))
    })
  }

  /** ms: when there is something to sweep. */
  get due(): number | undefined {
    const [row] = this.#run('SELECT min(due) AS due FROM doomed')
    return row?.due == null ? undefined : Number(row.due)
  }

  #run(query: string, ...values: readonly Value[]): readonly Readonly<Record<string, Value>>[] {
    return this.#storage.sql.exec(query, ...values).toArray()
  }

  #tag(id: string, tags: readonly string[]): void {
    for (const tag of tags) this.#run('INSERT OR IGNORE INTO tag VALUES (?, ?)', tag, id)
  }

  #doom(where: string, values: readonly Value[], now: number): number {
    const [sums] = this.#run(
      `SELECT count(*) AS met, coalesce(sum(bytes), 0) AS bytes FROM entry WHERE ${where}`,
      ...values,
    )
    const met = Number(sums?.met)
    if (met === 0) return 0
    this.#run(
      `INSERT OR REPLACE INTO doomed SELECT id, remote, ? FROM entry WHERE ${where}`,
      now + readingMs,
      ...values,
    )
    // The tags last: a condition may ask for them.
    const ids = `SELECT id FROM entry WHERE ${where}`
    const gone = this.#run(ids, ...values)
    this.#run(`DELETE FROM entry WHERE ${where}`, ...values)
    for (const { id } of gone) this.#run('DELETE FROM tag WHERE entry = ?', id as string)
    this.#held -= Number(sums?.bytes)
    return met
  }

  #makeRoom(now: number): void {
    while (this.#held > this.#maxBytes) {
      const [oldest] = this.#run('SELECT id FROM entry ORDER BY used, turn LIMIT 1')
      if (oldest === undefined) return
      this.#doom('id = ?', [oldest.id as string], now)
    }
  }

  #log({ target, soft, epoch }: Logged): void {
    const text = JSON.stringify(target)
    this.#run('DELETE FROM log WHERE target = ? AND soft = ?', text, soft ? 1 : 0)
    this.#run('INSERT INTO log VALUES (?, ?, ?)', epoch, text, soft ? 1 : 0)
    const { floor } = this.#journal.news(epoch)
    this.#run(`UPDATE fact SET value = ? WHERE name = 'epoch'`, String(epoch))
    this.#run(`UPDATE fact SET value = ? WHERE name = 'floor' AND value <> ?`, String(floor), String(floor))
    this.#run('DELETE FROM log WHERE epoch <= ?', floor)
  }

  #written(): News {
    const facts = Object.fromEntries(this.#run('SELECT name, value FROM fact').map(({ name, value }) => [name, value]))
    const purges = this.#run('SELECT epoch, target, soft FROM log ORDER BY epoch').map(({ epoch, target, soft }) => ({
      epoch: Number(epoch),
      target: JSON.parse(target as string) as Target,
      soft: soft === 1,
    }))
    return { id: String(facts.id), epoch: Number(facts.epoch), floor: Number(facts.floor), purges }
  }
}

/** As `meets` (stores/target.ts) says it. */
function conditionOf(target: Target): readonly [where: string, values: readonly Value[]] {
  switch (target.by) {
    case 'everything':
      return ['1', []]
    case 'key':
    case 'url':
    case 'host':
      return [`${target.by} = ?`, [target.value]]
    case 'tag':
      return ['id IN (SELECT entry FROM tag WHERE tag = ?)', [target.value]]
    case 'prefix':
      // From it on by the index, as far as no URL begins with it any more.
      return [
        'url >= ? AND url < ? AND substr(url, 1, ?) = ?',
        [target.value, `${target.value}\u{10ffff}`, target.value.length, target.value],
      ]
  }
}
