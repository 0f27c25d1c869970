import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'
import { DomainError } from '../platform/errors.ts'
import type { LinkSigner } from '../platform/links.ts'
import { abuseKey, type EmailAddress } from './email-address.ts'
import { takeTurns } from './limits-turn.ts'
import { emailHashes } from './subscribe.ts'

/** What a mailed link of this file opens: all that is kept of a person, or the end of it. */
export type PrivacyKind = 'export' | 'erase'

/** The link works for this long after its mail was sent, and once. */
export const privacyLinkMinutes = 30

type Deps = { readonly db: Db; readonly now: () => Date }

/**
 * Mails a link to the address when anything is kept of it. Nothing is told to who asks: whether the address is known,
 * cooling, suppressed or foreign, the same statement runs and returns nothing. An address has turns of its own for each kind.
 */
export async function requestPrivacyLink(
  deps: Deps & { readonly links: LinkSigner },
  address: EmailAddress,
  kind: PrivacyKind,
): Promise<void> {
  const at = param.instant(deps.now())
  const keys = deps.links.hashes(`privacy-${kind}`, abuseKey(address)).slice(0, 1)
  await queryRows(
    deps.db,
    z.unknown(),
    sql`
    with known as (
      select address_key from unnest(${param.hashes(keys)}) as address_key
      where (exists (select from subscribers where lower(email) = lower(${address.email}))
          or exists (select from signup_requests where lower(email) = lower(${address.email})))
        and not exists (
          select from suppressions
          where email_hash = any(${param.hashes(emailHashes(deps.links, address.email))}) and reason <> 'erased')
    ), turn as (${takeTurns(sql`known`, deps.now())}
    ), request as (
      insert into privacy_requests as r (email, kind, requested_at) select ${address.email}, ${kind}, ${at} from turn
      on conflict (lower(email), kind) do update set requested_at = excluded.requested_at
      returning id
    )
    insert into notices (kind, privacy_request_id, next_at, created_at) select ${kind}, id, ${at}, ${at} from request`,
  )
}

/** Makes the token that a mail carries and keeps its hash. */
export async function issuePrivacyToken(
  deps: { readonly db: Pick<Db, 'execute'>; readonly now: () => Date },
  requestId: number,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(deps.now().getTime() + privacyLinkMinutes * 60_000)
  await deps.db.execute(sql`
    insert into privacy_tokens (token_hash, request_id, expires_at)
    select unnest(${param.hashes([hashToken(token)])}), ${requestId}, ${param.instant(expiresAt)}`)
  return token
}

type Link = { readonly token: string; readonly kind: PrivacyKind }

/**
 * Whose data a link would open; changes nothing.
 * @throws DomainError PRIVACY_LINK_EXPIRED when it is not known, used, too old or of the other kind
 */
export async function requirePrivacyLink(
  { db, now }: { db: Pick<Db, 'execute'>; now: () => Date },
  { token, kind }: Link,
): Promise<{ readonly email: string; readonly requestId: number }> {
  const [found] = await queryRows(
    db,
    z.object({ id, email: z.string(), expires_at: instant }),
    sql`
    select r.id, r.email, t.expires_at from privacy_tokens t join privacy_requests r on r.id = t.request_id
    where t.token_hash = any(${param.hashes([hashToken(token)])}) and r.kind = ${kind}
    for update of r`,
  )
  if (!found || found.expires_at <= now())
    throw new DomainError(
      'PRIVACY_LINK_EXPIRED',
      `This link works once and for ${privacyLinkMinutes} minutes, and no longer works.`,
    )
  return { email: found.email, requestId: found.id }
}

/** Uses a link up, and every other of the same request. */
export async function endPrivacyRequest(db: Pick<Db, 'execute'>, requestId: number): Promise<void> {
  await db.execute(sql`delete from privacy_requests where id = ${requestId}`)
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
