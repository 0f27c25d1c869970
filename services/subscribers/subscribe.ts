import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { param, prepared, queryRows } from '../platform/db/rows.ts'
import type { LinkSigner } from '../platform/links.ts'
import { abuseKey, type EmailAddress } from './email-address.ts'
import { domainKey, domainMeter, refilled } from './limits.ts'
import { takeTurn } from './limits-turn.ts'
import type { Locale, Preferences } from './preferences.ts'
import { inetOrNull } from './subscriber-store.ts'

/** Where a request came from, for the consent record. */
export type Origin = {
  readonly form: string
  readonly ip: string | undefined
  readonly userAgent: string | undefined
}

type SignupRequest = {
  readonly preferences: Preferences
  readonly origin: Origin
  /** The language of the page it was asked on. */
  readonly locale?: Locale
  /** How long the confirmation waits before it is sent; absent: not at all. */
  readonly waitMs?: number
}

/**
 * Notes a sign-up and, unless the address had its turn, its domain had many or it is suppressed, a confirmation to send.
 * Known, unknown, suppressed and cooling addresses run the same statement and get the same nothing back. A link that was
 * used for an earlier request ends here: clicked again, it must not confirm what a stranger has asked for since.
 */
export async function subscribe(
  deps: { db: Db; now: () => Date; links: LinkSigner },
  address: EmailAddress,
  { preferences, origin, locale, waitMs = 0 }: SignupRequest,
): Promise<void> {
  const now = deps.now()
  const key = deps.links.hashes('abuse', abuseKey(address)).slice(0, 1)
  // Looked at before the address's turn, so that a full domain costs nobody theirs; filled after it, so that only mail
  // counts. Statements that run at the same moment may each find the last room: as many too many as connections.
  const domain = domainKey(deps.links, address.domain)
  const domainIsFull = param.instant(new Date(now.getTime() + domainMeter.roomMs - domainMeter.costMs))
  await queryRows(
    deps.db,
    z.unknown(),
    sql`${prepared}
    with used as (
      delete from confirmation_tokens using signup_requests as r
      where request_id = r.id and lower(r.email) = lower(${address.email}) and r.confirmed_at is not null
    ), request as (
      insert into signup_requests as r (email, preferences, form, ip, user_agent, requested_at)
      values (${address.email}, ${param.json({ ...preferences, locale })}, ${origin.form}, ${inetOrNull(origin.ip)}::inet, ${origin.userAgent?.slice(0, 300) ?? null}, ${param.instant(now)})
      on conflict (lower(email)) do update set
        email = excluded.email, preferences = excluded.preferences, form = excluded.form, ip = excluded.ip,
        user_agent = excluded.user_agent, requested_at = excluded.requested_at, confirmed_at = null
      returning id
    ), allowed as (
      select request.id from request
      where not exists (
        select from suppressions
        where email_hash = any(${param.hashes(emailHashes(deps.links, address.email))}) and reason <> 'erased'
      ) and not exists (select from signup_meters where meter_key = any(${domain}) and empty_at > ${domainIsFull})
    ), turn as (${takeTurn(key, { now, from: sql`allowed` })}
    ), domain as (
      insert into signup_meters as m (meter_key, empty_at)
      select unnest(${domain}), ${param.instant(new Date(now.getTime() + domainMeter.costMs))} from turn
      on conflict (meter_key) do update set empty_at = ${refilled(now, domainMeter)}
    )
    insert into notices (kind, request_id, next_at, created_at)
    select 'confirmation', allowed.id, ${param.instant(new Date(now.getTime() + waitMs))}, ${param.instant(now)} from allowed, turn`,
  )
}

/** The keyed hashes under which an address may stand in `suppressions`: one per key of the ring, the signing key's first. */
export function emailHashes(links: LinkSigner, email: string): Buffer[] {
  return links.hashes('email', email.toLowerCase())
}
