import type { Db } from '../platform/db/connect.ts'
import { listKin } from './kin-store.ts'
import type { Match } from './match.ts'
import { type Candidates, findHits, type Hits, type Interests, listInterests } from './match-hits.ts'

export type { Match } from './match.ts'

// Readers get at most 50 papers; the rest is room for those they have had already.
const depth = 400

/**
 * Those of the papers that fit each row of interests, best trending score first. What papers have is asked for once for
 * all of them: the work grows with distinct interests and never with readers.
 */
export async function matchPapers(
  db: Pick<Db, 'execute'>,
  interestsIds: readonly number[],
  among: Candidates,
): Promise<Map<number, Match[]>> {
  const interests = await listInterests(db, interestsIds)
  const hits = await findHits(db, interests, { among, depth })
  const fitting = interests.map((one) => [one.interestsId, findFitting(one, hits)] as const)
  const places = new Set(fitting.flatMap(([, found]) => [...found.keys()]))
  const kin = await listKin(
    db,
    [...places].map((place) => hits.paperIds[place] ?? 0),
  )
  const found = new Map(
    fitting.map(([interestsId, becauseOf]) => [
      interestsId,
      [...becauseOf].map(([place, because]): Match => {
        const paperId = hits.paperIds[place] ?? 0
        return { paperId, because, kin: kin.get(paperId) }
      }),
    ]),
  )
  return new Map(interestsIds.map((interestsId) => [interestsId, found.get(interestsId) ?? []]))
}

/** The names that bring each paper, by its place, in the order of places. */
function findFitting({ follows }: Interests, hits: Hits): Map<number, readonly string[]> {
  if (follows.length === 0) return new Map(hits.paperIds.slice(0, depth).map((_, place) => [place, []]))
  const because = new Map<number, string[]>()
  for (const follow of follows) {
    for (const place of hits.placesOf(follow)) {
      const names = because.get(place)
      if (names === undefined) because.set(place, [follow.name])
      else if (names.at(-1) !== follow.name) names.push(follow.name)
    }
  }
  return new Map([...because].sort(([one], [other]) => one - other).slice(0, depth))
}
