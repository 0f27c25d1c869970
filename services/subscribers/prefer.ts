import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'
import { DomainError } from '../platform/errors.ts'
import { nextDigestAt } from './next-digest.ts'
import type { Locale, Preferences } from './preferences.ts'
import { addConsent, saveInterests } from './subscriber-store.ts'

/** All that a reader may change of their subscription; what is absent beside the preferences stays as it was. */
export type NewPreferences = {
  readonly preferences: Preferences
  readonly pausedUntil: Date | null
  readonly alsoTrending?: boolean
  readonly locale?: Locale
  readonly source: string
}

/**
 * Replaces a subscriber's preferences; the next digest moves to the first instant of the new schedule.
 * @throws DomainError SUBSCRIBER_UNKNOWN when there is no active subscriber with this id
 */
export function prefer(
  deps: { db: Db; now: () => Date },
  subscriberId: number,
  wanted: NewPreferences,
): Promise<void> {
  return deps.db.transaction(async (db) => {
    const now = deps.now()
    const interestsId = await saveInterests(db, wanted.preferences)
    const { frequency, hour, weekday, timezone, maxPapers } = wanted.preferences
    const earliest = wanted.pausedUntil && wanted.pausedUntil > now ? wanted.pausedUntil : now
    const [row] = await queryRows(
      db,
      z.object({ id }),
      sql`
      update subscribers set interests_id = ${interestsId}, frequency = ${frequency}, hour = ${hour}, weekday = ${weekday},
        timezone = ${timezone}, max_papers = ${maxPapers},
        also_trending = coalesce(${wanted.alsoTrending ?? null}::boolean, also_trending),
        locale = coalesce(${wanted.locale ?? null}::text, locale),
        paused_until = ${wanted.pausedUntil ? param.instant(wanted.pausedUntil) : sql`null`},
        next_digest_at = ${param.instant(nextDigestAt(wanted.preferences, earliest))}
      where id = ${subscriberId} and status = 'active'
      returning id`,
    )
    if (!row) throw new DomainError('SUBSCRIBER_UNKNOWN', 'There is no active subscription behind this link.')
    await addConsent(db, { subscriberId, kind: 'changed', source: wanted.source, at: now })
  })
}
