import { digestKey, type NewDigest, saveDigests } from '../digests/digest-store.ts'
import { type EditionSources, windowDays } from '../digests/edition-store.ts'
import { loadPicks } from '../digests/load-picks.ts'
import { type Match, matchPapers } from '../digests/match-papers.ts'
import { chooseForEach } from '../digests/personal-choice.ts'
import { listTrendingPapers } from '../digests/personal-extras.ts'
import { buildFeatureReader, type FeatureReader } from '../digests/taste-features.ts'
import type { Db } from '../platform/db/connect.ts'
import type { Log } from '../platform/log.ts'
import {
  type Due,
  lockDueReaders,
  moveOn,
  type NewDelivery,
  postponeFirst,
  saveDeliveries,
} from './plan-store.ts'
import { expireLate, listSeenPapers } from './seen-papers.ts'
import { openTurns, type Turn } from './turns.ts'

export type PlanDeps = {
  readonly db: Db
  readonly now: () => Date
  /** DIGEST_MAX_PAPERS, where a reader chose no number of their own. */
  readonly maxPapers: number
  /** What editions opened now stand on, for their footer. */
  readonly describeSources: () => Promise<EditionSources | undefined>
  readonly log?: Log
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

// A batch that fails is tried in parts, down to the reader at fault, who waits an hour. So many in a row, and nobody planned
// between them, are not readers' faults but ours.
const mostFaultsInRow = 3

/**
 * Plans every digest that is due at `now`, a batch of readers a transaction. Safe to run in many processes at once. A reader
 * whose row cannot be planned holds up nobody.
 * @throws the error of whoever cannot be planned, when nobody can
 */
export async function planDue(deps: PlanDeps, signal?: AbortSignal): Promise<PlanResult> {
  let total: PlanResult = { due: 0, planned: 0, nothingNew: 0, tooLate: 0 }
  const readFeatures = buildFeatureReader()
  let faults = 0
  for (let size = batchSize; !signal?.aborted; ) {
    try {
      const batch = await deps.db.transaction((db) => planBatch({ ...deps, db, readFeatures }, size))
      total = add(total, batch)
      faults = 0
      if (batch.due < size) break
      size = Math.min(batchSize, size * 4)
    } catch (err) {
      if (size === 1) {
        faults += 1
        if (faults > mostFaultsInRow) throw err
        const reader = await postponeFirst(deps.db, deps.now())
        deps.log?.error({ err, reader }, 'a reader could not be planned and waits an hour')
      }
      size = Math.ceil(size / 10)
    }
  }
  return total
}

function add(total: PlanResult, batch: PlanResult): PlanResult {
  return {
    due: total.due + batch.due,
    planned: total.planned + batch.planned,
    nothingNew: total.nothingNew + batch.nothingNew,
    tooLate: total.tooLate + batch.tooLate,
  }
}

// One object, so that readers without it are seen to be alike.
const noTrending: readonly number[] = []

type BatchDeps = PlanDeps & { readonly readFeatures: FeatureReader }

type Plan = { readonly reader: Due; readonly turn: Turn; readonly digest: NewDigest | undefined }

/** One row of the ledger per reader who is due, and their next instant: together or not at all. */
async function planBatch(deps: BatchDeps, size: number): Promise<PlanResult> {
  const { db } = deps
  const now = deps.now()
  const due = await lockDueReaders(db, size, now)
  if (due.length === 0) return { due: 0, planned: 0, nothingNew: 0, tooLate: 0 }
  await expireLate(db, { subscriberIds: due.map((reader) => reader.id), now })
  const turnOf = await openTurns(deps, due)
  const inTime = due.filter((reader) => turnOf(reader).expiresAt > now)
  const choices = await chooseForReaders(deps, inTime, { now, turnOf })
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
  deps: BatchDeps,
  due: readonly Due[],
  { now, turnOf }: { readonly now: Date; readonly turnOf: (reader: Due) => Turn },
): Promise<Map<number, Match[]>> {
  const placeOf = (reader: Due) => ({
    editionId: turnOf(reader).edition.id,
    interestsId: reader.interests_id,
  })
  const picksOf = await loadPicks(deps.db, due.map(placeOf))
  const ranked = new Map<string, Match[]>()
  const trending = new Map<string, number[]>()
  for (const cadence of new Set(due.map((reader) => reader.frequency))) {
    const readers = due.filter((reader) => reader.frequency === cadence)
    const interests = [...new Set(readers.map((reader) => reader.interests_id))]
    const window = { since: new Date(now.getTime() - windowDays[cadence] * 86_400_000), until: now }
    const matches = await matchPapers(deps.db, interests, window)
    for (const [interestsId, list] of matches) ranked.set(`${cadence} ${interestsId}`, list)
    if (readers.some((reader) => reader.also_trending))
      trending.set(cadence, await listTrendingPapers(deps.db, window))
  }
  const seen = await listSeenPapers(deps.db, { subscriberIds: due.map((reader) => reader.id), now })
  return chooseForEach(
    deps,
    due.map((reader) => ({
      id: reader.id,
      matches: ranked.get(`${reader.frequency} ${reader.interests_id}`) ?? [],
      seen: seen(reader.id),
      most: reader.max_papers ?? deps.maxPapers,
      trending: (reader.also_trending && trending.get(reader.frequency)) || noTrending,
      picks: picksOf(placeOf(reader)),
    })),
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
