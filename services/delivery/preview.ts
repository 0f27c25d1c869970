import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { listDigests, type SharedDigest, saveDigests } from '../digests/digest-store.ts'
import { windowDays } from '../digests/edition-store.ts'
import { choosePapers, matchPapers } from '../digests/match-papers.ts'
import type { Db } from '../platform/db/connect.ts'
import { id, queryRows } from '../platform/db/rows.ts'
import type { Subscriber } from '../subscribers/subscriber-store.ts'
import type { PlanDeps } from './plan.ts'
import { expireLate, listSeenPapers } from './seen-papers.ts'
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
 * The digest that a reader would get at `now`, whether or not their hour has come. It is made by the same steps as the
 * real one, in a transaction that is undone, so that nothing is kept: no edition, no digest, no delivery.
 */
export async function previewDigest(deps: PreviewDeps, subscriber: Subscriber): Promise<DigestPreview> {
  try {
    return await deps.db.transaction(async (db) => {
      throw new Undo(await compose({ ...deps, db }, subscriber))
    })
  } catch (error) {
    if (error instanceof Undo) return error.preview
    throw error
  }
}

async function compose(deps: PreviewDeps, subscriber: Subscriber): Promise<DigestPreview> {
  const now = deps.now()
  const { frequency, maxPapers } = subscriber.preferences
  await expireLate(deps.db, { subscriberIds: [subscriber.id], now })
  const reader = { ...subscriber.preferences, id: subscriber.id, next_digest_at: now }
  const { edition } = (await openTurns(deps, [reader]))(reader)
  const { interestsId, planned } = await findPlace(deps.db, {
    subscriberId: subscriber.id,
    editionId: edition.id,
  })
  const since = new Date(now.getTime() - windowDays[frequency] * 86_400_000)
  const matches = (await matchPapers(deps.db, [interestsId], { since, until: now })).get(interestsId) ?? []
  const seen = await listSeenPapers(deps.db, { subscriberIds: [subscriber.id], now })
  const chosen = choosePapers(matches, seen(subscriber.id), maxPapers ?? deps.maxPapers)
  if (chosen.length === 0) return { digest: undefined, planned }
  const saved = await saveDigests(deps.db, [{ editionId: edition.id, interestsId, matches: chosen }], now)
  const [digest] = await listDigests(deps.db, [...saved.values()], deps.topicNames)
  return { digest, planned }
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
