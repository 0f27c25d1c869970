import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, queryRows } from '../platform/db/rows.ts'
import type { CounterReading } from './trending.ts'
import { generalTopic, trending } from './trending-constants.ts'

type Execute = Pick<Db, 'execute'>

const summaryColumns = {
  // Outside, an id is a name and not a number to count with.
  id: id.transform(String),
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  categories: z.array(z.string()),
  url: z.string(),
  code_url: z.string().nullable(),
  published_at: instant.nullable(),
  listed_at: instant.nullable(),
  upvotes: z.number(),
  comments: z.number(),
  stars: z.number(),
  score: z.number(),
  /** Strongest first; `because` are the words of the paper that decided. */
  topics: z.array(z.object({ slug: z.string(), score: z.number(), because: z.array(z.string()) })),
}

const columns = sql`p.id, p.title, p.abstract, p.authors, p.categories, p.url, p.code_url, p.published_at, p.listed_at,
  p.upvotes, p.comments, p.stars, p.score, coalesce((
    select jsonb_agg(jsonb_build_object('slug', t.topic, 'score', t.score, 'because', t.because) order by t.score desc, t.topic)
    from paper_topics t where t.paper_id = p.id), '[]') as topics`

const PageRow = z
  .object({ ...summaryColumns, sort_key: z.string() })
  .transform(({ code_url, published_at, listed_at, sort_key, ...row }) => ({
    sortKey: sort_key,
    summary: { ...row, codeUrl: code_url, publishedAt: published_at, listedAt: listed_at },
  }))

export type PaperSummary = z.infer<typeof PageRow>['summary']

/** Reads the papers of `page`, a select of `id`, `place` (descending is the order) and `sort_key` (the place as text). */
export function listPage(db: Execute, page: SQL): Promise<z.infer<typeof PageRow>[]> {
  return queryRows(
    db,
    PageRow,
    sql`
    with page as materialized (${page})
    select ${columns}, page.sort_key from page join papers p on p.id = page.id
    order by page.place desc, page.id desc`,
  )
}

const DetailRow = z
  .object({
    ...summaryColumns,
    arxiv_id: z.string().nullable(),
    doi: z.string().nullable(),
    version: z.number().nullable(),
    comment: z.string().nullable(),
    organization: z.string().nullable(),
    updated_at: instant.nullable(),
    withdrawn: z.boolean(),
  })
  .transform(({ code_url, published_at, listed_at, updated_at, arxiv_id, ...row }) => ({
    ...row,
    codeUrl: code_url,
    publishedAt: published_at,
    listedAt: listed_at,
    updatedAt: updated_at,
    arxivId: arxiv_id,
  }))

export type StoredDetail = z.infer<typeof DetailRow>

/** A row that was merged into another leads to the other. */
export async function findStoredPaper(db: Execute, paperId: number): Promise<StoredDetail | undefined> {
  const [row] = await queryRows(
    db,
    DetailRow,
    sql`
    select ${columns}, p.arxiv_id, p.doi, p.version, p.comment, p.organization, p.updated_at, p.withdrawn
    from papers p where p.id = (select coalesce(merged_into, id) from papers where id = ${paperId})`,
  )
  return row
}

/** Some 80 days of hourly readings; a page needs no more. */
const MOST_READINGS = 2_000

/** The paper's latest readings, oldest first. */
export function listReadings(db: Execute, paperId: number): Promise<CounterReading[]> {
  return queryRows(
    db,
    z
      .object({
        source: z.string(),
        taken_at: instant,
        upvotes: z.number(),
        comments: z.number(),
        stars: z.number(),
      })
      .transform(({ taken_at, ...counters }) => ({ ...counters, takenAt: taken_at })),
    sql`
    select * from (
      select source, taken_at, upvotes, comments, stars from paper_counters
      where paper_id = ${paperId} order by taken_at desc, source limit ${MOST_READINGS}
    ) latest order by taken_at, source`,
  )
}

/** What is typical for the topic, in points, as last measured; the general figure where the topic has none. */
export async function findTypical(db: Execute, topic: string | undefined): Promise<number> {
  const rows = await queryRows(
    db,
    z.object({ topic: z.string(), typical: z.number() }),
    sql`select topic, typical from topic_baselines where topic in (${topic ?? generalTopic}, ${generalTopic})`,
  )
  const own = rows.find((row) => row.topic === topic) ?? rows[0]
  return own?.typical ?? trending.assumedTypical
}
