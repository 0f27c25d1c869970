import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../services/platform/db/connect.ts'
import { param, queryRows } from '../../services/platform/db/rows.ts'

const days = 30
/** In so many of the last days the digests showed papers of today's window. */
const recentDays = 7

/**
 * A month of editions, and in the ledger what each reader had: a daily reader 30 rows, a weekly one four, a monthly one
 * one. The daily digests of the last week showed the papers that came on their day; what older ones showed is gone by now.
 */
export async function addHistory(db: Db, dueAt: Date): Promise<number> {
  await addEditions(db, dueAt)
  await addOldPapers(db)
  await addDigests(db)
  await addShown(db)
  return withoutIndexes(db, 'deliveries', async (tx) => {
    const rows = await queryRows(
      tx,
      z.object({ made: z.coerce.number() }),
      sql`
      with made as (
        insert into deliveries (edition_id, subscriber_id, digest_id, state, reason, next_at, expires_at, message_at, created_at, sent_at, attempt)
        select e.id, s.id, g.id, case when g.id is null then 'skipped' else 'sent' end, case when g.id is null then 'nothing new' end,
          e.created_at, e.created_at + interval '20 hours', e.created_at, e.created_at, e.created_at, 1
        from editions e join subscribers s on s.frequency = e.cadence
        left join digests g on g.edition_id = e.id and g.interests_id = s.interests_id
        order by e.created_at, s.id
        returning 1
      ) select count(*) as made from made`,
    )
    return rows[0]?.made ?? 0
  })
}

async function addEditions(db: Db, dueAt: Date): Promise<void> {
  const due = param.instant(dueAt)
  await db.execute(sql`
    insert into editions (cadence, date, number, papers_read, created_at)
    select 'daily', (${due} - make_interval(days => n))::date, ${days} + 1 - n, 40, ${due} - make_interval(days => n) from generate_series(1, ${days}::int) n
    union all
    select 'weekly', (${due} - make_interval(weeks => n))::date, 5 - n, 200, ${due} - make_interval(weeks => n) from generate_series(1, 4) n
    union all
    select 'monthly', (${due} - interval '1 month')::date, 1, 900, ${due} - interval '1 month'`)
}

/** Forty for each edition, which are news no longer. */
async function addOldPapers(db: Db): Promise<void> {
  await db.execute(sql`
    insert into papers (id, canonical_id, url, title, abstract, authors, author_keys, categories, changed_at) overriding system value
    select 1000000000 + e.id * 100 + n, 'old:' || e.id || ':' || n, 'https://example.org', 'Old', '', '{}', '{}', '{}', e.created_at
    from editions e, generate_series(0, 39) n where e.cadence <> 'daily' or e.number <= ${days - recentDays}`)
}

async function addShown(db: Db): Promise<void> {
  await db.execute(sql`
    insert into edition_papers (edition_id, paper_id, content)
    select distinct edition_id, paper_id, '{}'::jsonb from digests, unnest(paper_ids) as paper_id`)
}

async function addDigests(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local statement_timeout = 0`)
    await tx.execute(sql`
      create temp table taken on commit drop as select distinct interests_id, frequency from subscribers;`)
    await tx.execute(sql`
      insert into digests (edition_id, interests_id, paper_ids, because, created_at)
      select e.id, t.interests_id, array(select 1000000000 + e.id * 100 + (t.interests_id + n) % 40 from generate_series(1, 5) n), '[]', e.created_at
      from taken t join editions e on e.cadence = t.frequency
      where e.cadence <> 'daily' or e.number <= ${days - recentDays}`)
    await tx.execute(sql`
      with shown as (
        select e.id as edition_id, e.created_at, p.id as paper_id, p.score from editions e
        join papers p on p.listed_at > e.created_at - interval '1 day' and p.listed_at <= e.created_at
        where e.cadence = 'daily' and e.number > ${days - recentDays}
      ), fitting as (
        select distinct t.interests_id, s.* from taken t join interests i on i.id = t.interests_id, unnest(i.topics) as u (slug)
        join paper_topics pt on pt.topic = u.slug join shown s on s.paper_id = pt.paper_id where t.frequency = 'daily'
        union all
        select t.interests_id, s.* from taken t join interests i on i.id = t.interests_id cross join shown s
        where t.frequency = 'daily' and i.topics = '{}' and i.keywords = '{}'
      ), ranked as (
        select *, row_number() over (partition by interests_id, edition_id order by score desc, paper_id desc) as place from fitting
      )
      insert into digests (edition_id, interests_id, paper_ids, because, created_at)
      select edition_id, interests_id, array_agg(paper_id order by place), '[]', min(created_at) from ranked where place <= 10
      group by edition_id, interests_id`)
  })
}

/** Fills a table without its indexes and the checks of its references, and makes the indexes anew: several times faster. */
async function withoutIndexes<T>(db: Db, table: string, fill: (tx: Db) => Promise<T>): Promise<T> {
  const indexes = await queryRows(
    db,
    z.object({ indexname: z.string(), indexdef: z.string() }),
    sql`select indexname, indexdef from pg_indexes where tablename = ${table} and indexname not like '%pkey'`,
  )
  const filled = await db.transaction(async (tx) => {
    await tx.execute(sql`set local statement_timeout = 0`)
    await tx.execute(sql`set local session_replication_role = replica`)
    await tx.execute(sql`set local maintenance_work_mem = '1GB'`)
    for (const { indexname } of indexes) await tx.execute(sql`drop index ${sql.identifier(indexname)}`)
    const result = await fill(tx)
    for (const { indexdef } of indexes) await tx.execute(sql.raw(indexdef))
    return result
  })
  return filled
}
