import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'
import type { Match } from './match-papers.ts'

/** Stands in `because` for a paper from outside what the reader follows. No topic, category, keyword or author is so short. */
export const alsoTrending = '*'

const mostExtras = 3
// Room for those that the reader has had already, or gets for their topics.
const depth = 300

/** What trends in (`since`, `until`] whatever the topic, best first. */
export async function listTrendingPapers(
  db: Pick<Db, 'execute'>,
  window: { readonly since: Date; readonly until: Date },
): Promise<number[]> {
  const rows = await queryRows(
    db,
    z.object({ id }),
    sql`
    select id from papers
    where listed_at > ${param.instant(window.since)} and listed_at <= ${param.instant(window.until)} and not withdrawn
    order by score desc, id desc limit ${depth}`,
  )
  return rows.map((row) => row.id)
}

/**
 * The choice with up to three trending papers after it, where it is smaller than the reader wants. An empty choice stays
 * empty: a reader with nothing new on their own topics gets no mail.
 */
export function addTrending(
  chosen: readonly Match[],
  trending: readonly number[],
  reader: { readonly seen: ReadonlySet<number>; readonly most: number },
): Match[] {
  if (chosen.length === 0) return []
  const own = new Set(chosen.map((match) => match.paperId))
  const room = Math.min(mostExtras, reader.most - chosen.length)
  const extras = trending.filter((paperId) => !own.has(paperId) && !reader.seen.has(paperId))
  return [
    ...chosen,
    ...extras.slice(0, Math.max(0, room)).map((paperId) => ({ paperId, because: [alsoTrending] })),
  ]
}
