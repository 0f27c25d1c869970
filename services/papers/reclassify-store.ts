import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'

type Execute = Pick<Db, 'execute'>

/** Begins anew where the papers were held against another version since. */
export async function beginPass(
  db: Execute,
  { version, now, again }: { readonly version: string; readonly now: Date; readonly again: boolean },
): Promise<void> {
  await db.execute(sql`
    insert into reclassifications as r (version, started_at) values (${version}, ${param.instant(now)})
    on conflict (version) do update set started_at = excluded.started_at, checked_to = 0, finished_at = null
    where ${again} or r.started_at < (select max(started_at) from reclassifications)`)
}

const UncheckedRow = z.object({
  id,
  title: z.string(),
  abstract: z.string(),
  categories: z.array(z.string()),
  topics: z.array(z.object({ slug: z.string(), score: z.number(), because: z.array(z.string()) })),
})

export type UncheckedPaper = z.infer<typeof UncheckedRow>

/** The next 500 papers by id; none when the pass is over. Signposts of merged papers have no topics. */
export function listUnchecked(db: Execute, version: string): Promise<UncheckedPaper[]> {
  return queryRows(
    db,
    UncheckedRow,
    sql`
    select p.id, p.title, p.abstract, p.categories, coalesce((
      select jsonb_agg(jsonb_build_object('slug', t.topic, 'score', t.score, 'because', t.because))
      from paper_topics t where t.paper_id = p.id), '[]') as topics
    from papers p join reclassifications r on r.version = ${version} and r.finished_at is null
    where p.id > r.checked_to and p.merged_into is null order by p.id limit 500`,
  )
}

export async function movePass(db: Execute, version: string, checkedTo: number): Promise<void> {
  await db.execute(
    sql`update reclassifications set checked_to = ${checkedTo}::bigint where version = ${version}`,
  )
}

export async function endPass(db: Execute, version: string, now: Date): Promise<void> {
  await db.execute(sql`
    update reclassifications set finished_at = ${param.instant(now)} where version = ${version} and finished_at is null`)
}
