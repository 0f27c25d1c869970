import { sql } from 'drizzle-orm'
import type { Db } from '../platform/db/connect.ts'
import { param } from '../platform/db/rows.ts'
import { purgeRawAnswers } from './raw-answer-store.ts'

/** A quarter of a year: longer than any digest looks back, short enough to read through. */
const runDays = 90

/** Clears away what is over: old runs with their answers, days long past, answers kept longer than `rawAnswerDays`. */
export async function purgeSources(
  db: Pick<Db, 'execute'>,
  { rawAnswerDays, now }: { readonly rawAnswerDays: number; readonly now: Date },
): Promise<void> {
  const before = sql`${param.instant(now)} - make_interval(days => ${runDays})`
  await db.execute(sql`delete from source_runs where started_at < ${before}`)
  await db.execute(sql`delete from source_parts where checked_at < ${before}`)
  await purgeRawAnswers(db, rawAnswerDays, now)
}
