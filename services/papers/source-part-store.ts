import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { instant, param, queryRows } from '../platform/db/rows.ts'

type Execute = Pick<Db, 'execute'>

const PartRow = z
  .object({
    source: z.string(),
    part: z.string(),
    url: z.string(),
    checked_at: instant,
    read_at: instant.nullable(),
    news_at: instant.nullable(),
    failure: z.string().nullable(),
    etag: z.string().nullable(),
    last_modified: z.string().nullable(),
    ids: z.array(z.string()),
  })
  .transform((row) => ({
    source: row.source,
    name: row.part,
    url: row.url,
    checkedAt: row.checked_at,
    readAt: row.read_at ?? undefined,
    newsAt: row.news_at ?? undefined,
    failure: row.failure ?? undefined,
    etag: row.etag ?? undefined,
    lastModified: row.last_modified ?? undefined,
    ids: row.ids,
  }))

/** What a category or day of a source showed when it was last read. */
export type PartMemory = z.infer<typeof PartRow>

/** All that is remembered of the parts of these sources. */
export function recallParts(db: Execute, sources: readonly string[]): Promise<PartMemory[]> {
  return queryRows(
    db,
    PartRow,
    sql`
    select source, part, url, checked_at, read_at, news_at, failure, etag, last_modified, ids from source_parts
    where source = any(${param.texts(sources)}) order by source, part`,
  )
}

/** More than arXiv announces in its fullest category in a month. */
const mostIds = 5_000

export async function saveParts(db: Execute, parts: readonly PartMemory[]): Promise<void> {
  const rows = parts.map((part) => ({
    source: part.source,
    part: part.name,
    url: part.url,
    checked_at: part.checkedAt,
    read_at: part.readAt ?? null,
    news_at: part.newsAt ?? null,
    failure: part.failure ?? null,
    etag: part.etag ?? null,
    last_modified: part.lastModified ?? null,
    ids: part.ids.slice(0, mostIds),
  }))
  await db.execute(sql`
    insert into source_parts (source, part, url, checked_at, read_at, news_at, failure, etag, last_modified, ids)
    select source, part, url, checked_at, read_at, news_at, failure, etag, last_modified, ids
    from jsonb_to_recordset(${param.json(rows)}) as r (source text, part text, url text, checked_at timestamptz,
      read_at timestamptz, news_at timestamptz, failure text, etag text, last_modified text, ids text[])
    on conflict (source, part) do update set url = excluded.url, checked_at = excluded.checked_at,
      read_at = excluded.read_at, news_at = excluded.news_at, failure = excluded.failure, etag = excluded.etag,
      last_modified = excluded.last_modified, ids = excluded.ids`)
}
