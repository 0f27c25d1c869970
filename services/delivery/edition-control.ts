import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { setEditionState } from '../digests/edition-state-store.ts'
import type { Db } from '../platform/db/connect.ts'
import { id, queryRows } from '../platform/db/rows.ts'

type Deps = { readonly db: Db }

/**
 * Stops sending an edition until it is resumed; messages that are under way end as they end, no other begins.
 * @throws DomainError EDITION_UNKNOWN, EDITION_CANCELLED
 */
export function pauseEdition({ db }: Deps, editionId: number, reason: string): Promise<void> {
  return setEditionState(db, editionId, { state: 'paused', reason })
}

/** Sends on, whoever paused it. What its lifetime ended meanwhile stays unsent. @throws DomainError EDITION_UNKNOWN, EDITION_CANCELLED */
export function resumeEdition({ db }: Deps, editionId: number): Promise<void> {
  return setEditionState(db, editionId, { state: 'running', reason: null })
}

const batchSize = 10_000

/**
 * Ends an edition for good: who did not have it yet never gets it, and its papers may come in a later one. Returns how
 * many deliveries that were; those that a sender holds at this moment follow when it comes to them.
 * @throws DomainError EDITION_UNKNOWN
 */
export async function cancelEdition({ db }: Deps, editionId: number, reason: string): Promise<number> {
  await setEditionState(db, editionId, { state: 'cancelled', reason })
  for (let total = 0; ; ) {
    const rows = await queryRows(
      db,
      z.object({ id }),
      sql`
      update deliveries set state = 'skipped', reason = 'edition cancelled'
      where id in (
        select id from deliveries where edition_id = ${editionId} and state in ('pending', 'deferred')
        order by next_at, id limit ${batchSize} for update skip locked)
      returning id`,
    )
    total += rows.length
    if (rows.length < batchSize) return total
  }
}
