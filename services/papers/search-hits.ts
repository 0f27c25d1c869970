import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'
import { DomainError } from '../platform/errors.ts'
import { plainQuotes } from '../platform/plain-quotes.ts'

export type PaperFilter = {
  readonly topic?: string | undefined
  /** Papers of any of these topics; none means all papers. */
  readonly anyTopic?: readonly string[] | undefined
  readonly category?: string | undefined
  /** Web-search syntax: `"grounded captions" OR vlm -survey`. Cut at 300 characters. */
  readonly query?: string | undefined
  /** YYYY-MM-DD: listed on this day, UTC. */
  readonly date?: string | undefined
}

/** How the words of a query narrow a list. */
export type Hits = { readonly condition: SQL; readonly areMany: boolean }

/** Above this, walking a list in its order soon meets enough of them; below, it might be walked to the end. */
const manyHits = 3_000

/**
 * Looks the words up in their index, and leaves the transaction set to read a list by the condition. The planner cannot be
 * left to choose: it does not know how dear it is to look for a word in a stored vector (700 ms for "language model" on
 * 100,000 papers, where this takes 15).
 */
export async function findHits(tx: Pick<Db, 'execute'>, filter: PaperFilter): Promise<Hits> {
  if (filter.query === undefined) return { condition: sql`true`, areMany: false }
  const matches = sql`p.search @@ ${tsQuery(filter)}`
  const where = conditions(filter)
  await tx.execute(sql`set local enable_seqscan = off`)
  const rows = await queryRows(
    tx,
    z.object({ id }),
    sql`select p.id from papers p where ${matches} and ${where} limit ${manyHits}`,
  )
  if (rows.length < manyHits)
    return { condition: sql`p.id = any(${param.ids(rows.map((row) => row.id))})`, areMany: false }
  await tx.execute(sql`set local enable_bitmapscan = off`)
  return { condition: matches, areMany: true }
}

/**
 * What a paper `p` must be, its words aside.
 * @throws DomainError DATE_INVALID
 */
export function conditions({ topic, anyTopic = [], category, date }: PaperFilter): SQL {
  const all = [sql`not p.withdrawn`]
  if (topic !== undefined)
    all.push(sql`exists (select from paper_topics t where t.paper_id = p.id and t.topic = ${plain(topic)})`)
  if (anyTopic.length > 0)
    all.push(
      sql`exists (select from paper_topics t where t.paper_id = p.id and t.topic = any(${param.texts(anyTopic.map(plain))}))`,
    )
  if (category !== undefined) all.push(sql`p.categories @> ${param.texts([plain(category)])}`)
  if (date !== undefined) all.push(isListedOn(date))
  return sql.join(all, sql` and `)
}

const mostQueryChars = 300

export function tsQuery({ query = '' }: PaperFilter): SQL {
  return sql`websearch_to_tsquery('english', ${plain(plainQuotes(query.slice(0, mostQueryChars)))})`
}

/** Postgres takes no NUL in text; nothing stored has one either. */
function plain(text: string): string {
  return text.replaceAll('\0', '')
}

function isListedOn(date: string): SQL {
  const from = new Date(`${date}T00:00:00Z`)
  // Years of four digits that PostgreSQL knows, and the day after too.
  const isDay = /^(?!0000|9999)\d{4}-/.test(date) && !Number.isNaN(from.getTime())
  if (!isDay || from.toISOString().slice(0, 10) !== date) {
    throw new DomainError('DATE_INVALID', 'The date is no day of the calendar; write it like 2026-11-24.', {
      fields: { date: 'Write it like 2026-11-24.' },
    })
  }
  const until = new Date(from.getTime() + 24 * 3_600_000)
  return sql`p.listed_at >= ${param.instant(from)} and p.listed_at < ${param.instant(until)}`
}
