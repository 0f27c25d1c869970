import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { canonicalId } from '../../services/papers/canonical-id.ts'
import type { PaperRecord, TopicMatch } from '../../services/papers/paper.ts'
import type { Db } from '../../services/platform/db/connect.ts'
import { id, queryRows } from '../../services/platform/db/rows.ts'

/** A record as a source would tell it; `told` says what matters to the test. */
export function paperRecord(told: Partial<PaperRecord> & { readonly title: string }): PaperRecord {
  return {
    canonicalId: canonicalId(told),
    abstract: `What ${told.title} is about.`,
    authors: ['Ada Lovelace', 'Charles Babbage'],
    categories: ['cs.CL'],
    url:
      told.arxivId === undefined
        ? `https://arxiv.org/search/?query=${encodeURIComponent(told.title)}`
        : `https://arxiv.org/abs/${told.arxivId}`,
    withdrawn: false,
    ...told,
  }
}

/** Each word of the title is a topic, so that a test sees what a paper was last classified from. */
export function classifyByTitle(paper: { readonly title: string }): TopicMatch[] {
  const words = paper.title.toLowerCase().match(/[a-z]+/g) ?? []
  return [...new Set(words)].map((slug) => ({ slug, score: 0.5, because: [slug] }))
}

const PaperRow = z.object({
  id,
  canonical_id: z.string(),
  title: z.string(),
  abstract: z.string(),
  version: z.number().nullable(),
  code_url: z.string().nullable(),
  withdrawn: z.boolean(),
  listed: z.boolean(),
  upvotes: z.number(),
  merged_into: id.nullable(),
  row_version: z.string(),
})

export function listRows(db: Pick<Db, 'execute'>): Promise<z.infer<typeof PaperRow>[]> {
  return queryRows(
    db,
    PaperRow,
    sql`
    select id, canonical_id, title, abstract, version, code_url, withdrawn, listed_at is not null as listed, upvotes,
      merged_into, xmin || '/' || ctid as row_version
    from papers order by id`,
  )
}

/** One row of text a table row, with the transaction that wrote it: equal before and after means nothing was written. */
export async function rowVersions(db: Pick<Db, 'execute'>): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ version: z.string() }),
    sql`
    select 'paper ' || id || ' ' || xmin || ctid as version from papers
    union all select 'key ' || key || ' ' || xmin || ctid from paper_keys
    union all select 'topic ' || paper_id || topic || ' ' || xmin || ctid from paper_topics
    union all select 'counter ' || paper_id || source || taken_at || ' ' || xmin || ctid from paper_counters
    order by 1`,
  )
  return rows.map((row) => row.version)
}

export async function clearPapers(db: Pick<Db, 'execute'>): Promise<void> {
  await db.execute(
    sql`truncate papers, paper_keys, paper_topics, paper_counters, topic_baselines restart identity cascade`,
  )
}
