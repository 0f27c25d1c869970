import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../platform/db/connect.ts'
import { type Position, readCursor, type Sort, writeCursor } from './list-papers-cursor.ts'
import { listPage, type PaperSummary } from './paper-store.ts'
import { conditions, findHits, type PaperFilter } from './search-hits.ts'

export { findPaper, type PaperDetail } from './list-papers-detail.ts'
export type { PaperSummary } from './paper-store.ts'

export type PaperQuery = PaperFilter & {
  readonly sort: Sort
  /** 1 to 100. */
  readonly limit: number
  /** `nextCursor` of the page before, asked with the same sort. */
  readonly cursor?: string | undefined
}

/**
 * A page of papers, trending or newest first. Withdrawn papers are left out; what a backfill brought is found by a
 * search only, since it never was news, and stands there by the date of its publication. The score may move between two
 * pages: a paper may then be missed or seen twice.
 * @throws DomainError CURSOR_INVALID, or DATE_INVALID when `date` is no day of the calendar
 */
export async function listPapers(
  db: Pick<Db, 'execute' | 'transaction'>,
  options: PaperQuery,
): Promise<{ papers: PaperSummary[]; nextCursor?: string }> {
  const limit = Math.min(100, Math.max(1, Math.trunc(options.limit)))
  const after = options.cursor === undefined ? undefined : readCursor(options.cursor, options.sort)
  const list = (tx: Pick<Db, 'execute'>, isIn: SQL) =>
    listPage(tx, selectPage(options, { isIn, after, rows: limit + 1 }))
  const rows = await (options.query === undefined
    ? list(db, sql`p.listed_at is not null`)
    : db.transaction(async (tx) => list(tx, (await findHits(tx, options)).condition)))
  const papers = rows.slice(0, limit)
  const last = papers.at(-1)
  const summaries = papers.map((row) => row.summary)
  if (last === undefined || rows.length <= limit) return { papers: summaries }
  const position = { key: last.sortKey, id: Number(last.summary.id) }
  return { papers: summaries, nextCursor: writeCursor(options.sort, position) }
}

type Page = { readonly isIn: SQL; readonly after: Position | undefined; readonly rows: number }

/** One id and one place a row; the sort repeats `nulls last` because the planner matches an index by it. */
function selectPage(options: PaperQuery, { isIn, after, rows }: Page): SQL {
  const place = options.sort === 'trending' ? sql`p.score` : newnessOf(options)
  const isAfter = after
    ? sql`and (${place}, p.id) < (${readPlace(options.sort, after.key)}, ${after.id}::bigint)`
    : sql``
  return sql`
    select p.id, ${place} as place, ${writePlace(options.sort, place)} as sort_key from papers p
    where ${isIn} and ${conditions(options)} ${isAfter}
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
