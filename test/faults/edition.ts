import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { readTopicVersion } from '../../services/papers/topics/version.ts'
import type { Db } from '../../services/platform/db/connect.ts'
import { id, queryRows } from '../../services/platform/db/rows.ts'
import type { Received } from './sink-process.ts'

/** Readers whose first digest is due now, and papers for them: some follow topics, some everything, some get nothing. */
export async function seedEdition(db: Db, readers: number): Promise<void> {
  // Their topics are made up: the worker is told that they stand by today's rules, or it would take them away.
  await db.execute(sql`
    insert into reclassifications (version, started_at, finished_at) values (${readTopicVersion()}, now(), now())`)
  await db.execute(sql`
    insert into papers (canonical_id, title, abstract, authors, author_keys, categories, url, listed_at, changed_at, score)
    select 'fault:' || n, 'Paper ' || n, repeat('We measure it, and it works. ', 20), '{Ada Brandt}', '{brandt a}', '{cs.CL}',
      'https://example.org/' || n, now() - interval '1 hour', now(), n
    from generate_series(1, 30) n`)
  await db.execute(sql`
    insert into paper_topics (paper_id, topic, score, because) select id, 'topic' || id % 5, 1, '{}' from papers`)
  await db.execute(sql`
    insert into interests (topics, categories, keywords, authors)
    select case when n = 0 then '{}'::text[] else array['topic' || n] end, '{}', '{}', '{}' from generate_series(0, 4) n`)
  await db.execute(sql`
    insert into subscribers (email, email_hash, status, interests_id, frequency, hour, timezone, next_digest_at, confirmed_at)
    select 'r' || n || '@d' || n % 50 || '.example.org', decode(md5(n::text), 'hex'), 'active', i.id, 'daily',
      extract(hour from now() at time zone 'UTC'), 'UTC', now() - interval '1 minute', now()
    from generate_series(1, ${readers}::int) n
    join (select id, row_number() over (order by id) - 1 as place, count(*) over () as size from interests) i on i.place = n % i.size`)
}

const StateRow = z.object({
  id,
  email: z.string(),
  state: z.string(),
  resends: z.number(),
})
export type StateRow = z.infer<typeof StateRow>

export function readStates(db: Db): Promise<StateRow[]> {
  return queryRows(
    db,
    StateRow,
    sql`select d.id, s.email, d.state, d.resends from deliveries d join subscribers s on s.id = d.subscriber_id`,
  )
}

/** Readers without a row yet, and rows that are not over. */
export async function countOpen(db: Db): Promise<{ unplanned: number; open: number; held: number }> {
  const [row] = await queryRows(
    db,
    z.object({ unplanned: z.coerce.number(), open: z.coerce.number(), held: z.coerce.number() }),
    sql`
    select (select count(*) from subscribers s where not exists (select from deliveries d where d.subscriber_id = s.id)) as unplanned,
      count(*) filter (where state in ('pending', 'deferred', 'claimed', 'transmitting')) as open,
      count(*) filter (where state in ('claimed', 'transmitting')) as held
    from deliveries`,
  )
  return row ?? { unplanned: 0, open: 0, held: 0 }
}

/** The processes that are between their commit and an answer. */
export async function listTransmitting(db: Db): Promise<number[]> {
  const rows = await queryRows(
    db,
    z.object({ pid: z.coerce.number() }),
    sql`select distinct split_part(worker, '/', 2) as pid from deliveries where state = 'transmitting'`,
  )
  return rows.map(({ pid }) => pid)
}

/** True once the ledger has a delivery like this. */
export async function hasDelivery(db: Db, condition: SQL): Promise<boolean> {
  return (await db.execute(sql`select from deliveries where ${condition} limit 1`)).length > 0
}

/** The seconds by which the clock of this process, as its heartbeat shows it, is ahead of the database's. */
export async function readLead(db: Db, pid: number): Promise<number | undefined> {
  const [row] = await queryRows(
    db,
    z.object({ lead: z.coerce.number() }),
    sql`
    select extract(epoch from max(seen_at) - now()) as lead from senders where split_part(id, '/', 2) = ${String(pid)}
    having count(*) > 0`,
  )
  return row?.lead
}

/** Lets the time of a lease pass for what a process held that is dead. */
export async function passLeasesOf(db: Db, pid: number): Promise<void> {
  await db.execute(sql`
    update deliveries set lease_until = now() - interval '1 second'
    where state in ('claimed', 'transmitting') and split_part(worker, '/', 2) = ${String(pid)}`)
}

/** Lets the time of a lease pass for those that are held: senders that live renew theirs within seconds. */
export async function passLeases(db: Db): Promise<void> {
  await db.execute(sql`
    update deliveries d set lease_until = now() - interval '1 second'
    where state in ('claimed', 'transmitting')
      and not exists (select from senders s where s.id = d.worker and s.seen_at > now() - interval '7 seconds')`)
}

/** Brings forward what waits for a later try, and the end of pauses, as time would. */
export async function passBackOff(db: Db): Promise<void> {
  await db.execute(sql`update deliveries set next_at = now() where state = 'deferred'`)
  await db.execute(sql`update mail_groups set closed_until = now() where closed_until is not null`)
  await db.execute(sql`update editions set paused_until = now() where paused_until is not null`)
}

export type Outcome = {
  readonly readers: number
  readonly states: Readonly<Record<string, number>>
  /** Sent by the ledger, but nothing came. */
  readonly lost: number
  /** Readers to whom more than one came, and the most that one got. */
  readonly repeated: number
  readonly most: number
  /** Repeats that were not the same mail to the byte, under the same Message-ID. */
  readonly altered: number
  /** Rows whose mail ended without an answer: held, or sent once more. */
  readonly uncertain: number
  /** Mails for whom the ledger has no row. */
  readonly strangers: number
  /** Processes that ended although nobody had asked them to. */
  readonly died: number
}

type Found = {
  readonly readers: number
  readonly rows: readonly StateRow[]
  readonly received: readonly Received[]
  readonly died: number
}

/** Compares what the ledger says with what arrived. */
export function compare({ readers, rows, received, died }: Found): Outcome {
  const mails = new Map<string, Received[]>()
  for (const mail of received) mails.set(mail.to, [...(mails.get(mail.to) ?? []), mail])
  const known = new Set(rows.map((row) => row.email))
  const several = [...mails.values()].filter((list) => list.length > 1)
  const states = new Map<string, number>()
  for (const row of rows) states.set(row.state, (states.get(row.state) ?? 0) + 1)
  return {
    readers,
    states: Object.fromEntries([...states].sort()),
    lost: rows.filter((row) => row.state === 'sent' && !mails.has(row.email)).length,
    repeated: several.length,
    most: Math.max(0, ...[...mails.values()].map((list) => list.length)),
    altered: several.filter(
      (list) => new Set(list.map((mail) => `${mail.messageId} ${mail.sha256}`)).size > 1,
    ).length,
    uncertain: rows.filter((row) => row.state === 'uncertain' || row.resends > 0).length,
    strangers: [...mails.keys()].filter((email) => !known.has(email)).length,
    died,
  }
}
