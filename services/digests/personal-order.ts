import type { Db } from '../platform/db/connect.ts'
import type { Match } from './match-papers.ts'
import type { FeatureReader } from './taste-features.ts'
import { tasteFactor } from './taste-model.ts'
import { listTastePapers, listTastes } from './taste-store.ts'

/** A paper without any attention yet is ordered by taste too: nothing times anything would be nothing. */
const leastScore = 0.05

export type OrderDeps = {
  readonly db: Pick<Db, 'execute'>
  readonly readFeatures: FeatureReader
}

type Order = (readerId: number, matches: readonly Match[]) => readonly Match[]

/**
 * The order of each reader's matches by trending score times taste. One statement finds who has a taste; for all others
 * the order is the one they share, and nothing more is done. No match is ever left out.
 */
export async function loadPersonalOrder(
  deps: OrderDeps,
  readers: readonly { readonly id: number; readonly matches: readonly Match[] }[],
): Promise<Order> {
  const tastes = await listTastes(
    deps.db,
    readers.map((reader) => reader.id),
  )
  if (tastes.length === 0) return (_, matches) => matches
  const tasteOf = new Map(tastes.map((taste) => [taste.subscriberId, taste]))
  const concerned = readers.filter((reader) => tasteOf.has(reader.id)).flatMap((reader) => reader.matches)
  const papers = await listTastePapers(deps.db, [...new Set(concerned.map((match) => match.paperId))])
  const judged = new Map(
    [...papers].map(([paperId, paper]) => [
      paperId,
      { score: Math.max(leastScore, paper.score), features: deps.readFeatures(paper) },
    ]),
  )
  return (readerId, matches) => {
    const taste = tasteOf.get(readerId)
    if (!taste) return matches
    const scored = matches.map((match) => {
      const paper = judged.get(match.paperId)
      return { match, score: paper ? paper.score * tasteFactor(taste, paper.features) : 0 }
    })
    return scored.toSorted((one, other) => other.score - one.score).map(({ match }) => match)
  }
}
