import { choosePapers } from './choose-papers.ts'
import type { Match } from './match.ts'
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

/** The papers of each reader: in the order of their taste, without what they had, and with what trends where they want it. */
export async function chooseForEach(
  deps: OrderDeps,
  readers: readonly ChoosingReader[],
): Promise<Map<number, Match[]>> {
  const order = await loadPersonalOrder(deps, readers)
  return new Map(
    readers.map((reader) => {
      const matches = applyPicks(order(reader.id, reader.matches), reader.picks)
      const own = choosePapers(matches, reader.seen, reader.most)
      const trending = withoutHidden(reader.trending, reader.picks.picks)
      return [reader.id, addTrending(own, trending, reader)]
    }),
  )
}
