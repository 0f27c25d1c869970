import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { listDigestPapers } from '../digests/digest-store.ts'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'

// A paper stays in an edition's window for at most 45 days (see windowDays), and a row that said "nothing new" may become
// a digest up to a month after it was made: what is older than both together cannot matter.
const memoryDays = 80

const nothing: ReadonlySet<number> = new Set()

/**
 * Which papers each reader has had, or may have had: sent, on its way, or ended without a reply. A delivery that surely
 * did not arrive (failed, skipped, expired) leaves its papers for a later edition. Run `expireLate` before, in the same
 * transaction.
 */
export async function listSeenPapers(
  db: Pick<Db, 'execute'>,
  readers: { subscriberIds: readonly number[]; now: Date },
): Promise<(subscriberId: number) => ReadonlySet<number>> {
  const deliveries = await queryRows(
    db,
    z.object({ subscriber_id: id, digest_ids: z.array(id) }),
    sql`
    select subscriber_id, array_agg(digest_id order by digest_id) as digest_ids from deliveries
    where subscriber_id = any(${param.ids(readers.subscriberIds)}) and digest_id is not null
      and state not in ('failed', 'skipped', 'expired') and created_at > ${param.instant(readers.now)} - make_interval(days => ${memoryDays})
    group by subscriber_id`,
  )
  const papersOf = await listDigestPapers(db, [...new Set(deliveries.flatMap((row) => row.digest_ids))])
  // Most readers who follow the same had the same digests: they share one set, and with it the choice of their papers.
  const sets = new Map<string, ReadonlySet<number>>()
  const setOf = (digestIds: readonly number[]) => {
    const key = digestIds.join()
    const known = sets.get(key)
    if (known) return known
    const made = new Set(digestIds.flatMap((digest) => papersOf.get(digest) ?? []))
    sets.set(key, made)
    return made
  }
  const seen = new Map(deliveries.map((row) => [row.subscriber_id, setOf(row.digest_ids)]))
  return (subscriberId) => seen.get(subscriberId) ?? nothing
}

/** Ends what these readers did not get in time, so that its papers are free for the edition being planned. */
export async function expireLate(
  db: Pick<Db, 'execute'>,
  readers: { subscriberIds: readonly number[]; now: Date },
): Promise<void> {
  await db.execute(sql`
    update deliveries set state = 'expired', reason = 'too late'
    where subscriber_id = any(${param.ids(readers.subscriberIds)}) and state in ('pending', 'deferred')
      and expires_at <= ${param.instant(readers.now)}`)
}
