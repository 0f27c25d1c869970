import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'
import { frequencies } from '../subscribers/preferences.ts'

type Execute = Pick<Db, 'execute'>

const DueRow = z.object({
  id,
  interests_id: id,
  frequency: z.enum(frequencies),
  hour: z.number(),
  weekday: z.number(),
  timezone: z.string(),
  max_papers: z.number().nullable(),
  also_trending: z.boolean(),
  next_digest_at: instant,
})

/** A reader whose next digest is due; the row is locked until the transaction ends. */
export type Due = z.infer<typeof DueRow>

/**
 * Locks up to `limit` readers who are due, longest first, and among them those who follow the same side by side; those that
 * another planner holds are passed over.
 */
export function lockDueReaders(db: Execute, limit: number, now: Date): Promise<Due[]> {
  return queryRows(
    db,
    DueRow,
    sql`
    select id, interests_id, frequency, hour, weekday, timezone, max_papers, also_trending, next_digest_at from subscribers
    where status = 'active' and next_digest_at <= ${param.instant(now)}
    order by next_digest_at, interests_id, id limit ${limit} for update skip locked`,
  )
}

export type NewDelivery = {
  readonly editionId: number
  readonly subscriberId: number
  readonly digestId: number | null
  readonly state: 'pending' | 'skipped' | 'expired'
  readonly reason: string | null
  readonly expiresAt: Date
}

/**
 * Writes rows of the ledger and returns how many of them wait to be sent. A reader who has this edition already, by a
 * change of schedule, gets no second one; only "nothing new" may become something.
 */
export async function saveDeliveries(
  db: Execute,
  deliveries: readonly NewDelivery[],
  now: Date,
): Promise<number> {
  const rows = deliveries.map((delivery) => ({
    edition_id: delivery.editionId,
    subscriber_id: delivery.subscriberId,
    digest_id: delivery.digestId,
    state: delivery.state,
    reason: delivery.reason,
    expires_at: delivery.expiresAt.toISOString(),
  }))
  const saved = await queryRows(
    db,
    z.object({ state: z.string() }),
    sql`
    insert into deliveries (edition_id, subscriber_id, digest_id, state, reason, next_at, expires_at, message_at, created_at)
    select edition_id, subscriber_id, digest_id, state, reason, ${param.instant(now)}, expires_at, ${param.instant(now)}, ${param.instant(now)}
    from jsonb_to_recordset(${param.json(rows)})
      as r (edition_id bigint, subscriber_id bigint, digest_id bigint, state text, reason text, expires_at timestamptz)
    on conflict (edition_id, subscriber_id) do update set
      digest_id = excluded.digest_id, state = excluded.state, reason = excluded.reason, next_at = excluded.next_at,
      expires_at = excluded.expires_at, message_at = excluded.message_at
    where deliveries.state = 'skipped' and deliveries.reason = 'nothing new' and excluded.state = 'pending'
    returning state`,
  )
  return saved.filter((row) => row.state === 'pending').length
}

/** Sets when each reader's next digest is due. */
export async function moveOn(db: Execute, readers: readonly { id: number; nextAt: Date }[]): Promise<void> {
  const rows = readers.map((reader) => ({ id: reader.id, next_at: reader.nextAt.toISOString() }))
  await db.execute(sql`
    update subscribers s set next_digest_at = r.next_at
    from jsonb_to_recordset(${param.json(rows)}) as r (id bigint, next_at timestamptz) where s.id = r.id`)
}

/** Has the reader whom a plan of one would take wait an hour; returns who that is. */
export async function postponeFirst(db: Execute, now: Date): Promise<number | undefined> {
  const [row] = await queryRows(
    db,
    z.object({ id }),
    sql`
    update subscribers set next_digest_at = ${param.instant(now)} + interval '1 hour' where id = (
      select id from subscribers where status = 'active' and next_digest_at <= ${param.instant(now)}
      order by next_digest_at, id limit 1 for update skip locked)
    returning id`,
  )
  return row?.id
}
