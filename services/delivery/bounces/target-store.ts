import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../platform/db/connect.ts'
import { id, param, queryRows } from '../../platform/db/rows.ts'
import type { Target } from './verp.ts'

type Execute = Pick<Db, 'execute'>

/** Whom a mail of ours went to; both are gone once the reader is erased. */
export type Addressee = { readonly email: string | undefined; readonly subscriberId: number | undefined }

const AddresseeRow = z
  .object({ email: z.string().nullable(), subscriber_id: id.nullable() })
  .transform(
    (row): Addressee => ({ email: row.email ?? undefined, subscriberId: row.subscriber_id ?? undefined }),
  )

/** Whom it went to; undefined when there is no such mail. */
export async function findAddressee(db: Execute, target: Target): Promise<Addressee | undefined> {
  const [row] = await queryRows(
    db,
    AddresseeRow,
    target.kind === 'delivery' ? ofDelivery(target.id) : ofNotice(target.id),
  )
  return row
}

// A mail that was never begun cannot have come back; its id alone proves nothing.
function ofDelivery(deliveryId: number): SQL {
  return sql`
    select s.email, s.id as subscriber_id from deliveries d left join subscribers s on s.id = d.subscriber_id
    where d.id = ${deliveryId} and d.attempt > 0`
}

function ofNotice(noticeId: number): SQL {
  return sql`
    select coalesce(s.email, r.email, p.email) as email, s.id as subscriber_id from notices n
    left join subscribers s on s.id = n.subscriber_id left join signup_requests r on r.id = n.request_id
    left join privacy_requests p on p.id = n.privacy_request_id
    where n.id = ${noticeId} and n.attempt > 0`
}

// A provider that does not show our ids tells the address: the mail it means is one of the last few.
const recentDays = 30

/** The newest mail that went to an address within 30 days. */
export async function findLatestTo(db: Execute, email: string, now: Date): Promise<Target | undefined> {
  const [row] = await queryRows(
    db,
    z.object({ id }),
    sql`
    select d.id from deliveries d join subscribers s on s.id = d.subscriber_id
    where lower(s.email) = lower(${email}) and d.attempt > 0 and d.created_at > ${param.instant(now)} - make_interval(days => ${recentDays})
    order by d.created_at desc limit 1`,
  )
  return row && { kind: 'delivery', id: row.id }
}

/** Why a mail did not arrive. */
type Loss = { readonly reason: string; readonly enhanced: string | undefined }

/**
 * The mail did not arrive: a report settles what was sent and what ended without a reply. One that is about to go out
 * again, because a person asked for it, is left alone.
 */
export async function markLost(db: Execute, target: Target, { reason, enhanced }: Loss): Promise<void> {
  const change =
    target.kind === 'delivery'
      ? sql`
        update deliveries set state = 'failed', reason = ${reason}, enhanced_status = coalesce(${enhanced ?? null}, enhanced_status), lease_until = null
        where id = ${target.id} and state in ('transmitting', 'sent', 'uncertain', 'deferred')`
      : sql`update notices set state = 'failed', reason = ${reason} where id = ${target.id} and state = 'sent'`
  await db.execute(change)
}

/** Somebody had the mail before their eyes: it arrived, whatever its transmission had looked like. */
export async function markArrived(db: Execute, target: Target, now: Date): Promise<void> {
  if (target.kind !== 'delivery') return
  await db.execute(sql`
    update deliveries set state = 'sent', reason = 'its reader answered', sent_at = coalesce(sent_at, ${param.instant(now)}), lease_until = null
    where id = ${target.id} and state = 'uncertain'`)
}
