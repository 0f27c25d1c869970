import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { listDigests, type SharedDigest, saveDigests } from '../digests/digest-store.ts'
import { windowDays } from '../digests/edition-store.ts'
import { loadPicks } from '../digests/load-picks.ts'
import { type Match, matchPapers } from '../digests/match-papers.ts'
import { chooseForEach } from '../digests/personal-choice.ts'
import { listTrendingPapers } from '../digests/personal-extras.ts'
import { buildFeatureReader } from '../digests/taste-features.ts'
import type { Db } from '../platform/db/connect.ts'
import { id, queryRows } from '../platform/db/rows.ts'
import { type NewPreferences, prefer } from '../subscribers/prefer.ts'
import { findSubscriber, type Subscriber } from '../subscribers/subscriber-store.ts'
import type { PlanDeps } from './plan.ts'
import { expireLateAndListSeenPapers } from './seen-papers.ts'
import { openTurns } from './turns.ts'

export type PreviewDeps = PlanDeps & { readonly topicNames: ReadonlyMap<string, string> }

export type DigestPreview = {
  /** Undefined where nothing is new for the reader. */
  readonly digest: SharedDigest | undefined
  /** The state of the delivery that this edition already has for the reader. */
  readonly planned: string | undefined
}

// Thrown to undo the transaction: what was made in it leaves with the error.
class Undo extends Error {
  readonly preview: DigestPreview
  constructor(preview: DigestPreview) {
    super('nothing is kept of a preview')
    this.preview = preview
  }
}

/**
 * The digest that a reader would get at `now`, whether or not their hour has come; with `unsaved` as if they had chosen
 * that. It is made by the same steps as the real one, in a transaction that is undone, so that nothing is kept: no choice,
 * no edition, no digest, no delivery.
 * @throws DomainError SUBSCRIBER_UNKNOWN with `unsaved`, when the subscription has ended
 */
export async function previewDigest(
  deps: PreviewDeps,
  subscriber: Subscriber,
  unsaved?: NewPreferences,
): Promise<DigestPreview> {
  try {
    return await deps.db.transaction(async (db) => {
      if (unsaved) await prefer({ db, now: deps.now }, subscriber.id, unsaved)
      const reader = unsaved ? ((await findSubscriber(db, subscriber.id)) ?? subscriber) : subscriber
      throw new Undo(await compose({ ...deps, db }, reader))
    })
  } catch (error) {
    if (error instanceof Undo) return error.preview
    throw error
  }
}

async function compose(deps: PreviewDeps, subscriber: Subscriber): Promise<DigestPreview> {
  const now = deps.now()
  const reader = { ...subscriber.preferences, id: subscriber.id, next_digest_at: now }
  const { edition } = (await openTurns(deps, [reader]))(reader)
  const { interestsId, planned } = await findPlace(deps.db, {
    subscriberId: subscriber.id,
    editionId: edition.id,
  })
  const chosen = await choose(deps, subscriber, { editionId: edition.id, interestsId })
  if (chosen.length === 0) return { digest: undefined, planned }
  const saved = await saveDigests(deps.db, [{ editionId: edition.id, interestsId, matches: chosen }], now)
  const [digest] = await listDigests(deps.db, saved, deps.topicNames)
  return { digest, planned }
}

type Place = { readonly editionId: number; readonly interestsId: number }

async function choose(deps: PreviewDeps, subscriber: Subscriber, place: Place): Promise<Match[]> {
  const now = deps.now()
  const { interestsId } = place
  const { frequency, maxPapers } = subscriber.preferences
  const window = { since: new Date(now.getTime() - windowDays[frequency] * 86_400_000), until: now }
  const matches = (await matchPapers(deps.db, [interestsId], window)).get(interestsId) ?? []
  const seen = await expireLateAndListSeenPapers(deps.db, { subscriberIds: [subscriber.id], now })
  const chosen = await chooseForEach({ db: deps.db, readFeatures: buildFeatureReader() }, [
    {
      id: subscriber.id,
      matches,
      seen: seen(subscriber.id),
      most: maxPapers ?? deps.maxPapers,
      trending: subscriber.alsoTrending ? await listTrendingPapers(deps.db, window) : [],
      picks: (await loadPicks(deps.db, [place]))(place),
    },
  ])
  return chosen.get(subscriber.id) ?? []
}

async function findPlace(db: Pick<Db, 'execute'>, place: { subscriberId: number; editionId: number }) {
  const [row] = await queryRows(
    db,
    z
      .object({ interests_id: id, state: z.string().nullable() })
      .transform((found) => ({ interestsId: found.interests_id, planned: found.state ?? undefined })),
    sql`
    select s.interests_id, d.state from subscribers s
    left join deliveries d on d.subscriber_id = s.id and d.edition_id = ${place.editionId}
    where s.id = ${place.subscriberId}`,
  )
  if (!row) throw new Error('a subscriber that was just read is not there')
  return row
}
