import { digestKey, type NewDigest, saveDigests } from '../digests/digest-store.ts'
import { windowDays } from '../digests/edition-store.ts'
import { choosePapers, type Match, matchPapers } from '../digests/match-papers.ts'
import type { Db } from '../platform/db/connect.ts'
import { type Due, lockDueReaders, moveOn, type NewDelivery, saveDeliveries } from './plan-store.ts'
import { expireLate, listSeenPapers } from './seen-papers.ts'
import { openTurns, type Turn } from './turns.ts'

export type PlanDeps = {
  readonly db: Db
  readonly now: () => Date
  /** DIGEST_MAX_PAPERS, where a reader chose no number of their own. */
  readonly maxPapers: number
  /** What editions opened now stand on, for their footer. */
  readonly describeSources: () => Promise<string | undefined>
}

/** Readers: due, with a digest that waits to be sent, without anything new, and found too long after their hour. */
export type PlanResult = {
  readonly due: number
  readonly planned: number
  readonly nothingNew: number
  readonly tooLate: number
}

// A transaction of this many readers takes well under a second, so a killed planner loses little and holds locks briefly.
const batchSize = 2_000

/** Plans every digest that is due at `now`, a batch of readers a transaction. Safe to run in many processes at once. */
export async function planDue(deps: PlanDeps, signal?: AbortSignal): Promise<PlanResult> {
  let total: PlanResult = { due: 0, planned: 0, nothingNew: 0, tooLate: 0 }
  while (!signal?.aborted) {
    const batch = await deps.db.transaction((db) => planBatch({ ...deps, db }))
    total = {
      due: total.due + batch.due,
      planned: total.planned + batch.planned,
      nothingNew: total.nothingNew + batch.nothingNew,
      tooLate: total.tooLate + batch.tooLate,
    }
    if (batch.due < batchSize) break
  }
  return total
}

type Plan = { readonly reader: Due; readonly turn: Turn; readonly digest: NewDigest | undefined }

/** One row of the ledger per reader who is due, and their next instant: together or not at all. */
async function planBatch(deps: PlanDeps): Promise<PlanResult> {
  const { db } = deps
  const now = deps.now()
  const due = await lockDueReaders(db, batchSize, now)
  if (due.length === 0) return { due: 0, planned: 0, nothingNew: 0, tooLate: 0 }
  await expireLate(db, { subscriberIds: due.map((reader) => reader.id), now })
  const turnOf = await openTurns(deps, due)
  const inTime = due.filter((reader) => turnOf(reader).expiresAt > now)
  const choices = await chooseForReaders(deps, inTime, now)
  const plans = due.map((reader) => {
    const turn = turnOf(reader)
    const matches = choices.get(reader.id) ?? []
    const digest = { editionId: turn.edition.id, interestsId: reader.interests_id, matches }
    return { reader, turn, digest: matches.length > 0 ? digest : undefined }
  })
  const digestIds = await saveUnique(db, plans, now)
  const deliveries = plans.map((plan) => toDelivery(plan, digestIds, now))
  const planned = await saveDeliveries(db, deliveries, now)
  await moveOn(
    db,
    plans.map(({ reader, turn }) => ({ id: reader.id, nextAt: turn.nextAt })),
  )
  const nothingNew = deliveries.filter((delivery) => delivery.state === 'skipped').length
  return { due: due.length, planned, nothingNew, tooLate: due.length - inTime.length }
}

/** The papers for each reader: ranked once per interests and cadence, then without what the reader has had. */
async function chooseForReaders(
  deps: PlanDeps,
  due: readonly Due[],
  now: Date,
): Promise<Map<number, Match[]>> {
  const ranked = new Map<string, Match[]>()
  for (const cadence of new Set(due.map((reader) => reader.frequency))) {
    const interests = [
      ...new Set(due.filter((reader) => reader.frequency === cadence).map((reader) => reader.interests_id)),
    ]
    const since = new Date(now.getTime() - windowDays[cadence] * 86_400_000)
    const matches = await matchPapers(deps.db, interests, { since, until: now })
    for (const [interestsId, list] of matches) ranked.set(`${cadence} ${interestsId}`, list)
  }
  const seen = await listSeenPapers(deps.db, { subscriberIds: due.map((reader) => reader.id), now })
  return new Map(
    due.map((reader) => {
      const matches = ranked.get(`${reader.frequency} ${reader.interests_id}`) ?? []
      return [reader.id, choosePapers(matches, seen(reader.id), reader.max_papers ?? deps.maxPapers)]
    }),
  )
}

async function saveUnique(db: Db, plans: readonly Plan[], now: Date): Promise<Map<string, number>> {
  const digests = new Map(plans.flatMap(({ digest }) => (digest ? [[keyOf(digest), digest] as const] : [])))
  if (digests.size === 0) return new Map()
  // Sorted, so that two planners never wait for each other's rows.
  const sorted = [...digests].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, digest]) => digest)
  return saveDigests(db, sorted, now)
}

function keyOf(digest: NewDigest): string {
  return digestKey({ ...digest, paperIds: digest.matches.map((match) => match.paperId) })
}

function toDelivery(
  { reader, turn, digest }: Plan,
  digestIds: ReadonlyMap<string, number>,
  now: Date,
): NewDelivery {
  const { expiresAt, edition } = turn
  const base = { editionId: edition.id, subscriberId: reader.id, expiresAt, digestId: null, reason: null }
  if (expiresAt <= now) return { ...base, state: 'expired', reason: 'too late' }
  if (!digest) return { ...base, state: 'skipped', reason: 'nothing new' }
  return { ...base, state: 'pending', digestId: digestIds.get(keyOf(digest)) ?? null }
}
