import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { instant, queryRows } from '../platform/db/rows.ts'
import type { EditionSent } from '../subscribers/export-store.ts'

/** What the ledger has of one reader, oldest first: the export of their data shows it to them. */
export function listReaderEditions(db: Pick<Db, 'execute'>, subscriberId: number): Promise<EditionSent[]> {
  return queryRows(
    db,
    z
      .object({
        cadence: z.string(),
        date: z.string(),
        state: z.string(),
        reason: z.string().nullable(),
        sent_at: instant.nullable(),
        papers: z.array(z.string()),
      })
      .transform(({ sent_at: sentAt, ...row }) => ({ ...row, sentAt })),
    sql`
    select e.cadence, e.date::text, d.state, d.reason, d.sent_at, array(
      select f.content ->> 'title' from unnest(g.paper_ids) with ordinality as p (id, place)
      join edition_papers f on f.edition_id = e.id and f.paper_id = p.id order by p.place) as papers
    from deliveries d join editions e on e.id = d.edition_id left join digests g on g.id = d.digest_id
    where d.subscriber_id = ${subscriberId} order by d.created_at, d.id`,
  )
}
