import type { Db } from '../platform/db/connect.ts'
import { listKin } from './kin-store.ts'
import type { Kin, Match } from './match.ts'
import { type Candidates, type Follow, findHits, type Hits, listInterests } from './match-hits.ts'

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
): Promise<Map<number, readonly Match[]>> {
  const interests = await listInterests(db, interestsIds)
  const hits = await findHits(db, interests, { among, depth })
  const best = interests.some(({ follows }) => follows.length === 0) ? hits.paperIds.slice(0, depth) : []
  const kin = await listKin(db, [...new Set([...best, ...hits.hitIds])])
  const fitsOf = buildFits(hits, kin)
  const found = new Map(interests.map(({ interestsId, follows }) => [interestsId, findFits(follows, fitsOf)]))
  return new Map(interestsIds.map((interestsId) => [interestsId, found.get(interestsId) ?? []]))
}

type Fit = Match & { readonly place: number }

type FitsOf = (follow?: Follow) => readonly Fit[]

function findFits(follows: readonly Follow[], fitsOf: FitsOf): readonly Fit[] {
  const [first, ...others] = follows
  const fits = others.reduce((all, follow) => merge(all, fitsOf(follow)), fitsOf(first))
  return fits.length > depth ? fits.slice(0, depth) : fits
}

/** What one name brings, and everything without one, in the order of places: made once, and shared by all who follow it. */
function buildFits(hits: Hits, kin: ReadonlyMap<number, Kin>): FitsOf {
  const known = new Map<string, readonly Fit[]>()
  return (follow) => {
    const key = follow ? `${follow.kind} ${follow.name}` : ''
    const because = follow ? [follow.name] : []
    const places = follow ? hits.placesOf(follow) : hits.paperIds.slice(0, depth).keys()
    const fits =
      known.get(key) ??
      Array.from(places, (place) => {
        const paperId = hits.paperIds[place] ?? 0
        return { place, paperId, because, kin: kin.get(paperId) }
      })
    known.set(key, fits)
    return fits
  }
}

/** Both lists in the order of places; what both bring has the names of both, which the first has the smaller of. */
function merge(one: readonly Fit[], other: readonly Fit[]): readonly Fit[] {
  const merged: Fit[] = []
  const rest = other.values()
  let next = rest.next().value
  for (const fit of one) {
    for (; next && next.place < fit.place; next = rest.next().value) merged.push(next)
    if (next?.place !== fit.place) merged.push(fit)
    else {
      merged.push({ ...fit, because: [...new Set([...fit.because, ...next.because])] })
      next = rest.next().value
    }
  }
  for (; next; next = rest.next().value) merged.push(next)
  return merged
}
