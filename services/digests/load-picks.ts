import type { Db } from '../platform/db/connect.ts'
import { matchPapers } from './match-papers.ts'
import type { ReaderPicks } from './picks.ts'
import { listEditionPicks } from './picks-store.ts'

type Place = { readonly editionId: number; readonly interestsId: number }

const none: ReaderPicks = { picks: [], fitting: [] }

/**
 * What an editor decided for the editions of these readers. Pinned papers are matched apart from the others, since they
 * may be older than the edition looks back; where nothing is pinned that costs nothing.
 */
export async function loadPicks(
  db: Pick<Db, 'execute'>,
  places: readonly Place[],
): Promise<(place: Place) => ReaderPicks> {
  const picks = await listEditionPicks(db, [...new Set(places.map((place) => place.editionId))])
  if (picks.size === 0) return () => none
  const pinned = [...picks.values()].flat().filter((pick) => pick.place === 'pin')
  const paperIds = [...new Set(pinned.map((pick) => pick.paperId))]
  const interests = [...new Set(places.map((place) => place.interestsId))]
  const fitting = paperIds.length > 0 ? await matchPapers(db, interests, { paperIds }) : new Map()
  return ({ editionId, interestsId }) => ({
    picks: picks.get(editionId) ?? [],
    fitting: fitting.get(interestsId) ?? [],
  })
}
