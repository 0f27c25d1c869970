import { type SQL, sql } from 'drizzle-orm'
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

/** Where a planner stands in the order of readers who are due. */
export type Position = Pick<Due, 'next_digest_at' | 'interests_id' | 'id'>

/**
 * Locks up to `limit` readers who are due, longest first, and among them those who follow the same side by side; those that
 * another planner holds are passed over. `after`: those behind this reader, since to look through a million who have just
 * been planned takes long.
 */
export function lockDueReaders(
  db: Execute,
  limit: number,
  at: { readonly now: Date; readonly after: Position | undefined },
): Promise<Due[]> {
  return queryRows(
    db,
    DueRow,
    sql`
    select id, interests_id, frequency, hour, weekday, timezone, max_papers, also_trending, next_digest_at from subscribers
    where ${isDue(at)} order by next_digest_at, interests_id, id limit ${limit} for update skip locked`,
  )
}

function isDue({ now, after }: { readonly now: Date; readonly after: Position | undefined }): SQL {
  const due = sql`status = 'active' and next_digest_at <= ${param.instant(now)}`
  if (!after) return due
  return sql`${due} and (next_digest_at, interests_id, id) > (${param.instant(after.next_digest_at)}, ${after.interests_id}::bigint, ${after.id}::bigint)`
}

/** Rows of the ledger that say the same, for these readers. */
export type NewDeliveries = {
  readonly editionId: number
  readonly digestId: number | null
  readonly state: 'pending' | 'skipped' | 'expired'
  readonly reason: string | null
  readonly expiresAt: Date
  readonly subscriberIds: readonly number[]
}

/**
 * Writes rows of the ledger and returns how many of them wait to be sent. A reader who has this edition already, by a
 * change of schedule, gets no second one; only "nothing new" may become something.
 */
export async function saveDeliveries(
  db: Execute,
  deliveries: readonly NewDeliveries[],
  now: Date,
): Promise<number> {
  const rows = deliveries.map((one) => ({
    edition_id: one.editionId,
    digest_id: one.digestId,
    state: one.state,
    reason: one.reason,
    expires_at: one.expiresAt.toISOString(),
    subscriber_ids: one.subscriberIds,
  }))
  const [saved] = await queryRows(
    db,
    z.object({ pending: z.coerce.number() }),
    sql`
    with saved as (
      insert into deliveries (edition_id, subscriber_id, digest_id, state, reason, next_at, expires_at, message_at, created_at)
      select edition_id, subscriber_id, digest_id, state, reason, ${param.instant(now)}, expires_at, ${param.instant(now)}, ${param.instant(now)}
      from jsonb_to_recordset(${param.json(rows)})
        as r (edition_id bigint, digest_id bigint, state text, reason text, expires_at timestamptz, subscriber_ids bigint[]),
        unnest(r.subscriber_ids) as subscriber_id
      on conflict (edition_id, subscriber_id) do update set
        digest_id = excluded.digest_id, state = excluded.state, reason = excluded.reason, next_at = excluded.next_at,
        expires_at = excluded.expires_at, message_at = excluded.message_at
      where deliveries.state = 'skipped' and deliveries.reason = 'nothing new' and excluded.state = 'pending'
      returning state
    )
    select count(*) filter (where state = 'pending') as pending from saved`,
  )
  return saved?.pending ?? 0
}

/** Sets when the next digest of these readers is due. */
export async function moveOn(
  db: Execute,
  readers: readonly { readonly nextAt: Date; readonly subscriberIds: readonly number[] }[],
): Promise<void> {
  const rows = readers.map((one) => ({ next_at: one.nextAt.toISOString(), ids: one.subscriberIds }))
  await db.execute(sql`
    update subscribers s set next_digest_at = r.next_at
    from jsonb_to_recordset(${param.json(rows)}) as r (next_at timestamptz, ids bigint[]), unnest(r.ids) as reader_id
    where s.id = reader_id`)
}

/** Has the reader whom a plan of one would take wait an hour; returns who that is. */
export async function postponeFirst(
  db: Execute,
  at: { readonly now: Date; readonly after: Position | undefined },
): Promise<number | undefined> {
  const [row] = await queryRows(
    db,
    z.object({ id }),
    sql`
    update subscribers set next_digest_at = ${param.instant(at.now)} + interval '1 hour' where id = (
      select id from subscribers where ${isDue(at)}
      order by next_digest_at, interests_id, id limit 1 for update skip locked)
    returning id`,
  )
  return row?.id
}
