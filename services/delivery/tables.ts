import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { digests, editions } from '../digests/tables.ts'
import { bigintNumber, identity, instantColumn } from '../platform/db/columns.ts'
import { subscribers } from '../subscribers/tables.ts'

export const deliveryStates = [
  'pending',
  'claimed',
  'transmitting',
  'sent',
  'deferred',
  'failed',
  'uncertain',
  'skipped',
  'expired',
] as const

/** The ledger: one row per edition and reader. Its states and who may move them: README.md in this folder. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: identity(),
    editionId: bigintNumber()
      .notNull()
      .references(() => editions.id),
    subscriberId: bigintNumber().references(() => subscribers.id, { onDelete: 'set null' }),
    /** Null where there was nothing new, or it was too late to choose. */
    digestId: bigintNumber().references(() => digests.id),
    state: text({ enum: deliveryStates }).notNull(),
    /** Why it was skipped, failed or deferred: `nothing new`, `unsubscribed`, `suppressed`, or the server's words. */
    reason: text(),
    /** Counts the claims and fences them: a result counts only for the attempt that is current. */
    attempt: smallint().notNull().default(0),
    /** How often it was sent again after an unknown end; ON_UNCERTAIN allows one. */
    resends: smallint().notNull().default(0),
    leaseUntil: instantColumn(),
    nextAt: instantColumn(),
    /** Too late after this instant. */
    expiresAt: instantColumn(),
    /** The Date header, fixed when the row is made. */
    messageAt: instantColumn(),
    smtpStatus: integer(),
    enhancedStatus: text(),
    createdAt: instantColumn().notNull(),
    sentAt: instantColumn(),
  },
  (t) => [
    uniqueIndex('deliveries_once').on(t.editionId, t.subscriberId),
    index('deliveries_subscriber').on(t.subscriberId, t.createdAt.desc()),
    index('deliveries_due').on(t.nextAt, t.id).where(sql`state in ('pending', 'deferred')`),
    index('deliveries_leased').on(t.leaseUntil).where(sql`state in ('claimed', 'transmitting')`),
    check('deliveries_digest', sql`digest_id is not null or state in ('skipped', 'expired')`),
  ],
)
