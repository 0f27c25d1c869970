import { date, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { bigintNumber, identity, instantColumn } from '../platform/db/columns.ts'

/** One issue of the publication: a cadence and a date. The date is the reader's own, so Tokyo opens an edition first. */
export const editions = pgTable(
  'editions',
  {
    id: identity(),
    cadence: text({ enum: ['daily', 'weekly', 'monthly'] }).notNull(),
    /** The day; the Monday of a week; the first of a month. */
    date: date({ mode: 'string' }).notNull(),
    number: integer().notNull(),
    /** Papers listed in the period, read on behalf of every reader of the edition. */
    papersRead: integer().notNull(),
    createdAt: instantColumn().notNull(),
  },
  (t) => [
    uniqueIndex('editions_date').on(t.cadence, t.date),
    uniqueIndex('editions_number').on(t.cadence, t.number),
  ],
)

/** The papers of an edition for readers who follow the same and have seen the same: composed once, frozen, then mailed. */
export const digests = pgTable(
  'digests',
  {
    id: identity(),
    editionId: bigintNumber()
      .notNull()
      .references(() => editions.id),
    /** SHA-256 of what is below: equal digests are one row. */
    contentHash: text().notNull(),
    topics: text().array().notNull(),
    paperIds: bigintNumber().array().notNull(),
    /** Each paper as it was when composed, with the reason it is here: a resend is byte-identical. */
    papers: jsonb().notNull(),
    createdAt: instantColumn().notNull(),
  },
  (t) => [
    uniqueIndex('digests_content').on(t.editionId, t.contentHash),
    index('digests_edition').on(t.editionId),
  ],
)
