import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'

type Execute = Pick<Db, 'execute'>

/**
 * Frees what dead workers held: a claim whose transmission had not begun is pending again; one that had begun may have
 * arrived, so it is sent once more or held, as ON_UNCERTAIN says. Returns how many.
 */
export async function recoverLeases(
  db: Execute,
  options: { onUncertain: 'resend' | 'hold'; now: Date },
): Promise<number> {
  const now = param.instant(options.now)
  const mayResend = sql`state = 'transmitting' and ${options.onUncertain === 'resend'} and resends = 0`
  const rows = await queryRows(
    db,
    z.object({ id }),
    sql`
    update deliveries set
      state = case when state = 'claimed' then 'pending' when ${mayResend} then 'deferred' else 'uncertain' end,
      resends = case when ${mayResend} then 1 else resends end,
      reason = case when state = 'transmitting' then 'the worker ended during transmission' else reason end,
      next_at = ${now}, lease_until = null
    where id in (
      select id from deliveries where state in ('claimed', 'transmitting') and lease_until < ${now} for update skip locked
    ) returning id`,
  )
  return rows.length
}

// The shortest lifetime is 20 hours: in younger editions there is little to end, and a million rows not to read.
const youngHours = 19

/**
 * Ends what waits in vain: mail whose time is over, of a cancelled edition, or to readers who were erased. A mailbox that could not be
 * reached until the end (4.4.x) has that counted against it. Returns how many.
 */
export async function endStale(db: Execute, now: Date): Promise<number> {
  const rows = await queryRows(
    db,
    z.object({ id }),
    sql`
    with over as (
      select d.id, case when d.subscriber_id is null then 'erased' when e.state = 'cancelled' then 'edition cancelled' else 'too late' end as reason
      from deliveries d join editions e on e.id = d.edition_id
      where d.state in ('pending', 'deferred')
        and (e.state = 'cancelled' or e.created_at < ${param.instant(now)} - make_interval(hours => ${youngHours}))
        and (e.state = 'cancelled' or d.expires_at <= ${param.instant(now)} or d.subscriber_id is null)
      for update of d skip locked
    ), stale as (
      update deliveries d set state = case when over.reason = 'too late' then 'expired' else 'skipped' end, reason = over.reason
      from over where d.id = over.id
      returning d.id, d.subscriber_id, d.enhanced_status
    ), noted as (
      insert into soft_bounces (subscriber_id, day)
      select subscriber_id, ${now.toISOString().slice(0, 10)}::date from stale where subscriber_id is not null and enhanced_status like '4.4.%'
      on conflict do nothing
    )
    select id from stale`,
  )
  return rows.length
}
