import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { bigintNumber, bytes, identity, instantColumn, searchVector } from '../platform/db/columns.ts'

export const papers = pgTable(
  'papers',
  {
    id: identity(),
    /** `arxiv:…`, else `doi:…`, else `title:…`; every name a paper is known by stands in `paper_keys`. */
    canonicalId: text().notNull().unique(),
    arxivId: text(),
    doi: text(),
    version: smallint(),
    title: text().notNull(),
    abstract: text().notNull(),
    authors: text().array().notNull(),
    /** Folded for matching: surname and first initial. */
    authorKeys: text().array().notNull(),
    categories: text().array().notNull(),
    publishedAt: instantColumn(),
    updatedAt: instantColumn(),
    url: text().notNull(),
    codeUrl: text(),
    comment: text(),
    organization: text(),
    withdrawn: boolean().notNull().default(false),
    /** Set when two rows proved to be one work: this one is only a signpost, withdrawn, for links and digests that carry its id. */
    mergedInto: bigintNumber().references((): AnyPgColumn => papers.id),
    /** When it became news here; null for what a backfill brought, which never enters a digest. */
    listedAt: instantColumn(),
    changedAt: instantColumn().notNull(),
    upvotes: integer().notNull().default(0),
    comments: integer().notNull().default(0),
    stars: integer().notNull().default(0),
    /** Trending score; see trending.ts. */
    score: doublePrecision().notNull().default(0),
    search: searchVector().generatedAlwaysAs(
      sql`setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', abstract), 'C')`,
    ),
  },
  (t) => [
    index('papers_listed').on(t.listedAt.desc(), t.id.desc()),
    index('papers_score').on(t.score.desc(), t.id.desc()),
    // A search also finds what was never listed. See list-papers.ts.
    index('papers_newest').on(
      sql`coalesce(${t.listedAt}, ${t.publishedAt}, ${t.changedAt}) desc nulls last`,
      t.id.desc(),
    ),
    index('papers_search').using('gin', t.search),
    index('papers_categories').using('gin', t.categories),
    check('papers_url', sql`url ~ '^https://'`),
  ],
)

/** Every name a paper is known by, so that one work told by two sources stays one row. */
export const paperKeys = pgTable(
  'paper_keys',
  {
    key: text().primaryKey(),
    paperId: bigintNumber()
      .notNull()
      .references(() => papers.id, { onDelete: 'cascade' }),
  },
  (t) => [index('paper_keys_paper').on(t.paperId)],
)

export const paperTopics = pgTable(
  'paper_topics',
  {
    paperId: bigintNumber()
      .notNull()
      .references(() => papers.id, { onDelete: 'cascade' }),
    topic: text().notNull(),
    score: real().notNull(),
    because: text().array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.paperId, t.topic] }), index('paper_topics_topic').on(t.topic, t.paperId)],
)

/** Readings of a paper's public counters over time; a reading equal to the last one is not stored. */
export const paperCounters = pgTable(
  'paper_counters',
  {
    paperId: bigintNumber()
      .notNull()
      .references(() => papers.id, { onDelete: 'cascade' }),
    source: text().notNull(),
    takenAt: instantColumn().notNull(),
    upvotes: integer().notNull(),
    comments: integer().notNull(),
    stars: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.paperId, t.source, t.takenAt] })],
)

/** What a paper of a topic usually gathers, measured at the last rescoring; `*` is all topics together. See trending.ts. */
export const topicBaselines = pgTable('topic_baselines', {
  topic: text().primaryKey(),
  /** Points; see trending.ts. */
  typical: doublePrecision().notNull(),
  /** Papers it was measured on. */
  papers: integer().notNull(),
  measuredAt: instantColumn().notNull(),
})

/** Which rules of the topics the stored papers were held against, and how far; the latest is what they stand by. */
export const reclassifications = pgTable('reclassifications', {
  /** A hash of rules, model and topics. */
  version: text().primaryKey(),
  startedAt: instantColumn().notNull(),
  /** The last paper looked at, by id. */
  checkedTo: bigintNumber().notNull().default(0),
  finishedAt: instantColumn(),
})

/** One row per attempt to read a source: what it announced and what became of it. */
export const sourceRuns = pgTable(
  'source_runs',
  {
    id: identity(),
    source: text().notNull(),
    startedAt: instantColumn().notNull(),
    finishedAt: instantColumn(),
    state: text({ enum: ['running', 'done', 'unchanged', 'failed'] }).notNull(),
    /** Entries the source showed, readable or not. */
    announced: integer().notNull().default(0),
    /** Records read. */
    seen: integer().notNull().default(0),
    /** Of these, ids that the run before had not seen: what tells a fresh source from a stale one. */
    unseen: integer().notNull().default(0),
    added: integer().notNull().default(0),
    changed: integer().notNull().default(0),
    /** The first 50, each with its place and reason. */
    rejected: jsonb().notNull().default([]),
    rejectedCount: integer().notNull().default(0),
    /** The source said that nothing was due: a weekend, a holiday. */
    quiet: boolean().notNull().default(false),
    /** A category or a day each: what it announced, what of it was read and new, its failure. */
    parts: jsonb().notNull().default([]),
    reason: text(),
    /** What the source was asked for: everything from this instant on; null where it was asked for what is current. */
    since: instantColumn(),
    /** Not before this instant: set by back-off after a failure, or by the server's Retry-After. */
    nextAt: instantColumn(),
    etag: text(),
    lastModified: text(),
  },
  (t) => [
    index('source_runs_latest').on(t.source, t.startedAt.desc()),
    // Two processes never read one source at once.
    uniqueIndex('source_runs_one').on(t.source).where(sql`state = 'running'`),
  ],
)

/** What is known of each category or day of a source: what the next reading, and its health, are judged by. */
export const sourceParts = pgTable(
  'source_parts',
  {
    source: text().notNull(),
    /** `cs.CL`, `2026-11-24` */
    part: text().notNull(),
    url: text().notNull(),
    /** When it was last asked, with whatever outcome. */
    checkedAt: instantColumn().notNull(),
    /** When it last answered. */
    readAt: instantColumn(),
    /** When it last showed an id it had not shown the time before. */
    newsAt: instantColumn(),
    /** Why it could not be read the last time. */
    failure: text(),
    etag: text(),
    lastModified: text(),
    /** Canonical ids it showed when it last answered. */
    ids: text().array().notNull().default([]),
  },
  (t) => [primaryKey({ columns: [t.source, t.part] })],
)

/** Answers of sources as they came, gzipped, so that what a parser got wrong can be read again. */
export const rawAnswers = pgTable(
  'raw_answers',
  {
    id: identity(),
    runId: bigintNumber()
      .notNull()
      .references(() => sourceRuns.id, { onDelete: 'cascade' }),
    url: text().notNull(),
    fetchedAt: instantColumn().notNull(),
    contentType: text().notNull(),
    body: bytes().notNull(),
  },
  (t) => [index('raw_answers_run').on(t.runId, t.id), index('raw_answers_fetched').on(t.fetchedAt)],
)

/**
 * The account of the hosts that sources are read from, shared by all processes: whose turn it is, and which are left
 * alone. `name` is a host, or a queue of hosts that count as one.
 */
export const fetchHosts = pgTable('fetch_hosts', {
  name: text().primaryKey(),
  /** No request may begin before. */
  nextAt: instantColumn().notNull(),
  /** The request under way; it counts as dead after `held_until`. */
  heldBy: text(),
  heldUntil: instantColumn(),
  /** Failures in a row. */
  failures: integer().notNull().default(0),
  /** Left alone until then. */
  closedUntil: instantColumn(),
  reason: text(),
})
