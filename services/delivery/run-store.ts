import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { param, queryRows } from '../platform/db/rows.ts'
import { deliveryStates } from './tables.ts'

/**
 * What became so far of the deliveries planned at exactly this instant, by state. A planner stamps all its rows with one
 * instant, so it names a run.
 */
export async function countPlannedAt(
  db: Pick<Db, 'execute'>,
  at: Date,
): Promise<ReadonlyMap<(typeof deliveryStates)[number], number>> {
  const rows = await queryRows(
    db,
    z.object({ state: z.enum(deliveryStates), count: z.coerce.number() }),
    sql`select d.state, count(*) as count from deliveries d where ${isPlannedAt(at)} group by d.state`,
  )
  return new Map(rows.map((row) => [row.state, row.count]))
}

/**
 * What was planned at an instant that has not come yet is due from `now` on. Only what waits for its first attempt moves;
 * the clock that senders share does not.
 */
export async function bringForward(
  db: Pick<Db, 'execute'>,
  { at, now }: { at: Date; now: Date },
): Promise<void> {
  await db.execute(sql`
    update deliveries d set next_at = ${param.instant(now)}
    where ${isPlannedAt(at)} and d.state = 'pending' and d.next_at > ${param.instant(now)}`)
}

/** A due edition is at most a month old, or two days ahead where the reader's day is: few editions, found by index. */
function isPlannedAt(at: Date): SQL {
  const instant = param.instant(at)
  return sql`d.message_at = ${instant} and d.edition_id in (
    select id from editions where date between (${instant} - interval '45 days')::date and (${instant} + interval '2 days')::date)`
}
