import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'

type Execute = Pick<Db, 'execute'>

// Mailman's threshold and a month for it: a mailbox that is full for a week is given up, one full over a weekend is not.
const mostDays = 5
const withinDays = 30

/** Notes that these readers' mailboxes refused today for a reason that may pass, once a day. Returns those it was too often for. */
export async function noteSoftBounces(
  db: Execute,
  subscriberIds: readonly number[],
  now: Date,
): Promise<ReadonlySet<number>> {
  if (subscriberIds.length === 0) return new Set()
  const today = now.toISOString().slice(0, 10)
  await db.execute(sql`
    insert into soft_bounces (subscriber_id, day) select s.id, ${today}::date from subscribers s
    where s.id = any(${param.ids(subscriberIds)}) order by s.id on conflict do nothing`)
  const rows = await queryRows(
    db,
    z.object({ subscriber_id: id }),
    sql`
    select subscriber_id from soft_bounces
    where subscriber_id = any(${param.ids(subscriberIds)}) and day > ${today}::date - ${withinDays}::int
    group by subscriber_id having count(*) >= ${mostDays}`,
  )
  return new Set(rows.map((row) => row.subscriber_id))
}

/** A mail that was accepted proves the mailbox: what was held against it is forgotten. */
export async function forgetSoftBounces(db: Execute, subscriberIds: readonly number[]): Promise<void> {
  if (subscriberIds.length === 0) return
  await db.execute(sql`delete from soft_bounces where subscriber_id = any(${param.ids(subscriberIds)})`)
}
