import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { papers } from '../papers/tables.ts'
import { bigintNumber, bytes, identity, instantColumn } from '../platform/db/columns.ts'
import { interests, subscribers } from '../subscribers/tables.ts'

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
    /** What the edition stands on, for its footer: `{"read":["arXiv"],"partly":[],"down":["bioRxiv"]}`; see describe-sources.ts in papers. */
    sources: jsonb(),
    /** Of the release before `sources`, whose processes may run beside ours during a deploy; goes with the next one. */
    sourcesLine: text(),
    /** What its sources announced in its period and how much of that was read; see coverage.ts in papers. */
    coverage: jsonb().notNull().default([]),
    /** Only a running edition is sent. A pause that has an end is a fault of ours that is tried again by itself. */
    state: text({ enum: ['running', 'paused', 'cancelled'] })
      .notNull()
      .default('running'),
    stateReason: text(),
    pausedUntil: instantColumn(),
    createdAt: instantColumn().notNull(),
  },
  (t) => [
    uniqueIndex('editions_date').on(t.cadence, t.date),
    uniqueIndex('editions_number').on(t.cadence, t.number),
  ],
)

/** A paper as an edition shows it, frozen when the edition first chose it, so that a mail sent again is the same mail. */
export const editionPapers = pgTable(
  'edition_papers',
  {
    editionId: bigintNumber()
      .notNull()
      .references(() => editions.id, { onDelete: 'cascade' }),
    paperId: bigintNumber()
      .notNull()
      .references(() => papers.id),
    content: jsonb().notNull(),
  },
  (t) => [primaryKey({ columns: [t.editionId, t.paperId] })],
)

/** The papers of an edition for readers who follow the same and have seen the same: composed once for all of them. */
export const digests = pgTable(
  'digests',
  {
    id: identity(),
    editionId: bigintNumber()
      .notNull()
      .references(() => editions.id),
    interestsId: bigintNumber()
      .notNull()
      .references(() => interests.id),
    /** In the order shown. */
    paperIds: bigintNumber().array().notNull(),
    /** For each paper the names that brought it, e.g. `["tokenization"]`; empty where everything trending was asked for. */
    because: jsonb().notNull(),
    /** What an editor said of its papers when it was made: `[{"paperId":7,"pinned":true,"note":{"text":"…","by":"…"}}]`. */
    picks: jsonb().notNull().default([]),
    createdAt: instantColumn().notNull(),
  },
  (t) => [uniqueIndex('digests_content').on(t.editionId, t.interestsId, t.paperIds)],
)

/** An editor's word on a paper for one edition. It tells digests planned from then on; those made already stay as they are. */
export const editionPicks = pgTable(
  'edition_picks',
  {
    id: identity(),
    cadence: text({ enum: ['daily', 'weekly', 'monthly'] }).notNull(),
    /** The date of the edition. Null: the first one that opens from now on, which then writes its date here. */
    date: date({ mode: 'string' }),
    paperId: bigintNumber()
      .notNull()
      .references(() => papers.id),
    /** Null: only a note. */
    place: text({ enum: ['pin', 'hide'] }),
    /** A pinned paper stands first for everyone of the edition, whatever they follow. */
    everyone: boolean().notNull().default(false),
    note: text(),
    by: text().notNull(),
    createdAt: instantColumn().notNull(),
  },
  (t) => [
    unique('edition_picks_paper').on(t.cadence, t.date, t.paperId).nullsNotDistinct(),
    check('edition_picks_says', sql`place is not null or note is not null`),
    check('edition_picks_everyone', sql`not everyone or place = 'pin'`),
  ],
)

/** A reader's word on a paper they were mailed: more like it, or less. The last word counts. */
export const paperVerdicts = pgTable(
  'paper_verdicts',
  {
    subscriberId: bigintNumber()
      .notNull()
      .references(() => subscribers.id, { onDelete: 'cascade' }),
    paperId: bigintNumber()
      .notNull()
      .references(() => papers.id),
    verdict: text({ enum: ['more', 'less'] }).notNull(),
    givenAt: instantColumn().notNull(),
  },
  (t) => [primaryKey({ columns: [t.subscriberId, t.paperId] })],
)

/** What was learnt from a reader's verdicts; see taste-model.ts. A reader without verdicts has no row. */
export const tastes = pgTable('tastes', {
  subscriberId: bigintNumber()
    .primaryKey()
    .references(() => subscribers.id, { onDelete: 'cascade' }),
  /** A signed byte a place of the hashed space. */
  weights: bytes().notNull(),
  scale: real().notNull(),
  center: real().notNull(),
  /** The strongest names on either side: `{"more":[{"kind":"term","name":"grounding"}],"less":[]}`. */
  words: jsonb().notNull(),
  /** Verdicts it was learnt from. */
  verdicts: smallint().notNull(),
  learntAt: instantColumn().notNull(),
})
