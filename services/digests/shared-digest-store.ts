import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { coverageSchema } from '../papers/coverage.ts'
import { sourcesSchema } from '../papers/describe-sources.ts'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'
import { frequencies } from '../subscribers/preferences.ts'
import type { DigestSources } from './coverage-line.ts'
import type { DigestPaper, DigestView } from './digest-view.ts'
import { alsoTrending } from './personal-extras.ts'

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
  edition_id: id,
  cadence: z.enum(frequencies),
  date: z.string(),
  number: z.number(),
  papers_read: z.number(),
  sources: sourcesSchema.nullable(),
  coverage: coverageSchema,
  topics: z.array(z.string()),
  categories: z.array(z.string()),
  follows_everything: z.boolean(),
  because: z.array(z.array(z.string())),
  picks: z.array(FrozenPick),
  paper_ids: z.array(id).min(1),
})
type DigestRow = z.infer<typeof DigestRow>

/** What all readers of one digest share: the view without their own links. */
export type SharedDigest = Omit<
  DigestView,
  'links' | 'postalAddress' | 'signedUpOn' | 'listName' | 'locale'
> & { readonly id: number }

/** Digests by id, with the names of topics in place of their slugs. One that cannot be read is left out: it must not hold up the others. */
export function listDigests(
  db: Pick<Db, 'execute'>,
  ids: readonly number[],
  topicNames: ReadonlyMap<string, string>,
): Promise<SharedDigest[]> {
  return buildDigestLoader({ db, topicNames })(ids)
}

/**
 * `listDigests` for one call after the other. A paper of an edition never changes once it is frozen, so it is read once,
 * and is one object wherever it is shown for the same reasons: who renders it can know it again.
 */
export function buildDigestLoader({
  db,
  topicNames,
}: {
  db: Pick<Db, 'execute'>
  topicNames: ReadonlyMap<string, string>
}): (ids: readonly number[]) => Promise<SharedDigest[]> {
  const loadPapers = buildPaperLoader(db)
  const editionOf = rememberEditions()
  return async (ids) => {
    const rows = (await listRows(db, ids)).flatMap((row) => DigestRow.safeParse(row).data ?? [])
    const show = await loadPapers(rows)
    return rows.flatMap((row) => toShared(row, { topicNames, show, edition: editionOf(row) }) ?? [])
  }
}

function listRows(db: Pick<Db, 'execute'>, ids: readonly number[]): Promise<unknown[]> {
  return queryRows(
    db,
    z.unknown(),
    sql`
    select d.id, d.edition_id, e.cadence, e.date::text, e.number, e.papers_read, e.sources, e.coverage, i.topics, i.categories,
      d.because, d.picks, d.paper_ids, (i.topics = '{}' and i.categories = '{}' and i.keywords = '{}' and i.authors = '{}') as follows_everything
    from digests d join editions e on e.id = d.edition_id join interests i on i.id = d.interests_id
    where d.id = any(${param.ids(ids)})`,
  )
}

/** One object of what an edition stands on, for all its digests. */
function rememberEditions(): (row: DigestRow) => DigestSources['edition'] {
  const known = new Map<number, DigestSources['edition']>()
  return ({ edition_id, coverage, sources }) => {
    const edition = known.get(edition_id) ?? { coverage, sources: sources ?? undefined }
    if (known.size > mostEditions) known.clear()
    known.set(edition_id, edition)
    return edition
  }
}

type Shown = {
  readonly editionId: number
  readonly paperId: number
  readonly because: DigestPaper['because']
  readonly alsoTrending: boolean
  readonly pinned: boolean | undefined
  readonly note: DigestPaper['note']
}
type Show = (paper: Shown) => DigestPaper | undefined

// Some days' editions of three cadences hold far fewer.
const mostPapers = 10_000
const mostEditions = 100

function buildPaperLoader(db: Pick<Db, 'execute'>): (rows: readonly DigestRow[]) => Promise<Show> {
  const frozen = new Map<string, z.infer<typeof FrozenPaper> | undefined>()
  const shown = new Map<string, DigestPaper>()
  const show: Show = ({ editionId, paperId, ...place }) => {
    const paper = frozen.get(`${editionId} ${paperId}`)
    if (!paper) return undefined
    const key = JSON.stringify([editionId, paperId, place])
    const known = shown.get(key) ?? toPaper(paper, { ...place, id: String(paperId) })
    shown.set(key, known)
    return known
  }
  return async (rows) => {
    if (frozen.size > mostPapers) {
      frozen.clear()
      shown.clear()
    }
    const wanted = rows.flatMap((row) => row.paper_ids.map((paper) => [row.edition_id, paper] as const))
    const missing = wanted.filter(([edition, paper]) => !frozen.has(`${edition} ${paper}`))
    for (const row of await listFrozen(db, missing))
      frozen.set(`${row.edition_id} ${row.paper_id}`, FrozenPaper.safeParse(row.content).data)
    return show
  }
}

async function listFrozen(db: Pick<Db, 'execute'>, wanted: readonly (readonly [number, number])[]) {
  if (wanted.length === 0) return []
  return queryRows(
    db,
    z.object({ edition_id: id, paper_id: id, content: z.unknown() }),
    sql`
    select f.edition_id, f.paper_id, f.content from edition_papers f join (
      select distinct * from unnest(${param.ids(wanted.map(([edition]) => edition))}, ${param.ids(wanted.map(([, paper]) => paper))}) as u (edition_id, paper_id)
    ) w on f.edition_id = w.edition_id and f.paper_id = w.paper_id`,
  )
}

type Showing = {
  readonly topicNames: ReadonlyMap<string, string>
  readonly show: Show
  readonly edition: DigestSources['edition']
}

/** Undefined where one of its papers is not there or cannot be read. */
function toShared(row: DigestRow, { topicNames, show, edition }: Showing): SharedDigest | undefined {
  const nameOf = (slug: string) => topicNames.get(slug) ?? slug
  const picks = new Map(row.picks.map((pick) => [pick.paperId, pick]))
  const papers = row.paper_ids.flatMap((paperId, place) => {
    const because = row.because[place] ?? []
    const { pinned, note } = picks.get(paperId) ?? {}
    return (
      show({
        editionId: row.edition_id,
        paperId,
        ...reasonOf(row, because.map(nameOf), pinned),
        pinned,
        note,
      }) ?? []
    )
  })
  if (papers.length < row.paper_ids.length) return undefined
  return {
    id: row.id,
    edition: { cadence: row.cadence, date: row.date, number: row.number },
    papers,
    topicNames: row.follows_everything ? [] : row.topics.map(nameOf),
    readCount: Math.max(row.papers_read, papers.length),
    sources: { edition, categories: row.categories, because: row.because },
  }
}

function reasonOf(
  row: DigestRow,
  because: readonly string[],
  pinned: boolean | undefined,
): { because: DigestPaper['because']; alsoTrending: boolean } {
  if (because.includes(alsoTrending)) return { because: 'everything trending', alsoTrending: true }
  if (because.length > 0) return { because, alsoTrending: false }
  // A pin that fits nothing the reader follows is there by the editor's word alone.
  const isForeign = pinned === true && !row.follows_everything
  return { because: isForeign ? [] : 'everything trending', alsoTrending: false }
}

function toPaper(
  paper: z.infer<typeof FrozenPaper>,
  place: Omit<Shown, 'editionId' | 'paperId'> & { readonly id: string },
): DigestPaper {
  return {
    ...paper,
    ...place,
    codeUrl: paper.codeUrl ?? undefined,
    publishedAt: paper.publishedAt ?? undefined,
  }
}
