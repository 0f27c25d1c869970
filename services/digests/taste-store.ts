import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'
import type { TastePaper } from './taste-features.ts'
import { type Taste, type Verdict, verdicts } from './taste-model.ts'

type Execute = Pick<Db, 'execute'>

/** So many of a reader's newest verdicts are learnt from; older ones weigh next to nothing by then. */
const mostVerdicts = 300
/** As long as a paper may still enter a digest, and so many of those at most. */
const backgroundDays = 45
const mostBackground = 3_000

/** Notes a verdict. False when the reader had said just that before. */
export async function saveVerdict(
  db: Execute,
  given: { subscriberId: number; paperId: number; verdict: Verdict; now: Date },
): Promise<boolean> {
  const rows = await queryRows(
    db,
    z.unknown(),
    sql`
    insert into paper_verdicts as v (subscriber_id, paper_id, verdict, given_at)
    values (${given.subscriberId}, ${given.paperId}, ${given.verdict}, ${param.instant(given.now)})
    on conflict (subscriber_id, paper_id) do update set verdict = excluded.verdict, given_at = excluded.given_at
    where v.verdict <> excluded.verdict
    returning 1`,
  )
  return rows.length > 0
}

/** True when there was one. */
export async function deleteVerdict(
  db: Execute,
  { subscriberId, paperId }: { subscriberId: number; paperId: number },
): Promise<boolean> {
  const rows = await queryRows(
    db,
    z.unknown(),
    sql`delete from paper_verdicts where subscriber_id = ${subscriberId} and paper_id = ${paperId} returning 1`,
  )
  return rows.length > 0
}

export async function findVerdict(
  db: Execute,
  { subscriberId, paperId }: { subscriberId: number; paperId: number },
): Promise<Verdict | undefined> {
  const [row] = await queryRows(
    db,
    z.object({ verdict: z.enum(verdicts) }),
    sql`select verdict from paper_verdicts where subscriber_id = ${subscriberId} and paper_id = ${paperId}`,
  )
  return row?.verdict
}

const VerdictRow = z.object({ paper_id: id, verdict: z.enum(verdicts), given_at: instant })

/** A reader's verdicts, the newest first; where a paper proved to be the same work as another, on the row that was kept. */
export function listVerdicts(db: Execute, subscriberId: number): Promise<z.infer<typeof VerdictRow>[]> {
  return queryRows(
    db,
    VerdictRow,
    sql`
    select coalesce(p.merged_into, p.id) as paper_id, v.verdict, v.given_at
    from paper_verdicts v join papers p on p.id = v.paper_id
    where v.subscriber_id = ${subscriberId} order by v.given_at desc, v.paper_id desc limit ${mostVerdicts}`,
  )
}

/** Every verdict of a reader with its paper's title, the oldest first. */
export function listTitledVerdicts(db: Execute, subscriberId: number) {
  return queryRows(
    db,
    z.object({ title: z.string(), verdict: z.enum(verdicts), at: instant }),
    sql`
    select p.title, v.verdict, v.given_at as at from paper_verdicts v join papers p on p.id = v.paper_id
    where v.subscriber_id = ${subscriberId} order by v.given_at, p.id`,
  )
}

/** The newest papers that may be in digests these weeks. */
export async function listRecentPapers(db: Execute, now: Date): Promise<number[]> {
  const rows = await queryRows(
    db,
    z.object({ id }),
    sql`
    select id from papers
    where listed_at <= ${param.instant(now)} and listed_at > ${param.instant(now)} - make_interval(days => ${backgroundDays})
      and not withdrawn
    order by listed_at desc, id desc limit ${mostBackground}`,
  )
  return rows.map((row) => row.id)
}

const TastePaperRow = z
  .object({
    id,
    title: z.string(),
    abstract: z.string(),
    categories: z.array(z.string()),
    authors: z.array(z.string()),
    author_keys: z.array(z.string()),
    topics: z.array(z.string()),
    score: z.number(),
  })
  .transform(({ author_keys, ...paper }) => ({ ...paper, authorKeys: author_keys }))

/** Papers as a taste judges them, with their trending scores, by id. */
export async function listTastePapers(
  db: Execute,
  ids: readonly number[],
): Promise<Map<number, TastePaper & { readonly score: number }>> {
  const rows = await queryRows(
    db,
    TastePaperRow,
    sql`
    select p.id, left(p.title, 1000) as title, left(p.abstract, 8000) as abstract, p.categories, p.authors[1:10] as authors,
      p.author_keys[1:10] as author_keys, p.score, array(select t.topic from paper_topics t where t.paper_id = p.id) as topics
    from papers p where p.id = any(${param.ids(ids)})`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

const Word = z.object({ kind: z.enum(['term', 'topic', 'category', 'author']), name: z.string() })
const Words = z.object({ more: z.array(Word), less: z.array(Word) })

export async function saveTaste(
  db: Execute,
  taste: Taste,
  of: { subscriberId: number; verdicts: number; now: Date },
): Promise<void> {
  const words = param.json({ more: taste.more, less: taste.less })
  await db.execute(sql`
    insert into tastes (subscriber_id, weights, scale, center, words, verdicts, learnt_at)
    select ${of.subscriberId}, unnest(${param.hashes([taste.weights])}), ${taste.scale}, ${taste.center}, ${words}, ${of.verdicts}, ${param.instant(of.now)}
    on conflict (subscriber_id) do update set weights = excluded.weights, scale = excluded.scale, center = excluded.center,
      words = excluded.words, verdicts = excluded.verdicts, learnt_at = excluded.learnt_at`)
}

const TasteRow = z
  .object({
    subscriber_id: id,
    weights: z.string(),
    scale: z.number(),
    center: z.number(),
    words: Words,
    verdicts: z.number(),
  })
  .transform(({ subscriber_id, words, weights, ...row }) => ({
    ...row,
    ...words,
    subscriberId: subscriber_id,
    weights: Buffer.from(weights, 'base64'),
  }))

/** The tastes of those among these readers who have one. */
export function listTastes(db: Execute, subscriberIds: readonly number[]) {
  return queryRows(
    db,
    TasteRow,
    sql`
    select subscriber_id, translate(encode(weights, 'base64'), E'\\n', '') as weights, scale, center, words, verdicts
    from tastes where subscriber_id = any(${param.ids(subscriberIds)})`,
  )
}

export async function deleteTaste(db: Execute, subscriberId: number): Promise<void> {
  await db.execute(sql`delete from tastes where subscriber_id = ${subscriberId}`)
}

/** Forgets all that a reader said of papers, and what was learnt from it. */
export async function deleteVerdictsAndTaste(db: Execute, subscriberId: number): Promise<void> {
  await db.execute(sql`
    with gone as (delete from paper_verdicts where subscriber_id = ${subscriberId})
    delete from tastes where subscriber_id = ${subscriberId}`)
}
