import { sql } from 'drizzle-orm'
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
    // A due edition is at most a month old, or two days ahead where the reader's day is: few editions, found by index.
    sql`
    select d.state, count(*) as count from deliveries d
    where d.message_at = ${param.instant(at)} and d.edition_id in (
      select id from editions
      where date between (${param.instant(at)} - interval '45 days')::date and (${param.instant(at)} + interval '2 days')::date)
    group by d.state`,
  )
  return new Map(rows.map((row) => [row.state, row.count]))
}
