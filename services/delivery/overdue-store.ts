import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { param, queryRows } from '../platform/db/rows.ts'

// A worker looks every minute; what has been due for longer than this has nobody who looks.
const patienceMinutes = 15

const count = z.coerce.number()
const Overdue = z.object({ uncertain: count, deliveries: count, readers: count, notices: count })

/** What waits for a person, and what waits for a worker that seems not to run. */
export async function countOverdue(db: Pick<Db, 'execute'>, now: Date): Promise<z.infer<typeof Overdue>> {
  const since = sql`${param.instant(now)} - make_interval(mins => ${patienceMinutes})`
  const [counts] = await queryRows(
    db,
    Overdue,
    sql`
    select
      (select count(*) from deliveries where state = 'uncertain') as uncertain,
      (select count(*) from deliveries where state in ('pending', 'deferred') and next_at < ${since} and expires_at > ${param.instant(now)}) as deliveries,
      (select count(*) from subscribers where status = 'active' and next_digest_at < ${since}) as readers,
      (select count(*) from notices where state in ('pending', 'claimed') and next_at < ${since}) as notices`,
  )
  if (!counts) throw new Error('counting returned no row')
  return counts
}
