import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, prepared, queryRows } from '../platform/db/rows.ts'
import type { Counters } from './ingest-counters.ts'
import type { KnownPapers } from './ingest-identity.ts'
import type { PaperFacts } from './ingest-merge.ts'
import type { TopicMatch } from './paper.ts'

type Execute = Pick<Db, 'execute'>

// Any number serves that nobody else locks in this database; this one spells "BRSP".
const lockKey = 0x42525350

/** Until the transaction ends no other one ingests: two batches that tell of one new paper would make it twice. */
export async function lockIngest(db: Execute): Promise<void> {
  await db.execute(sql`${prepared} select pg_advisory_xact_lock(${lockKey})`)
}

const StoredPaperRow = z
  .object({
    id,
    canonical_id: z.string(),
    arxiv_id: z.string().nullable(),
    doi: z.string().nullable(),
    version: z.number().nullable(),
    title: z.string(),
    abstract: z.string(),
    authors: z.array(z.string()),
    categories: z.array(z.string()),
    published_at: instant.nullable(),
    updated_at: instant.nullable(),
    url: z.string(),
    code_url: z.string().nullable(),
    comment: z.string().nullable(),
    organization: z.string().nullable(),
    withdrawn: z.boolean(),
    listed_at: instant.nullable(),
    upvotes: z.number(),
    comments: z.number(),
    stars: z.number(),
  })
  .transform(({ canonical_id, arxiv_id, published_at, updated_at, code_url, listed_at, ...row }) => ({
    ...row,
    canonicalId: canonical_id,
    arxivId: arxiv_id,
    publishedAt: published_at,
    updatedAt: updated_at,
    codeUrl: code_url,
    listedAt: listed_at,
  }))

/** The rows that any of the keys leads to, with all keys of these rows. */
export async function loadKnownPapers(db: Execute, keys: readonly string[]): Promise<KnownPapers> {
  const known = await queryRows(
    db,
    z.object({ key: z.string(), paper_id: id }).transform((row) => ({ key: row.key, paperId: row.paper_id })),
    sql`${prepared}
    select key, paper_id from paper_keys
    where paper_id in (select paper_id from paper_keys where key = any(${param.texts(keys)}))`,
  )
  if (known.length === 0) return { papers: [], keys: [] }
  const papers = await queryRows(
    db,
    StoredPaperRow,
    sql`${prepared}
    select id, canonical_id, arxiv_id, doi, version, title, abstract, authors, categories, published_at, updated_at,
      url, code_url, comment, organization, withdrawn, listed_at, upvotes, comments, stars
    from papers where id = any(${param.ids([...new Set(known.map((row) => row.paperId))])})
    order by id`,
  )
  return { papers, keys: known }
}

/** A row's facts as they go in; `id` is absent for a new row. */
export type PaperWrite = {
  readonly id: number | undefined
  readonly facts: PaperFacts
  readonly authorKeys: readonly string[]
  readonly listedAt: Date | null
  /** True when readers see a difference; a new version with the same words is none. */
  readonly isVisible: boolean
  /** Shown by a new row from the start, since writing it twice would enter it into each index twice. */
  readonly counters: Counters
}

const recordset = sql`r(id bigint, canonical_id text, arxiv_id text, doi text, version smallint, title text, abstract text,
  authors text[], author_keys text[], categories text[], published_at timestamptz, updated_at timestamptz, url text,
  code_url text, comment text, organization text, withdrawn boolean, listed_at timestamptz, visible boolean, upvotes integer, comments integer, stars integer)`

function toRecordset(writes: readonly PaperWrite[]) {
  return param.json(
    writes.map(({ id, facts, authorKeys, listedAt, isVisible, counters }) => ({
      id: id ?? null,
      canonical_id: facts.canonicalId,
      arxiv_id: facts.arxivId,
      doi: facts.doi,
      version: facts.version,
      title: facts.title,
      abstract: facts.abstract,
      authors: facts.authors,
      author_keys: authorKeys,
      categories: facts.categories,
      published_at: facts.publishedAt,
      updated_at: facts.updatedAt,
      url: facts.url,
      code_url: facts.codeUrl,
      comment: facts.comment,
      organization: facts.organization,
      withdrawn: facts.withdrawn,
      listed_at: listedAt,
      visible: isVisible,
      ...counters,
    })),
  )
}

/** Returns the new rows' ids by canonical id. */
export async function insertPapers(
  db: Execute,
  writes: readonly PaperWrite[],
  now: Date,
): Promise<Map<string, number>> {
  if (writes.length === 0) return new Map()
  const rows = await queryRows(
    db,
    z.object({ id, canonical_id: z.string() }),
    sql`${prepared}
    insert into papers (canonical_id, arxiv_id, doi, version, title, abstract, authors, author_keys, categories,
      published_at, updated_at, url, code_url, comment, organization, withdrawn, listed_at, changed_at, upvotes, comments, stars)
    select canonical_id, arxiv_id, doi, version, title, abstract, authors, author_keys, categories,
      published_at, updated_at, url, code_url, comment, organization, withdrawn, listed_at, ${param.instant(now)},
      upvotes, comments, stars
    from jsonb_to_recordset(${toRecordset(writes)}) as ${recordset}
    returning id, canonical_id`,
  )
  return new Map(rows.map((row) => [row.canonical_id, row.id]))
}

export async function updatePapers(db: Execute, writes: readonly PaperWrite[], now: Date): Promise<void> {
  if (writes.length === 0) return
  await db.execute(sql`${prepared}
    update papers p set canonical_id = r.canonical_id, arxiv_id = r.arxiv_id, doi = r.doi, version = r.version,
      title = r.title, abstract = r.abstract, authors = r.authors, author_keys = r.author_keys,
      categories = r.categories, published_at = r.published_at, updated_at = r.updated_at, url = r.url,
      code_url = r.code_url, comment = r.comment, organization = r.organization, withdrawn = r.withdrawn,
      listed_at = r.listed_at, changed_at = case when r.visible then ${param.instant(now)} else p.changed_at end
    from jsonb_to_recordset(${toRecordset(writes)}) as ${recordset}
    where p.id = r.id`)
}

/**
 * Makes rows that proved to be one work one paper. What hangs on the row that goes moves over; the row itself stays as a
 * signpost (`merged_into`), since digests and links carry its id.
 */
export async function absorbPapers(
  db: Execute,
  pairs: readonly { gone: number; kept: number }[],
): Promise<void> {
  if (pairs.length === 0) return
  const merged = sql`jsonb_to_recordset(${param.json(pairs)}) as m(gone bigint, kept bigint)`
  await db.execute(sql`update paper_keys k set paper_id = m.kept from ${merged} where k.paper_id = m.gone`)
  await db.execute(sql`
    insert into paper_counters (paper_id, source, taken_at, upvotes, comments, stars)
    select m.kept, c.source, c.taken_at, max(c.upvotes), max(c.comments), max(c.stars)
    from paper_counters c join ${merged} on c.paper_id = m.gone
    group by m.kept, c.source, c.taken_at
    on conflict do nothing`)
  await db.execute(sql`delete from paper_counters c using ${merged} where c.paper_id = m.gone`)
  await db.execute(sql`delete from paper_topics t using ${merged} where t.paper_id = m.gone`)
  await db.execute(sql`
    update papers p set upvotes = greatest(p.upvotes, g.upvotes), comments = greatest(p.comments, g.comments),
      stars = greatest(p.stars, g.stars)
    from (
      select m.kept, max(g.upvotes) as upvotes, max(g.comments) as comments, max(g.stars) as stars
      from papers g join ${merged} on g.id = m.gone group by m.kept
    ) g where p.id = g.kept`)
  // A signpost to what is now a signpost would lead nowhere in one step.
  await db.execute(sql`update papers p set merged_into = m.kept from ${merged} where p.merged_into = m.gone`)
  await db.execute(sql`
    update papers p set merged_into = m.kept, canonical_id = 'merged:' || p.id, arxiv_id = null, doi = null,
      withdrawn = true, listed_at = null, score = 0
    from ${merged} where p.id = m.gone`)
}

export async function addKeys(db: Execute, keys: readonly { key: string; paperId: number }[]): Promise<void> {
  if (keys.length === 0) return
  await db.execute(sql`${prepared}
    insert into paper_keys (key, paper_id)
    select * from unnest(${param.texts(keys.map((row) => row.key))}, ${param.ids(keys.map((row) => row.paperId))})`)
}

export async function replaceTopics(
  db: Execute,
  papers: readonly { id: number; isNew: boolean; topics: readonly TopicMatch[] }[],
): Promise<void> {
  const old = papers.filter((paper) => !paper.isNew).map((paper) => paper.id)
  if (old.length > 0)
    await db.execute(sql`${prepared} delete from paper_topics where paper_id = any(${param.ids(old)})`)
  const rows = papers.flatMap(({ id, topics }) => topics.map((match) => ({ id, ...match })))
  if (rows.length === 0) return
  await db.execute(sql`${prepared}
    insert into paper_topics (paper_id, topic, score, because)
    select id, slug, score, because
    from jsonb_to_recordset(${param.json(rows)}) as t(id bigint, slug text, score real, because text[])`)
}
