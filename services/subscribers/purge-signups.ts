import { sql } from 'drizzle-orm'
import type { Db } from '../platform/db/connect.ts'
import { param } from '../platform/db/rows.ts'

// An address that was not confirmed is kept no longer than this; neither are the limits that protect it.
const keepDays = 7

/** Forgets sign-ups that nobody confirmed, with their tokens and notices, and limits that have run out. */
export async function purgeSignups(db: Pick<Db, 'execute'>, now: Date): Promise<void> {
  const before = new Date(now.getTime() - keepDays * 86_400_000)
  await db.execute(sql`delete from signup_requests where requested_at < ${param.instant(before)}`)
  await db.execute(sql`delete from confirmation_turns where last_sent_at <= ${param.instant(before)}`)
}
