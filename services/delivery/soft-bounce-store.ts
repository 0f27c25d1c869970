import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'

type Execute = Pick<Db, 'execute'>

// Mailman's threshold and a month for it: a mailbox that is full for a week is given up, one full over a weekend is not.
const mostDays = 5
const withinDays = 30
// A relay tries for up to 5 days (RFC 5321 4.5.4.1) before it reports: what is older and not reported has arrived.
const proofDays = 6

/**
 * Notes that these readers' mailboxes refused today for a reason that may pass, once a day. Returns those it was too often
 * for. `isReported`: our own mail server had taken the message, and it came back.
 */
export async function noteSoftBounces(
  db: Execute,
  subscriberIds: readonly number[],
  { now, isReported }: { now: Date; isReported: boolean },
): Promise<ReadonlySet<number>> {
  if (subscriberIds.length === 0) return new Set()
  const today = now.toISOString().slice(0, 10)
  await db.execute(sql`
    insert into soft_bounces as b (subscriber_id, day, reported) select s.id, ${today}::date, ${isReported} from subscribers s
    where s.id = any(${param.ids(subscriberIds)}) order by s.id
    on conflict (subscriber_id, day) do update set reported = b.reported or excluded.reported`)
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

/**
 * A mail that was accepted proves the mailbox: what was held against it is forgotten. What a report told stays until a
 * later mail has not come back either, because a relay accepts for full mailboxes too.
 */
export async function forgetSoftBounces(
  db: Execute,
  subscriberIds: readonly number[],
  now: Date,
): Promise<void> {
  if (subscriberIds.length === 0) return
  await db.execute(forgettingSoftBounces(subscriberIds, now))
}

/** The statement of `forgetSoftBounces`, also as part of another one. */
export function forgettingSoftBounces(subscriberIds: readonly number[], now: Date): SQL {
  return sql`
    delete from soft_bounces b where b.subscriber_id = any(${param.ids(subscriberIds)}) and (not b.reported or exists (
      select from deliveries d where d.subscriber_id = b.subscriber_id and d.state = 'sent' and d.sent_at > b.day + 1
        and d.sent_at < ${param.instant(now)} - make_interval(days => ${proofDays})))`
}
