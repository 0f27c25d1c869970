import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'

// Papers leave an edition's window after at most 45 days (see windowDays), so older deliveries cannot matter.
const memoryDays = 60

const nothing: ReadonlySet<number> = new Set()

/**
 * Which papers each reader has had, or may have had: sent, on its way, or ended without a reply. A delivery that surely
 * did not arrive (failed, skipped, expired) leaves its papers for a later edition.
 */
export async function listSeenPapers(
  db: Pick<Db, 'execute'>,
  readers: { subscriberIds: readonly number[]; now: Date },
): Promise<(subscriberId: number) => ReadonlySet<number>> {
  const deliveries = await queryRows(
    db,
    z.object({ subscriber_id: id, digest_ids: z.array(id) }),
    sql`
    select subscriber_id, array_agg(digest_id) as digest_ids from deliveries
    where subscriber_id = any(${param.ids(readers.subscriberIds)}) and digest_id is not null
      and state not in ('failed', 'skipped', 'expired') and created_at > ${param.instant(readers.now)} - make_interval(days => ${memoryDays})
    group by subscriber_id`,
  )
  const digestIds = [...new Set(deliveries.flatMap((row) => row.digest_ids))]
  const digests = await queryRows(
    db,
    z.object({ id, paper_ids: z.array(id) }),
    sql`select id, paper_ids from digests where id = any(${param.ids(digestIds)})`,
  )
  const papersOf = new Map(digests.map((row) => [row.id, row.paper_ids]))
  const seen = new Map(
    deliveries.map((row) => [
      row.subscriber_id,
      new Set(row.digest_ids.flatMap((digest) => papersOf.get(digest) ?? [])),
    ]),
  )
  return (subscriberId) => seen.get(subscriberId) ?? nothing
}
