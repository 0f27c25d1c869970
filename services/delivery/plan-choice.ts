import { windowDays } from '../digests/edition-store.ts'
import { loadPicks } from '../digests/load-picks.ts'
import { type Match, matchPapers } from '../digests/match-papers.ts'
import { type ChoosingReader, chooseForEach } from '../digests/personal-choice.ts'
import { listTrendingPapers } from '../digests/personal-extras.ts'
import type { FeatureReader } from '../digests/taste-features.ts'
import type { Db } from '../platform/db/connect.ts'
import type { Frequency } from '../subscribers/preferences.ts'
import type { Due } from './plan-store.ts'
import { expireLateAndListSeenPapers, loadFirstShown } from './seen-papers.ts'
import type { Turn } from './turns.ts'

export type Placed = { readonly reader: Due; readonly turn: Turn }

type Deps = {
  readonly db: Db
  readonly maxPapers: number
  readonly readFeatures: FeatureReader
}

// One object, so that readers without it are seen to be alike.
const noTrending: readonly number[] = []

/** The papers for each reader: ranked once per interests and cadence, then without what the reader has had. */
export async function chooseForReaders(
  deps: Deps,
  placed: readonly Placed[],
  now: Date,
): Promise<Map<number, Match[]>> {
  const placeOf = ({ reader, turn }: Placed) => ({
    editionId: turn.edition.id,
    interestsId: reader.interests_id,
  })
  const picksOf = await loadPicks(deps.db, placed.map(placeOf))
  const picked = placed.flatMap((one) => picksOf(placeOf(one)).picks.map((pick) => pick.paperId))
  const firstShown = await loadFirstShown(deps.db, { pinned: [...new Set(picked)], now })
  const choosing: ChoosingReader[] = []
  for (const cadence of new Set(placed.map(({ reader }) => reader.frequency))) {
    const some = placed.filter(({ reader }) => reader.frequency === cadence)
    const of = await loadCadence(deps, some, { cadence, now, firstShown })
    for (const one of some) {
      const { reader } = one
      choosing.push({
        id: reader.id,
        matches: of.matches.get(reader.interests_id) ?? [],
        seen: of.seen(reader.id),
        most: reader.max_papers ?? deps.maxPapers,
        trending: reader.also_trending ? of.trending : noTrending,
        picks: picksOf(placeOf(one)),
      })
    }
  }
  return chooseForEach(deps, choosing)
}

type Cadence = {
  readonly cadence: Frequency
  readonly now: Date
  readonly firstShown: (since: Date) => Date
}

/** What fits these readers of one cadence, what trends, and what they have had of it. */
async function loadCadence(
  { db }: Pick<Deps, 'db'>,
  placed: readonly Placed[],
  { cadence, now, firstShown }: Cadence,
) {
  const readers = placed.map(({ reader }) => reader)
  const window = { since: new Date(now.getTime() - windowDays[cadence] * 86_400_000), until: now }
  const matches = await matchPapers(db, [...new Set(readers.map((reader) => reader.interests_id))], window)
  const wantsTrending = readers.some((reader) => reader.also_trending)
  const trending = wantsTrending ? await listTrendingPapers(db, window) : noTrending
  const had = { subscriberIds: readers.map((reader) => reader.id), now, from: firstShown(window.since) }
  return { matches, trending, seen: await expireLateAndListSeenPapers(db, had) }
}
