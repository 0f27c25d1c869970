import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { instant, param, queryRows } from '../platform/db/rows.ts'
import type { LinkSigner } from '../platform/links.ts'
import { emailHashes } from './subscribe.ts'
import { findSubscriberByEmail } from './subscriber-store.ts'

/** One edition as the ledger has it for a reader. */
export type EditionSent = {
  readonly cadence: string
  readonly date: string
  readonly state: string
  readonly reason: string | null
  readonly sentAt: Date | null
  readonly papers: readonly string[]
}

/** What a reader asked for more and less of, and the words that were learnt from it. */
export type TasteKept = {
  readonly papers: readonly { readonly title: string; readonly verdict: string; readonly at: Date }[]
  readonly learnt: { readonly more: readonly string[]; readonly less: readonly string[] }
}

export type ExportDeps = {
  readonly db: Pick<Db, 'execute'>
  readonly now: () => Date
  readonly links: LinkSigner
  /** The ledger's rows of a reader; the ledger is not ours to read. */
  readonly listEditions: (db: Pick<Db, 'execute'>, subscriberId: number) => Promise<EditionSent[]>
  /** Nor what was said of papers. */
  readonly readTaste: (db: Pick<Db, 'execute'>, subscriberId: number) => Promise<TasteKept>
}

export type PersonalData = Awaited<ReturnType<typeof readPersonalData>>

/** Everything that is kept of an address, for its holder. Instants are ISO 8601 once it is JSON. */
export async function readPersonalData(deps: ExportDeps, email: string) {
  const { db, listEditions } = deps
  const subscriber = await findSubscriberByEmail(db, email)
  const subscriberId = subscriber?.id ?? 0
  const [signup] = await listSignups(db, email)
  return {
    email,
    writtenAt: deps.now(),
    subscription: subscriber
      ? {
          status: subscriber.status,
          preferences: subscriber.preferences,
          alsoTrending: subscriber.alsoTrending,
          locale: subscriber.locale,
          pausedUntil: subscriber.pausedUntil,
          nextDigestAt: subscriber.nextDigestAt,
          confirmedAt: subscriber.confirmedAt,
          unsubscribedAt: subscriber.unsubscribedAt,
        }
      : null,
    signup: signup ?? null,
    consents: await listConsents(db, subscriberId),
    editions: await listEditions(db, subscriberId),
    moreAndLess: await deps.readTaste(db, subscriberId),
    otherMails: await listNotices(db, { email, subscriberId }),
    suppressions: await listOwnSuppressions(deps, email),
  }
}

type Execute = Pick<Db, 'execute'>

function listSignups(db: Execute, email: string) {
  return queryRows(
    db,
    z.object({
      preferences: z.unknown(),
      form: z.string(),
      ip: z.string().nullable(),
      user_agent: z.string().nullable(),
      requested_at: instant,
      confirmed_at: instant.nullable(),
    }),
    sql`select preferences, form, host(ip) as ip, user_agent, requested_at, confirmed_at from signup_requests where lower(email) = lower(${email})`,
  )
}

function listConsents(db: Execute, subscriberId: number) {
  return queryRows(
    db,
    z.object({
      kind: z.string(),
      source: z.string(),
      ip: z.string().nullable(),
      user_agent: z.string().nullable(),
      at: instant,
    }),
    sql`select kind, source, host(ip) as ip, user_agent, at from consent_events where subscriber_id = ${subscriberId} order by at, id`,
  )
}

function listNotices(db: Execute, { email, subscriberId }: { email: string; subscriberId: number }) {
  return queryRows(
    db,
    z.object({ kind: z.string(), state: z.string(), created_at: instant, sent_at: instant.nullable() }),
    sql`
    select n.kind, n.state, n.created_at, n.sent_at from notices n
    left join signup_requests r on r.id = n.request_id left join privacy_requests p on p.id = n.privacy_request_id
    where n.subscriber_id = ${subscriberId} or lower(r.email) = lower(${email}) or lower(p.email) = lower(${email})
    order by n.id`,
  )
}

function listOwnSuppressions({ db, links }: ExportDeps, email: string) {
  return queryRows(
    db,
    z.object({ reason: z.string(), created_at: instant }),
    sql`select distinct reason, created_at from suppressions where email_hash = any(${param.hashes(emailHashes(links, email))})`,
  )
}
