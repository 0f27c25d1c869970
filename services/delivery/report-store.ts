import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, queryRows } from '../platform/db/rows.ts'
import { frequencies } from '../subscribers/preferences.ts'
import { deliveryStates } from './tables.ts'

type Execute = Pick<Db, 'execute'>

const count = z.coerce.number()

const GroupRow = z.object({
  /** Null in the one row that counts everything. */
  state: z.enum(deliveryStates).nullable(),
  exclusion: z.string().nullable(),
  candidates: count,
  planned_at: instant.nullable(),
  last_sent_at: instant.nullable(),
})

/** The ledger in groups: by state, the skipped ones by reason too; and one row, without a state, for all of it. */
export function groupDeliveries(
  db: Execute,
  editionId: number | undefined,
): Promise<z.infer<typeof GroupRow>[]> {
  return queryRows(
    db,
    GroupRow,
    sql`
    with counted as (
      select state, case when state = 'skipped' then coalesce(reason, 'no reason given') end as exclusion, created_at, sent_at
      from deliveries d where ${ofEdition(editionId)}
    )
    select state, exclusion, count(*) as candidates, min(created_at) as planned_at, max(sent_at) as last_sent_at
    from counted group by grouping sets ((), (state, exclusion)) order by state nulls first, exclusion`,
  )
}

/** Each state of a delivery that is neither sent nor over yet. */
const waiting = sql`('pending', 'claimed', 'transmitting', 'deferred')`

const DomainRow = z.object({
  domain: z.string(),
  candidates: count,
  sent: count,
  waiting: count,
  failed: count,
  uncertain: count,
  expired: count,
  skipped: count,
})

export type DomainCounts = z.infer<typeof DomainRow>

/** The same rows by the recipient's domain, the largest `limit` of them; an erased reader has none any more. */
export function groupByDomain(
  db: Execute,
  { editionId, limit }: { editionId: number | undefined; limit: number },
): Promise<DomainCounts[]> {
  return queryRows(
    db,
    DomainRow,
    sql`
    select coalesce(lower(split_part(s.email, '@', 2)), '(erased)') as domain, count(*) as candidates,
      count(*) filter (where d.state = 'sent') as sent,
      count(*) filter (where d.state in ${waiting}) as waiting,
      count(*) filter (where d.state = 'failed') as failed,
      count(*) filter (where d.state = 'uncertain') as uncertain,
      count(*) filter (where d.state = 'expired') as expired,
      count(*) filter (where d.state = 'skipped') as skipped
    from deliveries d left join subscribers s on s.id = d.subscriber_id where ${ofEdition(editionId)}
    group by 1 order by candidates desc, domain limit ${limit}`,
  )
}

const LagRow = z.object({ median: count.nullable(), p95: count.nullable(), max: count.nullable() })

/** Seconds from planning to the server's acceptance, over all that were sent; nulls when none was. */
export async function measureLag(
  db: Execute,
  editionId: number | undefined,
): Promise<z.infer<typeof LagRow>> {
  const [row] = await queryRows(
    db,
    LagRow,
    sql`
    select percentile_cont(0.5) within group (order by lag) as median, percentile_cont(0.95) within group (order by lag) as p95, max(lag) as max
    from (
      select extract(epoch from sent_at - message_at)::float8 as lag from deliveries d
      where state = 'sent' and sent_at is not null and ${ofEdition(editionId)}
    ) sent`,
  )
  return row ?? { median: null, p95: null, max: null }
}

const NamedCount = z.object({ name: z.string(), size: count })

export type NamedCount = z.infer<typeof NamedCount>

/** What came back about the mails of an edition, or about all: bounces by severity, complaints, unsubscribes by provider. */
export function groupReports(db: Execute, editionId: number | undefined): Promise<NamedCount[]> {
  return queryRows(
    db,
    NamedCount,
    sql`
    select case when r.kind = 'bounce' then coalesce(r.severity, 'other') || ' bounce' else r.kind end as name, count(*) as size
    from mail_reports r left join deliveries d on d.id = r.delivery_id where ${ofEdition(editionId)}
    group by 1 order by size desc, name`,
  )
}

/** How many reports changed nothing, by reason. They name no mail of ours, so no edition either. */
export function groupIdleReports(db: Execute): Promise<NamedCount[]> {
  return queryRows(
    db,
    NamedCount,
    sql`select outcome as name, sum(count) as size from report_counts group by outcome order by size desc, name`,
  )
}

const EditionRow = z.object({
  id,
  cadence: z.enum(frequencies),
  date: z.string(),
  number: z.number(),
  candidates: count,
  sent: count,
  waiting: count,
})

export type EditionCounts = z.infer<typeof EditionRow>

/** The newest editions, or the one asked for, each with what became of it. */
export function listEditionCounts(
  db: Execute,
  wanted: { editionId?: number | undefined; limit: number },
): Promise<EditionCounts[]> {
  const condition = wanted.editionId === undefined ? sql`true` : sql`id = ${wanted.editionId}`
  return queryRows(
    db,
    EditionRow,
    sql`
    with newest as (select * from editions where ${condition} order by created_at desc, id desc limit ${wanted.limit})
    select e.id, e.cadence, e.date::text, e.number, count(d.id) as candidates,
      count(d.id) filter (where d.state = 'sent') as sent,
      count(d.id) filter (where d.state in ${waiting}) as waiting
    from newest e left join deliveries d on d.edition_id = e.id
    group by e.id, e.cadence, e.date, e.number, e.created_at order by e.created_at desc, e.id desc`,
  )
}

function ofEdition(editionId: number | undefined): SQL {
  return editionId === undefined ? sql`true` : sql`d.edition_id = ${editionId}`
}
