import { isIP } from 'node:net'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'
import { frequencies, type Locale, type Preferences } from './preferences.ts'

type Execute = Pick<Db, 'execute'>

const SubscriberRow = z
  .object({
    id,
    email: z.string(),
    status: z.enum(['active', 'unsubscribed']),
    topics: z.array(z.string()),
    categories: z.array(z.string()),
    keywords: z.array(z.string()),
    authors: z.array(z.string()),
    frequency: z.enum(frequencies),
    hour: z.number(),
    weekday: z.number(),
    timezone: z.string(),
    max_papers: z.number().nullable(),
    also_trending: z.boolean(),
    locale: z.string(),
    paused_until: instant.nullable(),
    next_digest_at: instant.nullable(),
    confirmed_at: instant,
    unsubscribed_at: instant.nullable(),
  })
  .transform((row) => ({
    id: row.id,
    email: row.email,
    status: row.status,
    preferences: {
      topics: row.topics,
      categories: row.categories,
      keywords: row.keywords,
      authors: row.authors,
      frequency: row.frequency,
      hour: row.hour,
      weekday: row.weekday,
      timezone: row.timezone,
      maxPapers: row.max_papers,
    } satisfies Preferences,
    alsoTrending: row.also_trending,
    locale: row.locale,
    pausedUntil: row.paused_until,
    nextDigestAt: row.next_digest_at,
    confirmedAt: row.confirmed_at,
    unsubscribedAt: row.unsubscribed_at,
  }))

export type Subscriber = z.infer<typeof SubscriberRow>

const columns = sql`s.id, s.email, s.status, i.topics, i.categories, i.keywords, i.authors, s.frequency, s.hour, s.weekday,
  s.timezone, s.max_papers, s.also_trending, s.locale, s.paused_until, s.next_digest_at, s.confirmed_at, s.unsubscribed_at`

export async function findSubscriber(db: Execute, subscriberId: number): Promise<Subscriber | undefined> {
  const rows = await listSubscribersById(db, [subscriberId])
  return rows[0]
}

function listSubscribersById(db: Execute, ids: readonly number[]): Promise<Subscriber[]> {
  return queryRows(
    db,
    SubscriberRow,
    sql`select ${columns} from subscribers s join interests i on i.id = s.interests_id where s.id = any(${param.ids(ids)})`,
  )
}

export async function findSubscriberByEmail(db: Execute, email: string): Promise<Subscriber | undefined> {
  const [row] = await queryRows(
    db,
    SubscriberRow,
    sql`select ${columns} from subscribers s join interests i on i.id = s.interests_id where lower(s.email) = lower(${email})`,
  )
  return row
}

/** All subscribers in pages of `pageSize` by id, so that an export holds one page in memory. */
export async function* streamSubscribers(db: Execute, pageSize = 1_000): AsyncGenerator<Subscriber> {
  let after = 0
  for (;;) {
    const page = await queryRows(
      db,
      SubscriberRow,
      sql`select ${columns} from subscribers s join interests i on i.id = s.interests_id where s.id > ${after} order by s.id limit ${pageSize}`,
    )
    yield* page
    const last = page.at(-1)
    if (!last || page.length < pageSize) return
    after = last.id
  }
}

/** The id of the interests row with this content, made when absent. */
export async function saveInterests(
  db: Execute,
  wanted: Pick<Preferences, 'topics' | 'categories' | 'keywords' | 'authors'>,
): Promise<number> {
  const [row] = await queryRows(
    db,
    z.object({ id }),
    sql`
    insert into interests (topics, categories, keywords, authors)
    values (${param.texts(wanted.topics)}, ${param.texts(wanted.categories)}, ${param.texts(wanted.keywords)}, ${param.texts(wanted.authors)})
    on conflict (topics, categories, keywords, authors) do update set topics = excluded.topics
    returning id`,
  )
  return requireRow(row).id
}

type NewSubscriber = {
  readonly email: string
  readonly emailHash: readonly Buffer[]
  readonly interestsId: number
  readonly preferences: Preferences
  /** Absent: a reader who was here before keeps theirs. */
  readonly locale?: Locale | undefined
  readonly now: Date
}

/** Makes the address an active subscriber whose first edition is due now; an existing row takes the new preferences. */
export async function upsertSubscriber(db: Execute, subscriber: NewSubscriber): Promise<number> {
  const { preferences: wanted, now } = subscriber
  const [row] = await queryRows(
    db,
    z.object({ id }),
    sql`
    insert into subscribers as s (email, email_hash, status, interests_id, frequency, hour, weekday, timezone, max_papers, locale, next_digest_at, confirmed_at)
    select ${subscriber.email}, unnest(${param.hashes(subscriber.emailHash)}), 'active', ${subscriber.interestsId}, ${wanted.frequency}, ${wanted.hour},
      ${wanted.weekday}, ${wanted.timezone}, ${wanted.maxPapers}, ${subscriber.locale ?? 'en'}, ${param.instant(now)}, ${param.instant(now)}
    on conflict (lower(email)) do update set
      status = 'active', interests_id = excluded.interests_id, frequency = excluded.frequency, hour = excluded.hour,
      weekday = excluded.weekday, timezone = excluded.timezone, max_papers = excluded.max_papers,
      locale = coalesce(${subscriber.locale ?? null}::text, s.locale), next_digest_at = excluded.next_digest_at, confirmed_at = excluded.confirmed_at, unsubscribed_at = null, paused_until = null,
      email_hash = excluded.email_hash
    returning id`,
  )
  return requireRow(row).id
}

type ConsentKind = 'requested' | 'confirmed' | 'changed' | 'unsubscribed' | 'resubscribed' | 'added'

export type Consent = {
  readonly subscriberId: number
  readonly kind: ConsentKind
  readonly source: string
  readonly ip?: string | null | undefined
  readonly userAgent?: string | null | undefined
  readonly at: Date
}

/** Appends to the consent record, which is never changed. */
export async function addConsent(db: Execute, consent: Consent): Promise<void> {
  await db.execute(sql`
    insert into consent_events (subscriber_id, kind, source, ip, user_agent, at)
    values (${consent.subscriberId}, ${consent.kind}, ${consent.source}, ${inetOrNull(consent.ip)}::inet, ${consent.userAgent?.slice(0, 300) ?? null}, ${param.instant(consent.at)})`)
}

/** An address as PostgreSQL reads it; behind a proxy a header may say anything. */
export function inetOrNull(ip: string | null | undefined): string | null {
  const bare = ip?.replace(/%.*$/, '') ?? ''
  return isIP(bare) ? bare : null
}

function requireRow<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('a statement that always returns a row returned none')
  return row
}
