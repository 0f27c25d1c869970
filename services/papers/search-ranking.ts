import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../platform/db/connect.ts'
import { param } from '../platform/db/rows.ts'
import type { PaperQuery, PaperSummary } from './list-papers.ts'
import { readCursor, writeCursor } from './list-papers-cursor.ts'
import { listPage } from './paper-store.ts'
import { conditions, findHits, type Hits, tsQuery } from './search-hits.ts'
import { trending } from './trending-constants.ts'

export const periods = ['day', 'week', 'month'] as const
export type Period = (typeof periods)[number]

type Ranking = Omit<PaperQuery, 'sort'> & { readonly by: Period | 'relevance' }

/**
 * A page of the papers that match a query best, or that gathered most of those listed in a period.
 * @throws DomainError CURSOR_INVALID
 */
export async function listBest(
  { db, now }: { readonly db: Pick<Db, 'transaction'>; readonly now: () => Date },
  ranking: Ranking,
): Promise<{ papers: PaperSummary[]; nextCursor?: string }> {
  const { by, cursor, limit } = ranking
  const after = cursor === undefined ? undefined : readCursor(cursor, 'trending')
  const rest = after ? sql`where (place, id) < (${after.key}::text::float8, ${after.id}::bigint)` : sql``
  const rows = await db.transaction(async (tx) => {
    const hits = await findHits(tx, ranking)
    const candidates =
      by === 'relevance' ? relevant(ranking, hits) : mostGathered(ranking, hits, since(by, now()))
    return listPage(
      tx,
      sql`
      select id, place, place::text as sort_key from (${candidates}) c ${rest}
      order by place desc, id desc limit ${limit + 1}`,
    )
  })
  const papers = rows.slice(0, limit).map((row) => row.summary)
  const last = rows[limit - 1]
  if (last === undefined || rows.length <= limit) return { papers }
  return { papers, nextCursor: writeCursor('trending', { key: last.sortKey, id: Number(last.summary.id) }) }
}

/** Ranking reads a paper's whole vector: of many hits only the most trending are worth it. */
const mostRanked = 400

/** Weights of D, C (abstracts), B and A (titles): however often an abstract says a word, a title with it comes first. */
const titleFirst = '{0.1, 0.1, 0.1, 1}'

/** The order repeats `nulls last` because the planner matches an index by it. */
function relevant(ranking: Ranking, { condition }: Hits): SQL {
  return sql`
    select id, ts_rank(${titleFirst}::float4[], search, ${tsQuery(ranking)})::float8 as place from (
      select p.id, p.search from papers p where ${condition} and ${conditions(ranking)}
      order by p.score desc nulls last, p.id desc nulls last limit ${mostRanked}
    ) hits`
}

const periodDays = { day: 1, week: 7, month: 30 } as const satisfies Record<Period, number>

function since(period: Period, now: Date): SQL {
  return sql`p.listed_at > ${param.instant(now)} - make_interval(days => ${periodDays[period]}) and p.listed_at <= ${param.instant(now)}`
}

/** Votes and half-weighted comments as the trending score counts them, without their age; ties go to the score. */
function mostGathered(ranking: Ranking, { condition, areMany }: Hits, isRecent: SQL): SQL {
  const place = sql`p.upvotes + ${trending.commentPoints}::float8 * least(p.comments, p.upvotes) + p.score / 100`
  if (!areMany)
    return sql`select p.id, ${place} as place from papers p where ${condition} and ${conditions(ranking)} and ${isRecent}`
  return sql`
    select id, place from (
      select p.id, ${place} as place from papers p where ${conditions(ranking)} and ${isRecent}
      order by place desc, id desc offset 0
    ) listed where exists (select from papers p where p.id = listed.id and ${condition})`
}
