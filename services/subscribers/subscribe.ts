import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { askTogether } from '../platform/ask-together.ts'
import type { Db } from '../platform/db/connect.ts'
import { param, prepared, queryRows } from '../platform/db/rows.ts'
import type { LinkSigner } from '../platform/links.ts'
import { abuseKey, type EmailAddress } from './email-address.ts'
import { domainKeys, domainMeter, refilled } from './limits.ts'
import { isFreemail } from './limits-freemail.ts'
import { takeTurns } from './limits-turn.ts'
import type { Locale, Preferences } from './preferences.ts'
import { inetOrNull } from './subscriber-store.ts'

/** Where a request came from, for the consent record. */
export type Origin = {
  readonly form: string
  readonly ip: string | undefined
  readonly userAgent: string | undefined
}

type Deps = { readonly db: Pick<Db, 'execute'>; readonly now: () => Date; readonly links: LinkSigner }

type SignupRequest = {
  readonly preferences: Preferences
  readonly origin: Origin
  /** The language of the page it was asked on. */
  readonly locale?: Locale
  /** How long the confirmation waits before it is sent; absent: not at all. */
  readonly waitMs?: number
}

type Signup = SignupRequest & { readonly address: EmailAddress }

export type Subscribe = (address: EmailAddress, request: SignupRequest) => Promise<void>

/**
 * `subscribe` for many at once: sign-ups that come together are written together. Those of one address, or of one domain that
 * has a limit, follow one another, so that each finds what the one before was counted for.
 */
export function buildSubscribe(deps: Deps): Subscribe {
  const ask = askTogether<Signup, void>({
    keyOf: ({ address }) => (isFreemail(address.domain) ? abuseKey(address) : address.domain),
    ask: async (signups) => {
      await subscribeAll(deps, signups)
      return signups.map(() => undefined)
    },
  })
  return (address, request) => ask({ ...request, address })
}

/**
 * Notes a sign-up and, unless the address had its turn, its domain had many or it is suppressed, a confirmation to send.
 * Known, unknown, suppressed and cooling addresses run the same statement and get the same nothing back. A link that was
 * used for an earlier request ends here: clicked again, it must not confirm what a stranger has asked for since.
 */
export function subscribe(deps: Deps, address: EmailAddress, request: SignupRequest): Promise<void> {
  return subscribeAll(deps, [{ ...request, address }])
}

/** No two of one address, or of one domain that has a limit. */
async function subscribeAll(deps: Deps, signups: readonly Signup[]): Promise<void> {
  const now = deps.now()
  const at = param.instant(now)
  // Looked at before the address's turn, so that a full domain costs nobody theirs; filled after it, so that only mail
  // counts. Statements that run at the same moment may each find the last room: as many too many as processes.
  const domainIsFull = param.instant(new Date(now.getTime() + domainMeter.roomMs - domainMeter.costMs))
  // Each table is written in the order of its key and after the one before it is done, so that two processes with the same
  // addresses never wait for each other in a circle. `offset 0` and arrays keep the planner, which knows nothing of what is
  // in the parameter, to the indexes.
  await queryRows(
    deps.db,
    z.unknown(),
    sql`${prepared}
    with signup as materialized (
      select * from jsonb_to_recordset(${param.json(signups.map((signup) => toRow(deps.links, signup)))}) as s(
        email text, preferences jsonb, form text, ip inet, user_agent text, wait_ms float, address_key bytea, domain_keys bytea[], email_hashes bytea[])
    ), used as (
      delete from confirmation_tokens where request_id = any(array(
        select r.id from signup cross join lateral (
          select id from signup_requests where lower(email) = lower(signup.email) and confirmed_at is not null offset 0) as r))
    ), request as (
      insert into signup_requests as r (email, preferences, form, ip, user_agent, requested_at)
      select email, preferences, form, ip, user_agent, ${at} from signup order by lower(email)
      on conflict (lower(email)) do update set
        email = excluded.email, preferences = excluded.preferences, form = excluded.form, ip = excluded.ip,
        user_agent = excluded.user_agent, requested_at = excluded.requested_at, confirmed_at = null
      returning id, email
    ), allowed as (
      select request.id, signup.* from request join signup using (email)
      where not exists (select from suppressions where email_hash = any(email_hashes) and reason <> 'erased')
        and not exists (select from signup_meters where meter_key = any(domain_keys) and empty_at > ${domainIsFull})
    ), turn as (${takeTurns(sql`allowed`, now)}
    ), mailed as (
      select allowed.* from allowed join turn using (address_key)
    ), domain as (
      insert into signup_meters as m (meter_key, empty_at)
      select unnest(domain_keys) as meter_key, ${param.instant(new Date(now.getTime() + domainMeter.costMs))} from mailed order by meter_key
      on conflict (meter_key) do update set empty_at = ${refilled(now, domainMeter)}
    )
    insert into notices (kind, request_id, next_at, created_at)
    select 'confirmation', id, ${at} + make_interval(secs => wait_ms / 1000), ${at} from mailed`,
  )
}

function toRow(links: LinkSigner, { address, preferences, origin, locale, waitMs = 0 }: Signup) {
  const [addressKey] = links.hashes('abuse', abuseKey(address)).map(toBytea)
  return {
    email: address.email,
    preferences: { ...preferences, locale },
    form: origin.form,
    ip: inetOrNull(origin.ip),
    user_agent: origin.userAgent?.slice(0, 300),
    wait_ms: waitMs,
    address_key: addressKey,
    domain_keys: domainKeys(links, address.domain).map(toBytea),
    email_hashes: emailHashes(links, address.email).map(toBytea),
  }
}

/** As PostgreSQL reads a bytea in text. */
function toBytea(hash: Buffer): string {
  return `\\x${hash.toString('hex')}`
}

/** The keyed hashes under which an address may stand in `suppressions`: one per key of the ring, the signing key's first. */
export function emailHashes(links: LinkSigner, email: string): Buffer[] {
  return links.hashes('email', email.toLowerCase())
}
