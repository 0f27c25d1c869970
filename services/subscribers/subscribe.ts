import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { param, queryRows } from '../platform/db/rows.ts'
import type { LinkSigner } from '../platform/links.ts'
import { abuseKey, type EmailAddress } from './email-address.ts'
import type { Preferences } from './preferences.ts'

/** Where a request came from, for the consent record. */
export type Origin = {
  readonly form: string
  readonly ip: string | undefined
  readonly userAgent: string | undefined
}

/** Confirmation mails to one address: 15 minutes apart, doubling, three in 7 days. */
const firstPauseMinutes = 15
const mostInWindow = 3
const windowDays = 7

/**
 * Notes a sign-up and, unless the address had its turn or is suppressed, a confirmation to send. Known, unknown,
 * suppressed and cooling addresses run the same statement and get the same nothing back.
 */
export async function subscribe(
  deps: { db: Db; now: () => Date; links: LinkSigner },
  address: EmailAddress,
  request: { preferences: Preferences; origin: Origin },
): Promise<void> {
  const now = deps.now()
  const { origin, preferences } = request
  const key = deps.links.hashes('abuse', abuseKey(address)).slice(0, 1)
  await queryRows(
    deps.db,
    z.unknown(),
    sql`
    with request as (
      insert into signup_requests as r (email, preferences, form, ip, user_agent, requested_at)
      values (${address.email}, ${param.json(preferences)}, ${origin.form}, ${origin.ip ?? null}::inet, ${origin.userAgent?.slice(0, 300) ?? null}, ${param.instant(now)})
      on conflict (lower(email)) do update set
        email = excluded.email, preferences = excluded.preferences, form = excluded.form, ip = excluded.ip,
        user_agent = excluded.user_agent, requested_at = excluded.requested_at, confirmed_at = null
      returning id
    ), allowed as (
      select request.id from request
      where not exists (
        select from suppressions
        where email_hash = any(${param.hashes(emailHashes(deps.links, address.email))}) and reason <> 'erased'
      )
    ), turn as (
      insert into confirmation_turns as t (address_key, window_started_at, sent_count, last_sent_at)
      select unnest(${param.hashes(key)}), ${param.instant(now)}, 1, ${param.instant(now)} from allowed
      on conflict (address_key) do update set
        sent_count = case when t.window_started_at < ${param.instant(now)} - make_interval(days => ${windowDays}) then 1 else t.sent_count + 1 end,
        window_started_at = case when t.window_started_at < ${param.instant(now)} - make_interval(days => ${windowDays}) then excluded.window_started_at else t.window_started_at end,
        last_sent_at = excluded.last_sent_at
      where t.window_started_at < ${param.instant(now)} - make_interval(days => ${windowDays})
        or (t.sent_count < ${mostInWindow}
          and t.last_sent_at <= ${param.instant(now)} - make_interval(mins => ${firstPauseMinutes}) * power(2, t.sent_count - 1))
      returning address_key
    )
    insert into notices (kind, request_id, next_at, created_at)
    select 'confirmation', allowed.id, ${param.instant(now)}, ${param.instant(now)} from allowed, turn`,
  )
}

/** The keyed hashes under which an address may stand in `suppressions`: one per key of the ring, the signing key's first. */
export function emailHashes(links: LinkSigner, email: string): Buffer[] {
  return links.hashes('email', email.toLowerCase())
}
