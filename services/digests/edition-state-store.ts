import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'
import { DomainError } from '../platform/errors.ts'

type Execute = Pick<Db, 'execute'>

export type EditionState = 'running' | 'paused' | 'cancelled'

/**
 * Stops or starts the sending of an edition; senders look before each group of messages, so it holds within seconds.
 * A cancelled edition stays so.
 * @throws DomainError EDITION_UNKNOWN, EDITION_CANCELLED
 */
export async function setEditionState(
  db: Execute,
  editionId: number,
  wanted: { state: EditionState; reason: string | null },
): Promise<void> {
  const [done] = await queryRows(
    db,
    z.object({ id }),
    sql`
    update editions set state = ${wanted.state}, state_reason = ${wanted.reason}, paused_until = null
    where id = ${editionId} and (state <> 'cancelled' or ${wanted.state === 'cancelled'}) returning id`,
  )
  if (done) return
  const known = await queryRows(db, z.object({ id }), sql`select id from editions where id = ${editionId}`)
  if (known.length === 0) throw new DomainError('EDITION_UNKNOWN', `There is no edition ${editionId}.`)
  throw new DomainError(
    'EDITION_CANCELLED',
    `Edition ${editionId} was cancelled; it cannot be sent any more.`,
  )
}

/** Pauses a running edition until an instant, after which it is tried again by itself. An operator's pause is left as it is. */
export async function pauseForFault(
  db: Execute,
  fault: { editionId: number; reason: string; until: Date },
): Promise<void> {
  await db.execute(sql`
    update editions set state = 'paused', state_reason = ${fault.reason}, paused_until = ${param.instant(fault.until)}
    where id = ${fault.editionId} and (state = 'running' or paused_until is not null)`)
}
