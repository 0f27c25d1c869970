import type { Db } from '../platform/db/connect.ts'
import { listPapers, type PaperQuery, type PaperSummary } from './list-papers.ts'
import type { Sort } from './list-papers-cursor.ts'
import { listBest, type Period } from './search-ranking.ts'
import { correctSpelling } from './search-words.ts'

export { type Period, periods } from './search-ranking.ts'

export type PaperSearch = Omit<PaperQuery, 'sort'> & {
  /** `relevant` needs a query. */
  readonly sort: Sort | 'relevant'
  /** With `trending`: what gathered most of the papers listed in the last day, 7 or 30 days, however old the votes. */
  readonly period?: Period | undefined
}

export type FoundPapers = {
  readonly papers: readonly PaperSummary[]
  readonly nextCursor?: string | undefined
  /** The query with its misspelt words mended: what was searched for instead, or what a reader may rather have meant. */
  readonly spelling?: { readonly query: string; readonly isUsed: boolean } | undefined
}

type Deps = { readonly db: Pick<Db, 'execute' | 'transaction'>; readonly now: () => Date }

/** Fewer hits than this, and the reader is asked whether another spelling was meant. */
const fewHits = 3

/**
 * A page of papers by any mix of topic, query, day, period and order. A query without a hit is searched for again in
 * the nearest spelling that has some, and says so.
 * @throws DomainError CURSOR_INVALID or DATE_INVALID, as listPapers does
 */
export async function searchPapers(deps: Deps, search: PaperSearch): Promise<FoundPapers> {
  const found = await listFound(deps, search)
  const { query, cursor } = search
  if (query === undefined || cursor !== undefined || found.papers.length >= fewHits) return found
  const corrected = await correctSpelling(deps.db, query)
  if (corrected === undefined) return found
  if (found.papers.length > 0) return { ...found, spelling: { query: corrected, isUsed: false } }
  const instead = await listFound(deps, { ...search, query: corrected })
  return instead.papers.length === 0 ? found : { ...instead, spelling: { query: corrected, isUsed: true } }
}

function listFound(deps: Deps, { sort, period, ...filter }: PaperSearch): Promise<FoundPapers> {
  if (sort === 'relevant') return listBest(deps, { ...filter, by: 'relevance' })
  if (sort === 'trending' && period) return listBest(deps, { ...filter, by: period })
  return listPapers(deps.db, { ...filter, sort })
}
