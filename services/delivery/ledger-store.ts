import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'

type Execute = Pick<Db, 'execute'>

// Longer than any batch takes to send; a worker that dies frees its claims after it.
const leaseMinutes = 10

const ClaimRow = z
  .object({
    id,
    attempt: z.number(),
    resends: z.number(),
    edition_id: id,
    subscriber_id: id,
    digest_id: id,
    message_at: instant,
    email: z.string(),
    confirmed_at: instant,
  })
  .transform((row) => ({
    id: row.id,
    attempt: row.attempt,
    resends: row.resends,
    editionId: row.edition_id,
    subscriberId: row.subscriber_id,
    digestId: row.digest_id,
    messageAt: row.message_at,
    email: row.email,
    confirmedAt: row.confirmed_at,
  }))

/** A delivery that this worker holds. `attempt` is its fence: results count only while it is current. */
export type Claim = z.infer<typeof ClaimRow>

/** Takes up to `limit` deliveries that are due, oldest first; those of other workers are passed over. */
export function claimDeliveries(db: Execute, limit: number, now: Date): Promise<Claim[]> {
  return queryRows(
    db,
    ClaimRow,
    sql`
    with due as (
      select id from deliveries where state in ('pending', 'deferred') and next_at <= ${param.instant(now)} and subscriber_id is not null
      order by next_at, id limit ${limit} for update skip locked
    ), claimed as (
      update deliveries d set state = 'claimed', attempt = d.attempt + 1,
        lease_until = ${param.instant(now)} + make_interval(mins => ${leaseMinutes})
      from due where d.id = due.id
      returning d.*
    )
    select c.id, c.attempt, c.resends, c.edition_id, c.subscriber_id, c.digest_id, c.message_at, s.email, s.confirmed_at
    from claimed c join subscribers s on s.id = c.subscriber_id order by c.id`,
  )
}

/**
 * Commits that transmission begins, for those who may still have mail; the others are skipped with the reason. Returns
 * the ids to send. An unsubscribe that was committed before this statement holds.
 */
export async function beginTransmission(
  db: Execute,
  claims: readonly Claim[],
  now: Date,
): Promise<Set<number>> {
  const rows = await queryRows(
    db,
    z.object({ id, state: z.string() }),
    sql`
    update deliveries d set
      state = case when v.reason is null then 'transmitting' else v.state end,
      reason = v.reason,
      lease_until = case when v.reason is null then ${param.instant(now)} + make_interval(mins => ${leaseMinutes}) end
    from (
      select c.id, c.attempt,
        case when d.expires_at <= ${param.instant(now)} then 'expired' else 'skipped' end as state,
        case when d.expires_at <= ${param.instant(now)} then 'too late'
          when s.id is null or s.status <> 'active' then 'unsubscribed'
          when p.email_hash is not null then 'suppressed' end as reason
      from jsonb_to_recordset(${param.json(claims.map(({ id, attempt }) => ({ id, attempt })))}) as c (id bigint, attempt int)
      join deliveries d on d.id = c.id
      left join subscribers s on s.id = d.subscriber_id
      left join suppressions p on p.email_hash = s.email_hash and p.reason <> 'erased'
    ) v
    where d.id = v.id and d.attempt = v.attempt and d.state = 'claimed'
    returning d.id, d.state`,
  )
  return new Set(rows.filter((row) => row.state === 'transmitting').map((row) => row.id))
}

export type Result = {
  readonly id: number
  readonly attempt: number
  readonly state: 'sent' | 'deferred' | 'failed' | 'uncertain' | 'pending'
  readonly reason: string | null
  readonly nextAt: Date | null
  readonly resends?: number
  readonly smtpStatus: number | null
  readonly enhancedStatus: string | null
}

/** Writes results in one statement. Returns how many counted: fewer than given means another worker took over. */
export async function recordResults(db: Execute, results: readonly Result[], now: Date): Promise<number> {
  if (results.length === 0) return 0
  const rows = results.map((result) => ({
    id: result.id,
    attempt: result.attempt,
    state: result.state,
    reason: result.reason?.slice(0, 500) ?? null,
    next_at: result.nextAt?.toISOString() ?? null,
    resent: result.resends ?? 0,
    smtp_status: result.smtpStatus,
    enhanced_status: result.enhancedStatus,
  }))
  const counted = await queryRows(
    db,
    z.object({ id }),
    sql`
    update deliveries d set state = r.state, reason = r.reason, next_at = coalesce(r.next_at, d.next_at), resends = d.resends + r.resent,
      smtp_status = r.smtp_status, enhanced_status = r.enhanced_status, lease_until = null,
      sent_at = case when r.state = 'sent' then ${param.instant(now)} end
    from jsonb_to_recordset(${param.json(rows)})
      as r (id bigint, attempt int, state text, reason text, next_at timestamptz, resent int, smtp_status int, enhanced_status text)
    where d.id = r.id and d.attempt = r.attempt and d.state in ('transmitting', 'claimed')
    returning d.id`,
  )
  return counted.length
}

/** Gives back claims whose transmission has not begun. */
export async function releaseClaims(db: Execute, claims: readonly Claim[]): Promise<void> {
  await db.execute(sql`
    update deliveries d set state = 'pending', lease_until = null
    from jsonb_to_recordset(${param.json(claims.map(({ id, attempt }) => ({ id, attempt })))}) as c (id bigint, attempt int)
    where d.id = c.id and d.attempt = c.attempt and d.state = 'claimed'`)
}

/**
 * Frees what dead workers held: a claim whose transmission had not begun is pending again; one that had begun may have
 * arrived, so it is sent once more or held, as ON_UNCERTAIN says.
 */
export async function recoverLeases(
  db: Execute,
  options: { onUncertain: 'resend' | 'hold'; now: Date },
): Promise<number> {
  const rows = await queryRows(
    db,
    z.object({ id }),
    sql`
    update deliveries set
      state = case when state = 'claimed' then 'pending' when ${options.onUncertain} = 'resend' and resends = 0 then 'deferred' else 'uncertain' end,
      resends = case when state = 'transmitting' and ${options.onUncertain} = 'resend' and resends = 0 then 1 else resends end,
      reason = case when state = 'transmitting' then 'the worker ended during transmission' else reason end,
      next_at = ${param.instant(options.now)}, lease_until = null
    where state in ('claimed', 'transmitting') and lease_until < ${param.instant(options.now)}
    returning id`,
  )
  return rows.length
}
