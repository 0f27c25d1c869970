import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'
import { DomainError } from '../platform/errors.ts'
import { nextDigestAt } from './next-digest.ts'
import { addConsent, findSubscriber, type Subscriber } from './subscriber-store.ts'

/** The goodbye page offers an undo for this long; afterwards a person signs up again. */
const undoDays = 7

/**
 * Ends a subscription. Repeating it changes nothing, and an id that is gone is as good as unsubscribed. Leaving by the
 * page is answered by a mail that says how to return; a mail program's one-click (RFC 8058) is answered by silence.
 */
export function unsubscribe(
  deps: { db: Db; now: () => Date },
  subscriberId: number,
  source: 'page' | 'one-click' | 'mailto' | 'provider' | 'operator',
): Promise<void> {
  return deps.db.transaction(async (db) => {
    const now = deps.now()
    const [row] = await queryRows(
      db,
      z.object({ id }),
      sql`
      update subscribers set status = 'unsubscribed', next_digest_at = null, paused_until = null, unsubscribed_at = ${param.instant(now)}
      where id = ${subscriberId} and status = 'active'
      returning id`,
    )
    if (!row) return
    await addConsent(db, { subscriberId, kind: 'unsubscribed', source, at: now })
    if (source !== 'page') return
    await db.execute(sql`
      insert into notices (kind, subscriber_id, next_at, created_at) values ('goodbye', ${subscriberId}, ${param.instant(now)}, ${param.instant(now)})`)
  })
}

/** Whether an unsubscribe can still be taken back. */
export function isUndoable({ status, unsubscribedAt }: Leaver, now: Date): boolean {
  return (
    status === 'unsubscribed' && now.getTime() - (unsubscribedAt?.getTime() ?? 0) <= undoDays * 86_400_000
  )
}
type Leaver = Pick<Subscriber, 'status' | 'unsubscribedAt'>

/**
 * Takes an unsubscribe back within 7 days: the old preferences hold again, the next digest comes at its hour.
 * @throws DomainError UNDO_TOO_LATE, SUBSCRIBER_UNKNOWN
 */
export function undoUnsubscribe(deps: { db: Db; now: () => Date }, subscriberId: number): Promise<void> {
  return deps.db.transaction(async (db) => {
    const now = deps.now()
    const subscriber = await findSubscriber(db, subscriberId)
    if (!subscriber) throw new DomainError('SUBSCRIBER_UNKNOWN', 'There is no subscription behind this link.')
    if (subscriber.status === 'active') return
    if (!isUndoable(subscriber, now))
      throw new DomainError(
        'UNDO_TOO_LATE',
        `You left more than ${undoDays} days ago. Sign up again to return.`,
      )
    const [row] = await queryRows(
      db,
      z.object({ id }),
      sql`
      update subscribers set status = 'active', unsubscribed_at = null, next_digest_at = ${param.instant(nextDigestAt(subscriber.preferences, now))}
      where id = ${subscriberId} and status = 'unsubscribed'
      returning id`,
    )
    // A second click was faster.
    if (!row) return
    await db.execute(sql`
      update notices set state = 'expired', reason = 'the reader came back' where subscriber_id = ${subscriberId} and kind = 'goodbye' and state = 'pending'`)
    await addConsent(db, { subscriberId, kind: 'resubscribed', source: 'page', at: now })
  })
}
