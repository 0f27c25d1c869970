import { sql } from 'drizzle-orm'
import type { Db } from '../platform/db/connect.ts'
import { param } from '../platform/db/rows.ts'

// An address that was not confirmed is kept no longer than this; neither are the limits that protect it.
export const keepSignupDays = 7

// Its link works for half an hour; until then the mail may still be on its way.
const keepPrivacyRequestsMs = 86_400_000

/**
 * Forgets sign-ups that nobody confirmed, with their tokens and notices, requests that led to nothing, and limits that have run
 * out. What somebody uses at this moment is left for the next time: to wait for it while others wait for us would end in a circle.
 */
export async function purgeSignups(db: Pick<Db, 'execute'>, now: Date): Promise<void> {
  const before = new Date(now.getTime() - keepSignupDays * 86_400_000)
  await db.execute(sql`
    delete from signup_requests where id in (
      select id from signup_requests where requested_at < ${param.instant(before)} for update skip locked)`)
  await db.execute(sql`
    delete from confirmation_turns where address_key in (
      select address_key from confirmation_turns where last_sent_at <= ${param.instant(before)} for update skip locked)`)
  const oldRequests = new Date(now.getTime() - keepPrivacyRequestsMs)
  await db.execute(sql`delete from privacy_requests where requested_at < ${param.instant(oldRequests)}`)
  await db.execute(sql`
    delete from signup_meters where meter_key in (
      select meter_key from signup_meters where empty_at <= ${param.instant(now)} for update skip locked)`)
  await db.execute(sql`delete from spent_proofs where expires_at <= ${param.instant(now)}`)
}
