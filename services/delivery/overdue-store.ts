import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'

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

const PausedEdition = z.object({
  id,
  cadence: z.string(),
  date: z.string(),
  reason: z.string().nullable(),
  until: instant.nullable(),
})

/** Editions that are not being sent; `until` is there where a fault of ours paused them and they are tried again then. */
export function listPausedEditions(db: Pick<Db, 'execute'>): Promise<z.infer<typeof PausedEdition>[]> {
  return queryRows(
    db,
    PausedEdition,
    sql`select id, cadence, date::text, state_reason as reason, paused_until as until from editions where state = 'paused' order by id`,
  )
}
