import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, queryRows } from '../platform/db/rows.ts'
import { frequencies } from '../subscribers/preferences.ts'
import { deliveryStates } from './tables.ts'

export type DeliveryState = (typeof deliveryStates)[number]

const Row = z
  .object({
    id,
    edition_id: id,
    cadence: z.enum(frequencies),
    date: z.string(),
    subscriber_id: id.nullable(),
    email: z.string().nullable(),
    state: z.enum(deliveryStates),
    reason: z.string().nullable(),
    attempt: z.number(),
    resends: z.number(),
    smtp_status: z.number().nullable(),
    enhanced_status: z.string().nullable(),
    created_at: instant,
    next_at: instant.nullable(),
    sent_at: instant.nullable(),
  })
  .transform(
    ({ edition_id, subscriber_id, smtp_status, enhanced_status, created_at, next_at, sent_at, ...row }) => ({
      ...row,
      editionId: edition_id,
      subscriberId: subscriber_id,
      smtpStatus: smtp_status,
      enhancedStatus: enhanced_status,
      createdAt: created_at,
      nextAt: next_at,
      sentAt: sent_at,
    }),
  )

export type ListedDelivery = z.infer<typeof Row>

/** Up to `limit` deliveries, newest first, with ids below `before`: the last id of a page asks for the next one. */
export function listDeliveries(
  db: Pick<Db, 'execute'>,
  wanted: {
    readonly editionId?: number | undefined
    readonly state?: DeliveryState | undefined
    readonly before?: number | undefined
    readonly limit: number
  },
): Promise<ListedDelivery[]> {
  const conditions = [
    sql`true`,
    ...(wanted.editionId === undefined ? [] : [sql`d.edition_id = ${wanted.editionId}`]),
    ...(wanted.state === undefined ? [] : [sql`d.state = ${wanted.state}`]),
    ...(wanted.before === undefined ? [] : [sql`d.id < ${wanted.before}`]),
  ]
  return queryRows(
    db,
    Row,
    sql`
    select d.id, d.edition_id, e.cadence, e.date::text, d.subscriber_id, s.email, d.state, d.reason, d.attempt, d.resends,
      d.smtp_status, d.enhanced_status, d.created_at, d.next_at, d.sent_at
    from deliveries d join editions e on e.id = d.edition_id left join subscribers s on s.id = d.subscriber_id
    where ${sql.join(conditions, sql` and `)} order by d.id desc limit ${wanted.limit}`,
  )
}
