import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { coverageSchema } from '../papers/coverage.ts'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'
import { frequencies } from '../subscribers/preferences.ts'
import { coverageLine } from './coverage-line.ts'
import type { DigestPaper, DigestView } from './digest-view.ts'
import type { Match } from './match-papers.ts'
import { alsoTrending } from './personal-extras.ts'

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

const FrozenPaper = z.object({
  title: z.string(),
  url: z.string(),
  authors: z.array(z.string()),
  abstract: z.string(),
  upvotes: z.number(),
  comments: z.number(),
  codeUrl: z.string().nullable(),
  publishedAt: instant.nullable(),
})

const FrozenPick = z.object({
  paperId: z.number(),
  pinned: z.boolean(),
  note: z.object({ text: z.string(), by: z.string() }).optional(),
})

const DigestRow = z.object({
  id,
  cadence: z.enum(frequencies),
  date: z.string(),
  number: z.number(),
  papers_read: z.number(),
  sources_line: z.string().nullable(),
  coverage: coverageSchema,
  topics: z.array(z.string()),
  categories: z.array(z.string()),
  follows_everything: z.boolean(),
  because: z.array(z.array(z.string())),
  picks: z.array(FrozenPick),
  paper_ids: z.array(id),
  papers: z.array(FrozenPaper),
})

/** What all readers of one digest share: the view without their own links. */
export type SharedDigest = Omit<
  DigestView,
  'links' | 'postalAddress' | 'signedUpOn' | 'listName' | 'locale'
> & { readonly id: number }

/** Digests by id, with the names of topics in place of their slugs. One that cannot be read is left out: it must not hold up the others. */
export async function listDigests(
  db: Pick<Db, 'execute'>,
  ids: readonly number[],
  topicNames: ReadonlyMap<string, string>,
): Promise<SharedDigest[]> {
  const rows = await queryRows(
    db,
    z.unknown(),
    sql`
    select d.id, e.cadence, e.date::text, e.number, e.papers_read, e.sources_line, e.coverage, i.topics, i.categories, d.because, d.picks, d.paper_ids,
      (i.topics = '{}' and i.categories = '{}' and i.keywords = '{}' and i.authors = '{}') as follows_everything,
      (select jsonb_agg(f.content order by place) from unnest(d.paper_ids) with ordinality as u (paper_id, place)
        join edition_papers f on f.edition_id = d.edition_id and f.paper_id = u.paper_id) as papers
    from digests d join editions e on e.id = d.edition_id join interests i on i.id = d.interests_id
    where d.id = any(${param.ids(ids)})`,
  )
  return rows.flatMap((row) => {
    const parsed = DigestRow.safeParse(row)
    return parsed.success ? [toShared(parsed.data, topicNames)] : []
  })
}

function toShared(row: z.infer<typeof DigestRow>, topicNames: ReadonlyMap<string, string>): SharedDigest {
  const nameOf = (slug: string) => topicNames.get(slug) ?? slug
  const picks = new Map(row.picks.map((pick) => [pick.paperId, pick]))
  return {
    id: row.id,
    edition: { cadence: row.cadence, date: row.date, number: row.number },
    papers: row.papers.map((paper, place) => {
      const paperId = row.paper_ids[place] ?? 0
      const { pinned, note } = picks.get(paperId) ?? {}
      const shown = toPaper(paper, { id: String(paperId), because: (row.because[place] ?? []).map(nameOf) })
      // A pin that fits nothing the reader follows is there by the editor's word alone.
      const isForeign = pinned && !row.follows_everything && (row.because[place] ?? []).length === 0
      return { ...shown, ...(isForeign ? { because: [] } : {}), pinned, note }
    }),
    topicNames: row.follows_everything ? [] : row.topics.map(nameOf),
    readCount: Math.max(row.papers_read, row.papers.length),
    sourcesLine: [coverageLine(row.coverage, row), row.sources_line ?? ''].join(' ').trim() || undefined,
  }
}

function toPaper(paper: z.infer<typeof FrozenPaper>, place: { id: string; because: string[] }): DigestPaper {
  const isExtra = place.because.includes(alsoTrending)
  return {
    ...paper,
    id: place.id,
    because: place.because.length > 0 && !isExtra ? place.because : 'everything trending',
    alsoTrending: isExtra,
    codeUrl: paper.codeUrl ?? undefined,
    publishedAt: paper.publishedAt ?? undefined,
  }
}
