import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'
import type { PaperSummary } from './paper-store.ts'
import { type CounterReading, explainTrending, type TrendingParts } from './trending.ts'
import { generalTopic, trending } from './trending-constants.ts'

type Execute = Pick<Db, 'execute'>

const ReadingRow = z
  .object({
    paper_id: id,
    source: z.string(),
    taken_at: instant,
    upvotes: z.number(),
    comments: z.number(),
    stars: z.number(),
  })
  .transform(({ paper_id, taken_at, ...counters }) => ({
    paperId: String(paper_id),
    reading: { ...counters, takenAt: taken_at },
  }))

/** What the scores of these papers are made of at this moment, by id; papers that take no part are left out. */
export async function explainPapers(
  db: Execute,
  papers: readonly Pick<PaperSummary, 'id' | 'listedAt' | 'topics'>[],
  now: Date,
): Promise<Map<string, TrendingParts>> {
  const windowMs = trending.windowDays * 24 * 3_600_000
  const scored = papers.flatMap(({ id: paperId, listedAt, topics }) =>
    listedAt !== null && now.getTime() - listedAt.getTime() < windowMs
      ? [{ paperId, listedAt, topic: topics[0]?.slug ?? generalTopic }]
      : [],
  )
  const [readings, typicalOf] = await Promise.all([
    listReadingsOf(
      db,
      scored.map(({ paperId }) => Number(paperId)),
    ),
    loadTypical(db),
  ])
  return new Map(
    scored.map(({ paperId, listedAt, topic }) => [
      paperId,
      explainTrending({ listedAt, readings: readings.get(paperId) ?? [], typical: typicalOf(topic) }, now),
    ]),
  )
}

async function listReadingsOf(
  db: Execute,
  paperIds: readonly number[],
): Promise<Map<string, CounterReading[]>> {
  const rows = await queryRows(
    db,
    ReadingRow,
    sql`
    select paper_id, source, taken_at, upvotes, comments, stars from paper_counters
    where paper_id = any(${param.ids(paperIds)}) order by taken_at`,
  )
  const readings = new Map<string, CounterReading[]>()
  for (const { paperId, reading } of rows) readings.set(paperId, [...(readings.get(paperId) ?? []), reading])
  return readings
}

async function loadTypical(db: Execute): Promise<(topic: string) => number> {
  const rows = await queryRows(
    db,
    z.object({ topic: z.string(), typical: z.number() }),
    sql`select topic, typical from topic_baselines`,
  )
  const typical = new Map(rows.map((row) => [row.topic, row.typical]))
  return (topic) => typical.get(topic) ?? typical.get(generalTopic) ?? trending.assumedTypical
}
