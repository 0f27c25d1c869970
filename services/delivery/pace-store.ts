import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { queryRows } from '../platform/db/rows.ts'

type Execute = Pick<Db, 'execute'>

/**
 * Reserves the next `count` places under a rate that all processes share, and tells how many milliseconds remain until
 * the first of them. The database's clock decides, since it is the only one they have in common.
 */
export async function reservePace(
  db: Execute,
  { count, ratePerSecond }: { count: number; ratePerSecond: number },
): Promise<number> {
  const seconds = count / ratePerSecond
  const [row] = await queryRows(
    db,
    z.object({ wait: z.coerce.number() }),
    sql`
    insert into sending_pace as p (name, next_at) values ('all', clock_timestamp() + make_interval(secs => ${seconds}))
    on conflict (name) do update set next_at = greatest(p.next_at, clock_timestamp()) + make_interval(secs => ${seconds})
    returning extract(epoch from next_at - clock_timestamp()) - ${seconds}::float8 as wait`,
  )
  return Math.max(0, (row?.wait ?? 0) * 1_000)
}

/** Counts messages against the limit of a day (UTC), which all processes share. False: the day is full. May pass it by one group. */
export async function reserveDay(
  db: Execute,
  { day, count, limit }: { day: string; count: number; limit: number },
): Promise<boolean> {
  const rows = await queryRows(
    db,
    z.object({ begun: z.number() }),
    sql`
    insert into sending_days as d (day, begun) select ${day}::date, ${count}::int where ${limit}::int > 0
    on conflict (day) do update set begun = d.begun + excluded.begun where d.begun < ${limit}
    returning begun`,
  )
  return rows.length > 0
}
