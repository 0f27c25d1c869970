import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, queryRows } from '../platform/db/rows.ts'

/** The greatest paper id given so far; 0 without papers. */
export async function findLastPaperId(db: Pick<Db, 'execute'>): Promise<number> {
  const [row] = await queryRows(
    db,
    z.object({ last: id }),
    sql`select coalesce(max(id), 0) as last from papers`,
  )
  return row?.last ?? 0
}

/** Papers with a page worth an index: listed here once and not withdrawn, ids above `afterId` up to `untilId`. */
export function listPaperPages(
  db: Pick<Db, 'execute'>,
  { afterId, untilId }: { readonly afterId: number; readonly untilId: number },
): Promise<{ id: number; changedAt: Date }[]> {
  return queryRows(
    db,
    z.object({ id, changed_at: instant }).transform((row) => ({ id: row.id, changedAt: row.changed_at })),
    sql`
    select id, changed_at from papers
    where id > ${afterId} and id <= ${untilId} and listed_at is not null and not withdrawn order by id`,
  )
}
