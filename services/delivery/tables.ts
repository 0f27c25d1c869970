import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { digests, editions } from '../digests/tables.ts'
import { bigintNumber, bytes, identity, instantColumn } from '../platform/db/columns.ts'
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
    /** Temporary refusals so far: how far the back-off has gone. An outage of ours does not count. */
    refusals: smallint().notNull().default(0),
    /** Who holds the claim: a run of deliverDue. */
    worker: text(),
    /** SHA-256 of the message as it was last transmitted: a resend that would not be the same mail is not sent. */
    messageHash: bytes(),
    /** Which receiving system it goes to, while it is transmitted. */
    mailGroup: text(),
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
    // By edition, so that a paused one of a million rows is not read through at each claim.
    index('deliveries_waiting').on(t.editionId, t.nextAt, t.id).where(sql`state in ('pending', 'deferred')`),
    index('deliveries_leased').on(t.leaseUntil).where(sql`state in ('claimed', 'transmitting')`),
    check('deliveries_digest', sql`digest_id is not null or state in ('skipped', 'expired')`),
  ],
)

/** Runs of deliverDue that are alive: they share the connections among them. */
export const senders = pgTable('senders', {
  id: text().primaryKey(),
  seenAt: instantColumn().notNull(),
})

/** A receiving system that asked for less, shared by all processes; one that has no row takes all we send. `*` is our own relay. */
export const mailGroups = pgTable('mail_groups', {
  name: text().primaryKey(),
  closedUntil: instantColumn(),
  /** Messages that may be under way at once; null: as many as we like. */
  allowance: smallint(),
  /** Refusals of one kind in a row, which decide how long it stays closed. */
  strikes: smallint().notNull().default(0),
  reason: text(),
  changedAt: instantColumn().notNull(),
})

/** The receiving system behind a domain by its MX, looked up once a day and only while some system asks for less. */
export const mailDomains = pgTable(
  'mail_domains',
  {
    domain: text().primaryKey(),
    /** A name of `mail_groups`; the domain itself where DNS says nothing. */
    mailGroup: text().notNull(),
    checkedAt: instantColumn().notNull(),
  },
  (t) => [index('mail_domains_group').on(t.mailGroup)],
)

/** One row: when the next message may begin under SEND_RATE, whichever process sends it. */
export const sendingPace = pgTable('sending_pace', {
  name: text().primaryKey(),
  nextAt: instantColumn().notNull(),
})

/** Messages begun per day (UTC), for the warm-up curve. */
export const sendingDays = pgTable('sending_days', {
  day: date({ mode: 'string' }).primaryKey(),
  begun: integer().notNull(),
})

/** Days on which a reader's mailbox refused for a reason that may pass; five in 30 days end the mail. */
export const softBounces = pgTable(
  'soft_bounces',
  {
    subscriberId: bigintNumber()
      .notNull()
      .references(() => subscribers.id, { onDelete: 'cascade' }),
    day: date({ mode: 'string' }).notNull(),
    /** Told by a report after our own mail server had taken the message: that it takes the next one proves nothing. */
    reported: boolean().notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.subscriberId, t.day] })],
)

export const reportSources = ['smtp', 'imap', 'ses', 'sendgrid', 'mailgun', 'postmark'] as const

/** What was reported about a mail of ours after it had left, and proved to be about it. Each report counts once. */
export const mailReports = pgTable(
  'mail_reports',
  {
    id: identity(),
    source: text({ enum: reportSources }).notNull(),
    /** The provider's own id; of a mail the SHA-256 of its bytes. */
    eventId: text().notNull(),
    kind: text({ enum: ['bounce', 'complaint', 'unsubscribe'] }).notNull(),
    /** Of a bounce: `hard` and `soft` count against the mailbox, `other` against nobody. */
    severity: text({ enum: ['hard', 'soft', 'other'] }),
    deliveryId: bigintNumber().references(() => deliveries.id, { onDelete: 'set null' }),
    enhancedStatus: text(),
    reason: text(),
    reportedAt: instantColumn().notNull(),
  },
  (t) => [
    uniqueIndex('mail_reports_once').on(t.source, t.eventId),
    index('mail_reports_delivery').on(t.deliveryId).where(sql`delivery_id is not null`),
  ],
)

/** How many reports changed nothing, by day (UTC) and why: all that is kept of a forged one. */
export const reportCounts = pgTable(
  'report_counts',
  {
    day: date({ mode: 'string' }).notNull(),
    source: text({ enum: reportSources }).notNull(),
    outcome: text().notNull(),
    count: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.source, t.outcome] })],
)

/** Signatures of webhooks that do not cover the body, until they would be too old anyway: each opens once. */
export const spentWebhookTokens = pgTable(
  'spent_webhook_tokens',
  {
    /** SHA-256 of provider and token. */
    tokenHash: bytes().primaryKey(),
    expiresAt: instantColumn().notNull(),
  },
  (t) => [index('spent_webhook_tokens_age').on(t.expiresAt)],
)
