import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../platform/db/connect.ts'
import { param } from '../platform/db/rows.ts'
import { DomainError } from '../platform/errors.ts'
import { type Position, readCursor, type Sort, writeCursor } from './list-papers-cursor.ts'
import { listPage, type PaperSummary } from './paper-store.ts'

export { findPaper, type PaperDetail } from './list-papers-detail.ts'
export type { PaperSummary } from './paper-store.ts'

export type PaperQuery = {
  readonly topic?: string | undefined
  /** Papers of any of these topics; none means all papers. */
  readonly anyTopic?: readonly string[] | undefined
  readonly category?: string | undefined
  /** Web-search syntax: `"grounded captions" OR vlm -survey`. Cut at 300 characters. */
  readonly query?: string | undefined
  /** YYYY-MM-DD: listed on this day, UTC. */
  readonly date?: string | undefined
  readonly sort: Sort
  /** 1 to 100. */
  readonly limit: number
  /** `nextCursor` of the page before, asked with the same sort. */
  readonly cursor?: string | undefined
}

/**
 * A page of papers, trending or newest first. Withdrawn papers are left out; what a backfill brought is found by a
 * search only, since it never was news. The score may move between two pages: a paper may then be missed or seen twice.
 * @throws DomainError CURSOR_INVALID, or DATE_INVALID when `date` is no day of the calendar
 */
export async function listPapers(
  db: Pick<Db, 'execute'>,
  options: PaperQuery,
): Promise<{ papers: PaperSummary[]; nextCursor?: string }> {
  const limit = Math.min(100, Math.max(1, Math.trunc(options.limit)))
  const after = options.cursor === undefined ? undefined : readCursor(options.cursor, options.sort)
  const rows = await listPage(db, selectPage(options, after, limit + 1))
  const papers = rows.slice(0, limit)
  const last = papers.at(-1)
  const summaries = papers.map((row) => row.summary)
  if (last === undefined || rows.length <= limit) return { papers: summaries }
  const position = { key: last.sortKey, id: Number(last.summary.id) }
  return { papers: summaries, nextCursor: writeCursor(options.sort, position) }
}

/** One id and one place a row; the sort repeats `nulls last` because the planner matches an index by it. */
function selectPage(options: PaperQuery, after: Position | undefined, rows: number): SQL {
  const conditions = [sql`not p.withdrawn`, ...filters(options)]
  const place = options.sort === 'trending' ? sql`p.score` : newnessOf(options)
  if (after)
    conditions.push(sql`(${place}, p.id) < (${readPlace(options.sort, after.key)}, ${after.id}::bigint)`)
  return sql`
    select p.id, ${place} as place, ${writePlace(options.sort, place)} as sort_key from papers p
    where ${sql.join(conditions, sql` and `)}
    order by ${place} desc nulls last, p.id desc nulls last limit ${rows}`
}

/** A search also finds what was never listed; that has the date of its publication. */
function newnessOf(options: PaperQuery): SQL {
  if (options.query === undefined) return sql`p.listed_at`
  return sql`coalesce(p.listed_at, p.published_at, p.changed_at)`
}

/** Microseconds since 1970, because a JavaScript date would lose the last three digits and with them a paper. */
function writePlace(sort: Sort, place: SQL): SQL {
  if (sort === 'trending') return sql`(${place})::text`
  return sql`(extract(epoch from ${place}) * 1000000)::bigint::text`
}

function readPlace(sort: Sort, key: string): SQL {
  if (sort === 'trending') return sql`${key}::text::float8`
  return sql`(timestamptz 'epoch' + ${key}::text::float8 * interval '1 microsecond')`
}

function filters(options: PaperQuery): SQL[] {
  const { topic, anyTopic = [], category, query, date } = options
  return [
    ...(query === undefined ? [sql`p.listed_at is not null`] : [matches(query)]),
    ...(topic === undefined
      ? []
      : [sql`exists (select from paper_topics t where t.paper_id = p.id and t.topic = ${plain(topic)})`]),
    ...(anyTopic.length === 0
      ? []
      : [
          sql`exists (select from paper_topics t where t.paper_id = p.id and t.topic = any(${param.texts(anyTopic.map(plain))}))`,
        ]),
    ...(category === undefined ? [] : [sql`p.categories @> ${param.texts([plain(category)])}`]),
    ...(date === undefined ? [] : [isListedOn(date)]),
  ]
}

const MOST_QUERY_CHARS = 300

/**
 * Looked up once, by its index, as an array: joined, a rare word would be hunted for along the order of the list, or its
 * hits gone through again for each paper.
 */
function matches(query: string): SQL {
  const wanted = plain(query.slice(0, MOST_QUERY_CHARS))
  return sql`p.id = any(array(select id from papers where search @@ websearch_to_tsquery('english', ${wanted})))`
}

/** Postgres takes no NUL in text; nothing stored has one either. */
function plain(text: string): string {
  return text.replaceAll('\0', '')
}

function isListedOn(date: string): SQL {
  const from = new Date(`${date}T00:00:00Z`)
  if (Number.isNaN(from.getTime()) || from.toISOString().slice(0, 10) !== date) {
    throw new DomainError('DATE_INVALID', 'The date is no day of the calendar; write it like 2026-11-24.', {
      fields: { date: 'Write it like 2026-11-24.' },
    })
  }
  const until = new Date(from.getTime() + 24 * 3_600_000)
  return sql`p.listed_at >= ${param.instant(from)} and p.listed_at < ${param.instant(until)}`
}
