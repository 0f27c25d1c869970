import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'
import { DomainError } from '../platform/errors.ts'
import type { LinkSigner } from '../platform/links.ts'
import { type Locale, type Preferences, preferencesShape } from './preferences.ts'
import { emailHashes } from './subscribe.ts'
import { addConsent, findSubscriberByEmail, saveInterests, upsertSubscriber } from './subscriber-store.ts'

/** A confirmation link works for this long. */
export const confirmationDays = 3

const Pending = z.object({
  request_id: id,
  email: z.string(),
  preferences: preferencesShape,
  locale: z.string().nullable(),
  form: z.string(),
  ip: z.string().nullable(),
  user_agent: z.string().nullable(),
  requested_at: instant,
  confirmed_at: instant.nullable(),
  expires_at: instant,
})

export type PendingSignup = {
  readonly email: string
  readonly preferences: Preferences
  /** Of the page it was asked on. */
  readonly locale?: Locale | undefined
  readonly isConfirmed: boolean
}

/** Makes a token for a request and keeps its hash: 256 random bits, so a plain SHA-256 is enough (ASVS 5.0 6.5.2). */
export async function issueConfirmationToken(
  deps: { db: Db; now: () => Date },
  requestId: number,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(deps.now().getTime() + confirmationDays * 86_400_000)
  await deps.db.execute(sql`
    insert into confirmation_tokens (token_hash, request_id, expires_at)
    select unnest(${param.hashes([hashToken(token)])}), ${requestId}, ${param.instant(expiresAt)}`)
  return token
}

/**
 * What the link would confirm; changes nothing.
 * @throws DomainError CONFIRMATION_UNKNOWN, CONFIRMATION_EXPIRED
 */
export async function findPendingSignup(
  deps: { db: Db; now: () => Date },
  token: string,
): Promise<PendingSignup> {
  const found = await requirePending(deps, token)
  return {
    email: found.email,
    preferences: found.preferences,
    locale: found.locale ?? undefined,
    isConfirmed: found.confirmed_at !== null,
  }
}

export type ConfirmedSignup = PendingSignup & { readonly subscriberId: number }

/**
 * Confirms a sign-up: from now on the person is a reader, and their first edition is due. Once more within the life of
 * the link changes nothing and answers the same.
 * @throws DomainError CONFIRMATION_UNKNOWN, CONFIRMATION_EXPIRED
 */
export function confirm(
  deps: { db: Db; now: () => Date; links: LinkSigner },
  token: string,
  origin: { ip: string | undefined; userAgent: string | undefined },
): Promise<ConfirmedSignup> {
  return deps.db.transaction(async (db) => {
    const found = await requirePending({ db, now: deps.now }, token)
    const { email, preferences } = found
    const locale = found.locale ?? undefined
    if (found.confirmed_at !== null) {
      const subscriber = await findSubscriberByEmail(db, email)
      if (!subscriber) throw unknown()
      return { email, preferences, locale, isConfirmed: true, subscriberId: subscriber.id }
    }
    const hashes = emailHashes(deps.links, email)
    const now = deps.now()
    const interestsId = await saveInterests(db, preferences)
    const subscriberId = await upsertSubscriber(db, {
      email,
      emailHash: hashes.slice(0, 1),
      interestsId,
      preferences,
      locale,
      now,
    })
    await db.execute(
      sql`update signup_requests set confirmed_at = ${param.instant(now)} where id = ${found.request_id}`,
    )
    await db.execute(
      sql`delete from suppressions where email_hash = any(${param.hashes(hashes)}) and reason = 'erased'`,
    )
    const { form, ip, user_agent: userAgent } = found
    await addConsent(db, {
      subscriberId,
      kind: 'requested',
      source: form,
      ip,
      userAgent,
      at: found.requested_at,
    })
    await addConsent(db, { subscriberId, kind: 'confirmed', source: form, ...origin, at: now })
    return { email, preferences, locale, isConfirmed: false, subscriberId }
  })
}

async function requirePending(deps: { db: Pick<Db, 'execute'>; now: () => Date }, token: string) {
  // The row lock makes parallel confirmations of one request wait for each other, so one of them does the work.
  const [found] = await queryRows(
    deps.db,
    Pending,
    sql`
    select t.request_id, r.email, r.preferences, r.preferences->>'locale' as locale, r.form, r.ip, r.user_agent, r.requested_at, r.confirmed_at, t.expires_at
    from confirmation_tokens t join signup_requests r on r.id = t.request_id
    where t.token_hash = any(${param.hashes([hashToken(token)])})
    for update of r`,
  )
  if (!found) throw unknown()
  if (found.expires_at <= deps.now())
    throw new DomainError('CONFIRMATION_EXPIRED', 'This confirmation link has expired.')
  return found
}

function unknown(): DomainError {
  return new DomainError('CONFIRMATION_UNKNOWN', 'This confirmation link is not known.')
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
