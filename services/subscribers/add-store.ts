import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'
import type { Preferences } from './preferences.ts'

type Execute = Pick<Db, 'execute'>
type Interests = Pick<Preferences, 'topics' | 'categories' | 'keywords' | 'authors'>

/** Which of these keyed hashes stand on the suppression list, in hex. An erased reader counts: nobody adds them back. */
export async function listSuppressedHashes(db: Execute, hashes: readonly Buffer[]): Promise<Set<string>> {
  const rows = await queryRows(
    db,
    z.object({ hash: z.string() }),
    sql`select encode(email_hash, 'hex') as hash from suppressions where email_hash = any(${param.hashes(hashes)})`,
  )
  return new Set(rows.map((row) => row.hash))
}

/** Stores what these readers follow, one row per distinct content, and tells the row of each. */
export async function saveAllInterests(
  db: Execute,
  wanted: readonly Interests[],
): Promise<(interests: Interests) => number> {
  const distinct = new Map(wanted.map((interests) => [contentKey(interests), interests]))
  // In one order for all, so that two imports never wait for each other's rows.
  const rows = [...distinct.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { topics, categories, keywords, authors }]) => ({ topics, categories, keywords, authors }))
  const texts = z.array(z.string())
  const saved = await queryRows(
    db,
    z.object({ id, topics: texts, categories: texts, keywords: texts, authors: texts }),
    sql`
    insert into interests (topics, categories, keywords, authors)
    select topics, categories, keywords, authors
    from jsonb_to_recordset(${param.json(rows)}) as r (topics text[], categories text[], keywords text[], authors text[])
    on conflict (topics, categories, keywords, authors) do update set topics = excluded.topics
    returning id, topics, categories, keywords, authors`,
  )
  const ids = new Map(saved.map((row) => [contentKey(row), row.id]))
  return (interests) => {
    const found = ids.get(contentKey(interests))
    if (found === undefined) throw new Error('interests that were just saved are not there')
    return found
  }
}

function contentKey({ topics, categories, keywords, authors }: Interests): string {
  return JSON.stringify([topics, categories, keywords, authors])
}

export type NewReader = {
  readonly email: string
  readonly emailHash: Buffer
  readonly interestsId: number
  readonly preferences: Preferences
  readonly nextAt: Date
}

/**
 * Inserts the readers that are not there yet, with a consent that names the operator, in one statement. Answers for each
 * address, in lower case, whether it was added now, is known, or has left. No address may come twice.
 */
export async function insertSubscribers(
  db: Execute,
  readers: readonly NewReader[],
  now: Date,
): Promise<Map<string, 'added' | 'known' | 'left'>> {
  const rows = readers.map(({ preferences, ...reader }) => ({
    email: reader.email,
    hash: reader.emailHash.toString('hex'),
    interests_id: reader.interestsId,
    frequency: preferences.frequency,
    hour: preferences.hour,
    weekday: preferences.weekday,
    timezone: preferences.timezone,
    max_papers: preferences.maxPapers,
    next_at: reader.nextAt.toISOString(),
  }))
  const found = await queryRows(
    db,
    z.object({ key: z.string(), standing: z.enum(['added', 'known', 'left']) }),
    sql`
    with wanted as (
      select * from jsonb_to_recordset(${param.json(rows)}) as r (email text, hash text, interests_id bigint, frequency text,
        hour smallint, weekday smallint, timezone text, max_papers smallint, next_at timestamptz)
    ), added as (
      insert into subscribers (email, email_hash, status, interests_id, frequency, hour, weekday, timezone, max_papers, next_digest_at, confirmed_at)
      select email, decode(hash, 'hex'), 'active', interests_id, frequency, hour, weekday, timezone, max_papers, next_at, ${param.instant(now)}
      from wanted order by lower(email)
      on conflict do nothing returning id, email
    ), consented as (
      insert into consent_events (subscriber_id, kind, source, at) select id, 'added', 'operator', ${param.instant(now)} from added
    )
    select lower(email) as key, 'added' as standing from added
    union all
    select lower(s.email), case when s.status = 'active' then 'known' else 'left' end
    from wanted w join subscribers s on lower(s.email) = lower(w.email)`,
  )
  return new Map(found.map((row) => [row.key, row.standing]))
}
