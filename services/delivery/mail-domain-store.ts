import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { param, queryRows } from '../platform/db/rows.ts'

type Execute = Pick<Db, 'execute'>

// Records of mail servers stay for weeks; a day is also how long a look-up that failed is not repeated.
const freshHours = 24

const isFresh = (now: Date) =>
  sql`m.checked_at > ${param.instant(now)} - make_interval(hours => ${freshHours})`

/** The system behind a domain as it was found within a day. */
export async function findMailDomain(db: Execute, domain: string, now: Date): Promise<string | undefined> {
  const [row] = await queryRows(
    db,
    z.object({ mail_group: z.string() }),
    sql`select mail_group from mail_domains m where domain = ${domain} and ${isFresh(now)}`,
  )
  return row?.mail_group
}

// Enough to meet every domain that has many readers.
const rowsLookedAt = 20_000

/** Domains of mail that waits which nobody looked up within a day, those with most readers first. */
export async function listUnknownDomains(db: Execute, limit: number, now: Date): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ domain: z.string() }),
    sql`
    with waiting as (
      select subscriber_id from deliveries where state in ('pending', 'deferred') limit ${rowsLookedAt}
    ), domains as (
      select lower(split_part(s.email, '@', 2)) as domain, count(*) as readers
      from waiting join subscribers s on s.id = waiting.subscriber_id group by 1
    )
    select domain from domains d where not exists (select from mail_domains m where m.domain = d.domain and ${isFresh(now)})
    order by readers desc, domain limit ${limit}`,
  )
  return rows.map((row) => row.domain)
}

export async function keepMailDomain(
  db: Execute,
  { domain, mailGroup }: { domain: string; mailGroup: string },
  now: Date,
): Promise<void> {
  await db.execute(sql`
    insert into mail_domains (domain, mail_group, checked_at) values (${domain}, ${mailGroup}, ${param.instant(now)})
    on conflict (domain) do update set mail_group = excluded.mail_group, checked_at = excluded.checked_at`)
}

// Domains say where readers work: none is kept for longer than it serves.
const keptDays = 7

export async function forgetMailDomains(db: Execute, now: Date): Promise<void> {
  await db.execute(
    sql`delete from mail_domains where checked_at < ${param.instant(now)} - make_interval(days => ${keptDays})`,
  )
}
