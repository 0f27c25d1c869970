import { choosePapers } from './choose-papers.ts'
import type { Match } from './match.ts'
import { buildOnce } from './once.ts'
import { addTrending } from './personal-extras.ts'
import { loadPersonalOrder, type OrderDeps } from './personal-order.ts'
import { applyPicks, type ReaderPicks, withoutHidden } from './picks.ts'

export type ChoosingReader = {
  readonly id: number
  /** What fits their interests, best first for everyone. */
  readonly matches: readonly Match[]
  readonly seen: ReadonlySet<number>
  readonly most: number
  /** What trends generally, for those who asked for it; else empty. */
  readonly trending: readonly number[]
  /** What an editor decided for their edition. */
  readonly picks: ReaderPicks
}

/**
 * The papers of each reader: in the order of their taste, without what they had, and with what trends where they want it.
 * Readers without a taste who follow the same and had the same get the same list, made once.
 */
export async function chooseForEach(
  deps: OrderDeps,
  readers: readonly ChoosingReader[],
): Promise<Map<number, Match[]>> {
  const order = await loadPersonalOrder(deps, readers)
  const once = buildOnce<Match[]>()
  return new Map(
    readers.map((reader) => {
      const ordered = order(reader.id, reader.matches)
      const { seen, most, trending, picks } = reader
      const edited = picks.picks.length > 0 ? [picks.picks, picks.fitting] : []
      return [reader.id, once([ordered, seen, most, trending, ...edited], () => choose(ordered, reader))]
    }),
  )
}

function choose(ordered: readonly Match[], reader: ChoosingReader): Match[] {
  const matches = applyPicks(ordered, reader.picks)
  const own = choosePapers(matches, reader.seen, reader.most)
  return addTrending(own, withoutHidden(reader.trending, reader.picks.picks), reader)
}
