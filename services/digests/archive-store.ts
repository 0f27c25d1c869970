import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { sourcesSchema } from '../papers/describe-sources.ts'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, queryRows } from '../platform/db/rows.ts'
import { type Frequency, frequencies } from '../subscribers/preferences.ts'

type Execute = Pick<Db, 'execute'>

const editionColumns = {
  id,
  cadence: z.enum(frequencies),
  /** YYYY-MM-DD */
  date: z.string(),
  number: z.number(),
}

const ArchivedEdition = z
  .object({ ...editionColumns, papers: z.coerce.number(), lead: z.string() })
  .transform(({ lead, ...edition }) => ({ ...edition, leadTitle: lead }))

/** An edition in the archive's list; the lead is its paper with the most votes today. */
export type ArchivedEdition = z.infer<typeof ArchivedEdition>

/** Where a page of the archive ended. */
export type ArchivePlace = { readonly date: string; readonly id: number }

/** Editions that carried a paper, newest first; `after` is the last one of the page before. */
export function listEditions(
  db: Execute,
  {
    cadence,
    after,
    limit,
  }: {
    readonly cadence?: Frequency | undefined
    readonly after?: ArchivePlace | undefined
    readonly limit: number
  },
): Promise<ArchivedEdition[]> {
  const ofCadence = cadence === undefined ? sql`true` : sql`e.cadence = ${cadence}`
  const isLater =
    after === undefined ? sql`true` : sql`(e.date, e.id) < (${after.date}::date, ${after.id}::bigint)`
  return queryRows(
    db,
    ArchivedEdition,
    sql`
    select e.id, e.cadence, e.date::text, e.number, lead.content->>'title' as lead,
      (select count(*) from edition_papers f where f.edition_id = e.id) as papers
    from editions e
    cross join lateral (
      select f.content from edition_papers f join papers p on p.id = f.paper_id
      where f.edition_id = e.id order by p.upvotes desc, p.id desc limit 1
    ) lead
    where ${ofCadence} and ${isLater}
    order by e.date desc, e.id desc limit ${limit}`,
  )
}

const EditionPage = z
  .object({
    ...editionColumns,
    papers_read: z.number(),
    sources: sourcesSchema.nullable(),
    newer: z.string().nullable(),
    older: z.string().nullable(),
  })
  .transform(({ papers_read, ...edition }) => ({
    ...edition,
    papersRead: papers_read,
  }))

/** An edition by its permanent name; `newer` and `older` are the dates of its neighbours of the same cadence. */
export type EditionPage = z.infer<typeof EditionPage>

/** `date` must be a day of the calendar. */
export async function findArchivedEdition(
  db: Execute,
  { cadence, date }: { readonly cadence: Frequency; readonly date: string },
): Promise<EditionPage | undefined> {
  const neighbour = (isPast: boolean) => sql`(
    select n.date::text from editions n
    where n.cadence = e.cadence and ${isPast ? sql`n.date < e.date` : sql`n.date > e.date`}
      and exists (select from edition_papers f where f.edition_id = n.id)
    order by ${isPast ? sql`n.date desc` : sql`n.date`} limit 1)`
  const [edition] = await queryRows(
    db,
    EditionPage,
    sql`
    select e.id, e.cadence, e.date::text, e.number, e.papers_read, e.sources,
      ${neighbour(false)} as newer, ${neighbour(true)} as older
    from editions e where e.cadence = ${cadence} and e.date = ${date}::date`,
  )
  return edition
}

const FrozenPaper = z
  .object({
    id: id.transform(String),
    content: z.object({
      title: z.string(),
      authors: z.array(z.string()),
      abstract: z.string(),
      upvotes: z.number(),
      codeUrl: z.string().nullable(),
      publishedAt: instant.nullable(),
    }),
    total: z.coerce.number(),
  })
  .transform(({ id: paperId, content, total }) => ({ ...content, id: paperId, total }))

/** A paper as the edition froze it. The id is of the row that stands for it today. */
export type FrozenPaper = z.infer<typeof FrozenPaper>

/**
 * All that an edition told its readers, each paper once: first what most digests carried, then what had most votes when
 * it was frozen. Says nothing of any reader. `total` counts beyond this page.
 */
export async function listEditionPapers(
  db: Execute,
  {
    editionId,
    offset,
    limit,
  }: { readonly editionId: number; readonly offset: number; readonly limit: number },
): Promise<FrozenPaper[]> {
  return queryRows(
    db,
    FrozenPaper,
    sql`
    with carried as (
      select u.paper_id, count(*) as digests from digests d, unnest(d.paper_ids) as u (paper_id)
      where d.edition_id = ${editionId} group by 1
    ), once as (
      select distinct on (coalesce(p.merged_into, p.id)) coalesce(p.merged_into, p.id) as id, f.content,
        coalesce(c.digests, 0) as digests, (f.content->>'upvotes')::int as upvotes
      from edition_papers f join papers p on p.id = f.paper_id left join carried c on c.paper_id = f.paper_id
      where f.edition_id = ${editionId}
      order by coalesce(p.merged_into, p.id), coalesce(c.digests, 0) desc
    )
    select id, content, count(*) over () as total from once
    order by digests desc, upvotes desc, id desc offset ${offset} limit ${limit}`,
  )
}
