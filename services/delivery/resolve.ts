import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'
import { DomainError } from '../platform/errors.ts'

export type Resolution = 'sent' | 'resend'

// Whoever asks for a mail to be sent again has judged that it is still worth reading, so its lifetime begins anew.
const resendHours = 24

/**
 * Ends the doubt about a delivery whose transmission had no reply: it counts as sent, or is sent once more, the same
 * bytes under the same Message-ID. Only an uncertain one can be resolved; the row in Postgres decides.
 * @throws DomainError DELIVERY_UNKNOWN, DELIVERY_NOT_UNCERTAIN, DELIVERY_WITHOUT_READER (erased, so no address is left)
 */
export async function resolveDelivery(
  deps: { readonly db: Pick<Db, 'execute'>; readonly now: () => Date },
  deliveryId: number,
  resolution: Resolution,
): Promise<void> {
  const now = param.instant(deps.now())
  const change =
    resolution === 'sent'
      ? sql`state = 'sent', reason = 'the operator found it sent', sent_at = coalesce(sent_at, ${now}), lease_until = null`
      : sql`state = 'pending', reason = 'the operator asked for it again', resends = resends + 1, next_at = ${now},
          expires_at = greatest(expires_at, ${now} + make_interval(hours => ${resendHours})), lease_until = null`
  const isPossible = resolution === 'sent' ? sql`true` : sql`subscriber_id is not null`
  const [done] = await queryRows(
    deps.db,
    z.object({ id }),
    sql`update deliveries set ${change} where id = ${deliveryId} and state = 'uncertain' and ${isPossible} returning id`,
  )
  if (!done) await explain(deps.db, deliveryId)
}

async function explain(db: Pick<Db, 'execute'>, deliveryId: number): Promise<never> {
  const [row] = await queryRows(
    db,
    z.object({ state: z.string() }),
    sql`select state from deliveries where id = ${deliveryId}`,
  )
  if (!row) throw new DomainError('DELIVERY_UNKNOWN', `There is no delivery ${deliveryId}.`)
  if (row.state !== 'uncertain') {
    throw new DomainError(
      'DELIVERY_NOT_UNCERTAIN',
      `Delivery ${deliveryId} is ${row.state}; only an uncertain one can be resolved.`,
    )
  }
  throw new DomainError(
    'DELIVERY_WITHOUT_READER',
    `The reader of delivery ${deliveryId} was erased, so it cannot be sent again; resolve it as sent.`,
  )
}
