import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'
import type { Match } from './match-papers.ts'

export { listDigests, type SharedDigest } from './shared-digest-store.ts'

export type NewDigest = {
  readonly editionId: number
  readonly interestsId: number
  readonly matches: readonly Match[]
}

/** Equal digests have equal keys: same edition, same interests, same papers in the same order. */
export function digestKey(digest: {
  editionId: number
  interestsId: number
  paperIds: readonly number[]
}): string {
  return `${digest.editionId}/${digest.interestsId}/${digest.paperIds.join(',')}`
}

/** Stores digests and the papers they show; those that exist are found. Returns the ids by `digestKey`. */
export async function saveDigests(
  db: Pick<Db, 'execute'>,
  digests: readonly NewDigest[],
  now: Date,
): Promise<Map<string, number>> {
  const rows = digests.map(({ editionId, interestsId, matches }) => ({
    edition_id: editionId,
    interests_id: interestsId,
    paper_ids: matches.map((match) => match.paperId),
    because: matches.map((match) => match.because),
    picks: matches.flatMap(({ paperId, pinned = false, note }) =>
      pinned || note ? [{ paperId, pinned, note }] : [],
    ),
  }))
  await freezePapers(db, rows)
  const saved = await queryRows(
    db,
    z.object({ id, edition_id: id, interests_id: id, paper_ids: z.array(id) }),
    sql`
    insert into digests (edition_id, interests_id, paper_ids, because, picks, created_at)
    select edition_id, interests_id, paper_ids, because, picks, ${param.instant(now)}
    from jsonb_to_recordset(${param.json(rows)}) as d (edition_id bigint, interests_id bigint, paper_ids bigint[], because jsonb, picks jsonb)
    on conflict (edition_id, interests_id, paper_ids) do update set paper_ids = excluded.paper_ids
    returning id, edition_id, interests_id, paper_ids`,
  )
  return new Map(
    saved.map((row) => [
      digestKey({ editionId: row.edition_id, interestsId: row.interests_id, paperIds: row.paper_ids }),
      row.id,
    ]),
  )
}

async function freezePapers(
  db: Pick<Db, 'execute'>,
  rows: readonly { edition_id: number; paper_ids: number[] }[],
): Promise<void> {
  const wanted = new Map(
    rows.flatMap((row) =>
      row.paper_ids.map((paper) => [
        `${row.edition_id}/${paper}`,
        { edition_id: row.edition_id, paper_id: paper },
      ]),
    ),
  )
  await db.execute(sql`
    insert into edition_papers (edition_id, paper_id, content)
    select w.edition_id, p.id, jsonb_build_object('title', p.title, 'url', p.url, 'authors', p.authors[1:40], 'abstract', left(p.abstract, 3000),
      'upvotes', p.upvotes, 'comments', p.comments, 'codeUrl', p.code_url, 'publishedAt', p.published_at)
    from jsonb_to_recordset(${param.json([...wanted.values()])}) as w (edition_id bigint, paper_id bigint)
    join papers p on p.id = w.paper_id
    order by w.edition_id, p.id
    on conflict do nothing`)
}

/** The papers of each digest; where one proved to be the same work as another, the row that was kept stands for it. */
export async function listDigestPapers(
  db: Pick<Db, 'execute'>,
  ids: readonly number[],
): Promise<Map<number, number[]>> {
  const digests = await queryRows(
    db,
    z.object({ id, paper_ids: z.array(id) }),
    sql`select id, paper_ids from digests where id = any(${param.ids(ids)})`,
  )
  const paperIds = [...new Set(digests.flatMap((digest) => digest.paper_ids))]
  const merged = await queryRows(
    db,
    z.object({ id, merged_into: id }),
    sql`select id, merged_into from papers where id = any(${param.ids(paperIds)}) and merged_into is not null`,
  )
  const keptFor = new Map(merged.map((row) => [row.id, row.merged_into]))
  return new Map(
    digests.map(({ id, paper_ids }) => [id, paper_ids.map((paper) => keptFor.get(paper) ?? paper)]),
  )
}
