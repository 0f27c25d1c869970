import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'

type Execute = Pick<Db, 'execute'>

export type RawAnswer = {
  readonly runId: number
  readonly url: string
  readonly fetchedAt: Date
  readonly contentType: string
  /** Gzipped. */
  readonly body: Buffer
}

export async function saveRawAnswer(db: Execute, answer: RawAnswer): Promise<void> {
  await db.execute(sql`
    insert into raw_answers (run_id, url, fetched_at, content_type, body)
    values (${answer.runId}, ${answer.url}, ${param.instant(answer.fetchedAt)}, ${answer.contentType},
      decode(${answer.body.toString('base64')}, 'base64'))`)
}

/** The answer that a run got when it asked for `url` the first (`place` 0), second, … time. */
export async function findRawAnswer(
  db: Execute,
  wanted: { readonly runId: number; readonly url: string; readonly place: number },
): Promise<Pick<RawAnswer, 'contentType' | 'body'> | undefined> {
  const [row] = await queryRows(
    db,
    z.object({ content_type: z.string(), body: z.string() }),
    sql`
    select content_type, encode(body, 'base64') as body from raw_answers
    where run_id = ${wanted.runId} and url = ${wanted.url} order by id offset ${wanted.place} limit 1`,
  )
  return row && { contentType: row.content_type, body: Buffer.from(row.body, 'base64') }
}

const RunRow = z
  .object({ id, started_at: instant, since: instant.nullable() })
  .transform((row) => ({ id: row.id, startedAt: row.started_at, since: row.since ?? undefined }))

export type RecordedRun = z.infer<typeof RunRow>

/** The runs of a source since an instant whose answers are kept, oldest first. */
export function listRecordedRuns(
  db: Execute,
  { source, since }: { readonly source: string; readonly since: Date },
): Promise<RecordedRun[]> {
  return queryRows(
    db,
    RunRow,
    sql`
    select r.id, r.started_at, r.since from source_runs r
    where r.source = ${source} and r.started_at >= ${param.instant(since)} and r.state <> 'running'
      and exists (select from raw_answers a where a.run_id = r.id)
    order by r.started_at, r.id`,
  )
}

/** Some days of nine categories and the daily papers; more would crowd a small machine. */
const mostBytes = 512 * 1024 * 1024

/** Drops answers older than `days`, and the oldest beyond half a gigabyte. */
export async function purgeRawAnswers(db: Execute, days: number, now: Date): Promise<void> {
  await db.execute(sql`
    delete from raw_answers where fetched_at < ${param.instant(now)} - make_interval(days => ${days})
      or id <= (
        select max(id) from (
          select id, sum(octet_length(body)) over (order by id desc) as bytes from raw_answers
        ) sized where bytes > ${mostBytes})`)
}
