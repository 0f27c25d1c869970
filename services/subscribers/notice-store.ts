import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'

type Execute = Pick<Db, 'execute'>

// A claim that is not settled within this time belongs to a process that died; the notice is taken up again.
const leaseMinutes = 5

const NoticeRow = z.object({
  id,
  kind: z.enum(['confirmation', 'goodbye', 'export', 'erase']),
  attempt: z.number(),
  request_id: id.nullable(),
  subscriber_id: id.nullable(),
  privacy_request_id: id.nullable(),
  email: z.string(),
  locale: z.string(),
  created_at: instant,
})

export type Notice = z.infer<typeof NoticeRow>

/** Takes up to `limit` notices that are due, oldest first. */
export function claimNotices(db: Execute, limit: number, now: Date): Promise<Notice[]> {
  return queryRows(
    db,
    NoticeRow,
    sql`
    with due as (
      select id from notices where state in ('pending', 'claimed') and next_at <= ${param.instant(now)}
      order by next_at, id limit ${limit} for update skip locked
    ), claimed as (
      update notices n set state = 'claimed', attempt = n.attempt + 1, next_at = ${param.instant(now)} + make_interval(mins => ${leaseMinutes})
      from due where n.id = due.id returning n.*
    )
    select c.id, c.kind, c.attempt, c.request_id, c.subscriber_id, c.privacy_request_id, coalesce(r.email, s.email, p.email) as email,
      coalesce(r.preferences->>'locale', s.locale, known.locale, 'en') as locale, c.created_at
    from claimed c left join signup_requests r on r.id = c.request_id left join subscribers s on s.id = c.subscriber_id
    left join privacy_requests p on p.id = c.privacy_request_id
    left join subscribers known on lower(known.email) = lower(p.email)
    order by c.id`,
  )
}

export type NoticeResult = {
  readonly state: 'sent' | 'failed' | 'expired' | 'pending'
  readonly reason?: string
  readonly nextAt?: Date
}

/** Writes what became of a claimed notice; a claim that was taken over meanwhile is left alone. */
export async function settleNotice(
  db: Execute,
  notice: Notice,
  result: NoticeResult & { now: Date },
): Promise<void> {
  const nextAt = result.nextAt ?? result.now
  await db.execute(sql`
    update notices set state = ${result.state}, reason = ${result.reason?.slice(0, 500) ?? null}, next_at = ${param.instant(nextAt)},
      sent_at = ${result.state === 'sent' ? param.instant(result.now) : sql`null`}
    where id = ${notice.id} and attempt = ${notice.attempt} and state = 'claimed'`)
}
