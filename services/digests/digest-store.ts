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

/**
 * Stores digests and the papers they show, and returns the id of each. Those that exist, or are equal, are one.
 */
export async function saveDigests(
  db: Pick<Db, 'execute'>,
  digests: readonly NewDigest[],
  now: Date,
): Promise<number[]> {
  if (digests.length === 0) return []
  const rows = digests.map(({ editionId, interestsId, matches }, place) => ({
    place,
    edition_id: editionId,
    interests_id: interestsId,
    paper_ids: matches.map((match) => match.paperId),
    because: matches.map((match) => match.because),
    picks: matches.flatMap(({ paperId, pinned = false, note }) =>
      pinned || note ? [{ paperId, pinned, note }] : [],
    ),
  }))
  await freezePapers(db, rows)
  // In one order everywhere, so that two planners never wait for each other's rows.
  const saved = await queryRows(
    db,
    z.object({ place: z.number(), id }),
    sql`
    with given as materialized (
      select * from jsonb_to_recordset(${param.json(rows)})
        as d (place int, edition_id bigint, interests_id bigint, paper_ids bigint[], because jsonb, picks jsonb)
    ), saved as (
      insert into digests (edition_id, interests_id, paper_ids, because, picks, created_at)
      select distinct on (edition_id, interests_id, paper_ids) edition_id, interests_id, paper_ids, because, picks, ${param.instant(now)}
      from given order by edition_id, interests_id, paper_ids
      on conflict (edition_id, interests_id, paper_ids) do update set paper_ids = excluded.paper_ids
      returning id, edition_id, interests_id, paper_ids
    )
    select g.place, s.id from given g join saved s using (edition_id, interests_id, paper_ids) order by g.place`,
  )
  return saved.map((row) => row.id)
}

async function freezePapers(
  db: Pick<Db, 'execute'>,
  rows: readonly { edition_id: number; paper_ids: number[] }[],
): Promise<void> {
  const shown = new Map<number, Set<number>>()
  for (const row of rows) {
    const papers = shown.get(row.edition_id) ?? new Set()
    for (const paper of row.paper_ids) papers.add(paper)
    shown.set(row.edition_id, papers)
  }
  const wanted = [...shown].map(([edition_id, papers]) => ({ edition_id, paper_ids: [...papers] }))
  await db.execute(sql`
    insert into edition_papers (edition_id, paper_id, content)
    select w.edition_id, p.id, jsonb_build_object('title', p.title, 'url', p.url, 'authors', p.authors[1:40], 'abstract', left(p.abstract, 3000),
      'upvotes', p.upvotes, 'comments', p.comments, 'codeUrl', p.code_url, 'publishedAt', p.published_at)
    from jsonb_to_recordset(${param.json(wanted)}) as w (edition_id bigint, paper_ids bigint[])
    join papers p on p.id = any(w.paper_ids)
    where not exists (select from edition_papers f where f.edition_id = w.edition_id and f.paper_id = p.id)
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
