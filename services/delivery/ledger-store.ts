import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, prepared, queryRows } from '../platform/db/rows.ts'
import { forgettingSoftBounces } from './soft-bounce-store.ts'

type Execute = Pick<Db, 'execute'>

/** A holder that is alive renews its leases every few seconds; what it leaves behind is free again after this. */
export const leaseSeconds = 90

const ClaimRow = z
  .object({
    id,
    attempt: z.number(),
    resends: z.number(),
    refusals: z.number(),
    edition_id: id,
    subscriber_id: id,
    digest_id: id,
    message_at: instant,
    email: z.string(),
    email_hash: z.string(),
    confirmed_at: instant,
    locale: z.string(),
  })
  .transform((row) => ({
    id: row.id,
    attempt: row.attempt,
    resends: row.resends,
    refusals: row.refusals,
    editionId: row.edition_id,
    subscriberId: row.subscriber_id,
    digestId: row.digest_id,
    messageAt: row.message_at,
    email: row.email,
    /** Hex; under the key that signed when the reader confirmed. */
    emailHash: row.email_hash,
    confirmedAt: row.confirmed_at,
    locale: row.locale,
  }))

/** A delivery that this worker holds. `attempt` is its fence: results count only while it is current. */
export type Claim = z.infer<typeof ClaimRow>

// Editions older than this have expired in every cadence; their number bounds the look-ups of a claim.
const openDays = 60

/** An edition that is sent: running, or paused for a fault of ours whose time is over. Without an end, a pause is not over. */
const isOpen = (now: Date) =>
  sql`(e.state = 'running' or (e.state = 'paused' and coalesce(e.paused_until, 'infinity') <= ${param.instant(now)}))`

/** Takes up to `limit` deliveries that are due, oldest first; those of other workers are passed over. */
export function claimDeliveries(
  db: Execute,
  wanted: { limit: number; worker: string; now: Date },
): Promise<Claim[]> {
  const now = param.instant(wanted.now)
  return queryRows(
    db,
    ClaimRow,
    sql`
    with open as (
      select e.id from editions e where ${isOpen(wanted.now)} and e.created_at > ${now} - make_interval(days => ${openDays})
    ), due as (
      select w.id from open cross join lateral (
        select d.id, d.next_at from deliveries d
        where d.edition_id = open.id and d.state in ('pending', 'deferred') and d.next_at <= ${now} and d.subscriber_id is not null
        order by d.next_at, d.id limit ${wanted.limit} for update skip locked
      ) w order by w.next_at, w.id limit ${wanted.limit}
    ), claimed as (
      update deliveries d set state = 'claimed', attempt = d.attempt + 1, worker = ${wanted.worker},
        lease_until = ${now} + make_interval(secs => ${leaseSeconds})
      from due where d.id = due.id
      returning d.*
    )
    select c.id, c.attempt, c.resends, c.refusals, c.edition_id, c.subscriber_id, c.digest_id, c.message_at, s.email,
      encode(s.email_hash, 'hex') as email_hash, s.confirmed_at, s.locale
    from claimed c join subscribers s on s.id = c.subscriber_id order by c.id`,
  )
}

/** A claim whose message is ready. */
export type Ready = {
  readonly claim: Claim
  /** Hex hashes under which its address may be suppressed. */
  readonly hashes: readonly string[]
  /** Where it goes. */
  readonly group: string
  /** Hex SHA-256 of the message. */
  readonly messageHash: string
}

// A mail that may have arrived is sent again only as the same mail; a release or a new key in between makes it another.
const changed = 'sent before, and would not be the same mail any more'

/**
 * Commits that transmission begins, for those who may still have mail; the others are skipped with the reason, or wait
 * where their edition was paused. Returns the ids to send. An unsubscribe that was committed before this statement holds.
 */
export async function beginTransmission(
  db: Execute,
  ready: readonly Ready[],
  at: Date,
): Promise<ReadonlySet<number>> {
  if (ready.length === 0) return new Set()
  const now = param.instant(at)
  const claims = ready.map(({ claim, hashes, group, messageHash }) => ({
    id: claim.id,
    attempt: claim.attempt,
    hashes,
    mail_group: group,
    message_hash: messageHash,
  }))
  const rows = await queryRows(
    db,
    z.object({ id, state: z.string() }),
    sql`${prepared}
    update deliveries d set
      state = case when v.reason is null then 'transmitting' when v.reason = 'edition paused' then 'pending'
        when v.reason = 'too late' then 'expired' when v.reason = ${changed} then 'uncertain' else 'skipped' end,
      reason = case when v.reason = 'edition paused' then d.reason else v.reason end,
      mail_group = case when v.reason is null then v.mail_group end,
      message_hash = case when v.reason is null then v.message_hash else d.message_hash end,
      lease_until = case when v.reason is null then ${now} + make_interval(secs => ${leaseSeconds}) end
    from (
      select c.id, c.attempt, c.mail_group, decode(c.message_hash, 'hex') as message_hash,
        case when d.expires_at <= ${now} then 'too late'
          when s.id is null then 'erased'
          when s.status <> 'active' then 'unsubscribed'
          when exists (
            select from suppressions p where p.reason <> 'erased' and p.email_hash in (select decode(h, 'hex') from unnest(c.hashes) as h)
          ) then 'suppressed'
          when s.paused_until > ${now} then 'paused'
          when e.state = 'cancelled' then 'edition cancelled'
          when not ${isOpen(at)} then 'edition paused'
          when d.resends > 0 and d.message_hash <> decode(c.message_hash, 'hex') then ${changed} end as reason
      from jsonb_to_recordset(${param.json(claims)}) as c (id bigint, attempt int, hashes text[], mail_group text, message_hash text)
      join deliveries d on d.id = c.id join editions e on e.id = d.edition_id
      left join subscribers s on s.id = d.subscriber_id
    ) v
    where d.id = v.id and d.attempt = v.attempt and d.state = 'claimed'
    returning d.id, d.state`,
  )
  return new Set(rows.filter((row) => row.state === 'transmitting').map((row) => row.id))
}

export type Result = {
  readonly claim: Pick<Claim, 'id' | 'attempt' | 'resends' | 'refusals'>
  readonly state: 'sent' | 'deferred' | 'failed' | 'uncertain'
  readonly reason: string | null
  readonly nextAt?: Date | undefined
  readonly smtpStatus?: number | undefined
  readonly enhancedStatus?: string | undefined
}

/**
 * Writes results in one statement; writing them again changes nothing. Returns how many counted: fewer than given means
 * that another worker took over. A late answer still settles a delivery that was given up as uncertain meanwhile.
 */
export async function recordResults(db: Execute, results: readonly Result[], at: Date): Promise<number> {
  if (results.length === 0) return 0
  const rows = results.map(({ claim: { id, attempt, resends, refusals }, ...result }) => ({
    id,
    attempt,
    resends,
    refusals,
    state: result.state,
    reason: result.reason,
    next_at: result.nextAt?.toISOString() ?? null,
    smtp_status: result.smtpStatus ?? null,
    enhanced_status: result.enhancedStatus ?? null,
  }))
  const counted = await queryRows(
    db,
    z.object({ id }),
    sql`
    update deliveries d set state = r.state, reason = r.reason, next_at = coalesce(r.next_at, d.next_at), resends = r.resends,
      refusals = r.refusals, smtp_status = r.smtp_status, enhanced_status = r.enhanced_status, lease_until = null,
      sent_at = case when r.state = 'sent' then ${param.instant(at)} end
    from jsonb_to_recordset(${param.json(rows)}) as r (id bigint, attempt int, resends int, refusals int, state text, reason text,
      next_at timestamptz, smtp_status int, enhanced_status text)
    where d.id = r.id and d.attempt = r.attempt and d.state in ('claimed', 'transmitting', 'uncertain', 'deferred')
    returning d.id`,
  )
  return counted.length
}

/**
 * `recordResults` for a group of which all were accepted, which is most of them, and what that proves of their mailboxes:
 * one statement, so that it is one way to Postgres and its own transaction.
 */
export async function recordSent(db: Execute, claims: readonly Claim[], at: Date): Promise<number> {
  if (claims.length === 0) return 0
  const column = (pick: (claim: Claim) => number) => param.ids(claims.map(pick))
  const forgetting = forgettingSoftBounces(
    claims.map((claim) => claim.subscriberId),
    at,
  )
  const counted = await queryRows(
    db,
    z.object({ id }),
    sql`${prepared}
    with forgotten as (${forgetting})
    update deliveries d set state = 'sent', reason = null, resends = r.resends, refusals = r.refusals, smtp_status = 250,
      enhanced_status = null, lease_until = null, sent_at = ${param.instant(at)}
    from unnest(${column((claim) => claim.id)}, ${column((claim) => claim.attempt)}, ${column((claim) => claim.resends)},
      ${column((claim) => claim.refusals)}) as r (id, attempt, resends, refusals)
    where d.id = r.id and d.attempt = r.attempt and d.state in ('claimed', 'transmitting', 'uncertain', 'deferred')
    returning d.id`,
  )
  return counted.length
}

/** Gives back claims whose transmission has not begun; with an instant, not before then and for this reason. */
export async function releaseClaims(
  db: Execute,
  claims: readonly Claim[],
  later?: { until: Date; reason: string },
): Promise<void> {
  if (claims.length === 0) return
  const rows = claims.map(({ id, attempt }) => ({ id, attempt }))
  const change = later
    ? sql`state = 'deferred', reason = ${later.reason}, next_at = ${param.instant(later.until)}`
    : sql`state = 'pending'`
  await db.execute(sql`
    update deliveries d set ${change}, lease_until = null
    from jsonb_to_recordset(${param.json(rows)}) as c (id bigint, attempt int)
    where d.id = c.id and d.attempt = c.attempt and d.state = 'claimed'`)
}
