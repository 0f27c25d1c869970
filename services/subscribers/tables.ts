import { sql } from 'drizzle-orm'
import { boolean, check, index, inet, jsonb, pgTable, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { bigintNumber, bytes, identity, instantColumn } from '../platform/db/columns.ts'

/**
 * What a reader follows, stored once for all who follow the same: matching works per row here, not per reader.
 * All arrays are sorted and without repeats; all empty means everything trending.
 */
export const interests = pgTable(
  'interests',
  {
    id: identity(),
    topics: text().array().notNull(),
    categories: text().array().notNull(),
    keywords: text().array().notNull(),
    authors: text().array().notNull(),
  },
  (t) => [uniqueIndex('interests_content').on(t.topics, t.categories, t.keywords, t.authors)],
)

/** A person who confirmed. A sign-up that is not confirmed yet lives in `signup_requests` only. */
export const subscribers = pgTable(
  'subscribers',
  {
    id: identity(),
    /** As typed, the domain in lower-case punycode. */
    email: text().notNull(),
    /** HMAC of the address in lower case; the same value stands in `suppressions`. */
    emailHash: bytes().notNull(),
    status: text({ enum: ['active', 'unsubscribed'] }).notNull(),
    interestsId: bigintNumber()
      .notNull()
      .references(() => interests.id),
    frequency: text({ enum: ['daily', 'weekly', 'monthly'] }).notNull(),
    /** Local hour, 0 to 23. */
    hour: smallint().notNull(),
    /** ISO weekday of weekly editions, 1 = Monday. Monthly editions come on the first of the month. */
    weekday: smallint().notNull().default(1),
    timezone: text().notNull(),
    locale: text().notNull().default('en'),
    /** Null: the operator's DIGEST_MAX_PAPERS. */
    maxPapers: smallint(),
    /** Up to three papers that trend generally, where the reader's own topics bring fewer than they want. */
    alsoTrending: boolean().notNull().default(false),
    pausedUntil: instantColumn(),
    /** When the next digest is due; null while unsubscribed. */
    nextDigestAt: instantColumn(),
    confirmedAt: instantColumn().notNull(),
    unsubscribedAt: instantColumn(),
    createdAt: instantColumn().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('subscribers_email').on(sql`lower(${t.email})`),
    index('subscribers_hash').on(t.emailHash),
    // By interests too, so that a planner's batch holds readers who follow the same: their papers are ranked once.
    index('subscribers_due').on(t.nextDigestAt, t.interestsId, t.id).where(sql`status = 'active'`),
    check('subscribers_hour', sql`hour between 0 and 23`),
    check('subscribers_weekday', sql`weekday between 1 and 7`),
    check('subscribers_due_when_active', sql`(status = 'active') = (next_digest_at is not null)`),
  ],
)

/** One sign-up per address that waits for its confirmation, or was confirmed and can still show so. */
export const signupRequests = pgTable(
  'signup_requests',
  {
    id: identity(),
    email: text().notNull(),
    /** The chosen topics, cadence and hour, applied when confirmed. */
    preferences: jsonb().notNull(),
    form: text().notNull(),
    ip: inet(),
    userAgent: text(),
    requestedAt: instantColumn().notNull(),
    confirmedAt: instantColumn(),
  },
  (t) => [
    uniqueIndex('signup_requests_email').on(sql`lower(${t.email})`),
    index('signup_requests_age').on(t.requestedAt),
  ],
)

/** Each confirmation mail carries a token of its own; only its SHA-256 is kept. */
export const confirmationTokens = pgTable(
  'confirmation_tokens',
  {
    tokenHash: bytes().primaryKey(),
    requestId: bigintNumber()
      .notNull()
      .references(() => signupRequests.id, { onDelete: 'cascade' }),
    expiresAt: instantColumn().notNull(),
  },
  (t) => [index('confirmation_tokens_request').on(t.requestId)],
)

/** How often a confirmation was mailed to an address in the running window of 7 days: list bombing stops here. */
export const confirmationTurns = pgTable('confirmation_turns', {
  /** HMAC of the address without +tag (and without dots where the provider ignores them). */
  addressKey: bytes().primaryKey(),
  windowStartedAt: instantColumn().notNull(),
  sentCount: smallint().notNull(),
  lastSentAt: instantColumn().notNull(),
})

/**
 * Buckets that leak at a steady rate: how much a network, a domain or the waiting line has had of late. Unlogged, because
 * what a crash forgets is only a limit; and so counting waits for no disk.
 */
export const signupMeters = pgTable('signup_meters', {
  /** HMAC of what is counted. */
  meterKey: bytes().primaryKey(),
  // No index: each request writes this column, and an update that touches no index stays within its page.
  emptyAt: instantColumn().notNull(),
})

/** Proofs of work that were handed in, until they would be too old anyway: each counts once. */
export const spentProofs = pgTable(
  'spent_proofs',
  {
    /** SHA-256 of the challenge's signature. */
    proofHash: bytes().primaryKey(),
    expiresAt: instantColumn().notNull(),
  },
  (t) => [index('spent_proofs_age').on(t.expiresAt)],
)

/** Somebody who is with us asked for their data or to be forgotten, and has a link in their mailbox. */
export const privacyRequests = pgTable(
  'privacy_requests',
  {
    id: identity(),
    email: text().notNull(),
    kind: text({ enum: ['export', 'erase'] }).notNull(),
    requestedAt: instantColumn().notNull(),
  },
  (t) => [uniqueIndex('privacy_requests_email').on(sql`lower(${t.email})`, t.kind)],
)

/** Each of these mails carries a token of its own; only its SHA-256 is kept, and it opens once. */
export const privacyTokens = pgTable(
  'privacy_tokens',
  {
    tokenHash: bytes().primaryKey(),
    requestId: bigintNumber()
      .notNull()
      .references(() => privacyRequests.id, { onDelete: 'cascade' }),
    expiresAt: instantColumn().notNull(),
  },
  (t) => [index('privacy_tokens_request').on(t.requestId)],
)

/** Single mails about the subscription itself, waiting to be sent or sent. */
export const notices = pgTable(
  'notices',
  {
    id: identity(),
    kind: text({ enum: ['confirmation', 'goodbye', 'export', 'erase'] }).notNull(),
    requestId: bigintNumber().references(() => signupRequests.id, { onDelete: 'cascade' }),
    subscriberId: bigintNumber().references(() => subscribers.id, { onDelete: 'cascade' }),
    privacyRequestId: bigintNumber().references(() => privacyRequests.id, { onDelete: 'cascade' }),
    state: text({ enum: ['pending', 'claimed', 'sent', 'failed', 'expired'] })
      .notNull()
      .default('pending'),
    attempt: smallint().notNull().default(0),
    nextAt: instantColumn().notNull(),
    reason: text(),
    createdAt: instantColumn().notNull(),
    sentAt: instantColumn(),
  },
  (t) => [
    index('notices_due').on(t.nextAt).where(sql`state in ('pending', 'claimed')`),
    // What a notice hangs on is deleted by the thousand when sign-ups are purged.
    index('notices_request').on(t.requestId).where(sql`request_id is not null`),
    index('notices_subscriber').on(t.subscriberId).where(sql`subscriber_id is not null`),
    index('notices_privacy_request').on(t.privacyRequestId).where(sql`privacy_request_id is not null`),
    check(
      'notices_target',
      sql`(kind = 'confirmation') = (request_id is not null) and (kind = 'goodbye') = (subscriber_id is not null)
        and (kind in ('export', 'erase')) = (privacy_request_id is not null)`,
    ),
  ],
)

/** What a person agreed to and when. Append-only: a trigger refuses UPDATE. */
export const consentEvents = pgTable(
  'consent_events',
  {
    id: identity(),
    subscriberId: bigintNumber()
      .notNull()
      .references(() => subscribers.id, { onDelete: 'cascade' }),
    kind: text({
      enum: ['requested', 'confirmed', 'changed', 'unsubscribed', 'resubscribed', 'added'],
    }).notNull(),
    /** Where it came from: form name, `api`, `one-click`, `operator`. */
    source: text().notNull(),
    /** SHA-256 of the words the person saw, so that it can be shown later what they agreed to. */
    textHash: bytes(),
    ip: inet(),
    userAgent: text(),
    at: instantColumn().notNull(),
  },
  (t) => [index('consent_events_subscriber').on(t.subscriberId, t.at)],
)

/** Addresses that get no mail, as keyed hashes: the list survives erasure and cannot be read back. */
export const suppressions = pgTable('suppressions', {
  emailHash: bytes().primaryKey(),
  reason: text({ enum: ['bounce', 'complaint', 'manual', 'erased'] }).notNull(),
  createdAt: instantColumn().notNull(),
})
