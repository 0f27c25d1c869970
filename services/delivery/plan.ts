import { type NewDigest, saveDigests } from '../digests/digest-store.ts'
import type { EditionSources } from '../digests/edition-store.ts'
import type { Match } from '../digests/match.ts'
import { buildOnce } from '../digests/once.ts'
import { buildFeatureReader, type FeatureReader } from '../digests/taste-features.ts'
import type { Db } from '../platform/db/connect.ts'
import type { Log } from '../platform/log.ts'
import { chooseForReaders, type Placed } from './plan-choice.ts'
import {
  lockDueReaders,
  moveOn,
  type NewDeliveries,
  type Position,
  postponeFirst,
  saveDeliveries,
} from './plan-store.ts'
import { buildPlacer, openTurns, type Placer, type Turn } from './turns.ts'

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
  const memory = { readFeatures: buildFeatureReader(), placeOf: buildPlacer() }
  let faults = 0
  let after: Position | undefined
  for (let size = batchSize; !signal?.aborted; ) {
    try {
      const from = { size, after }
      const batch = await deps.db.transaction((db) => planBatch({ ...deps, ...memory, db }, from))
      total = add(total, batch)
      faults = 0
      // At the end once more from the beginning: others have become due meanwhile.
      const isEnd = batch.due < size
      if (isEnd && !after) break
      after = isEnd ? undefined : batch.last
      size = Math.min(batchSize, size * 4)
    } catch (err) {
      if (size === 1) {
        faults += 1
        if (faults > mostFaultsInRow) throw err
        const reader = await postponeFirst(deps.db, { now: deps.now(), after })
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

type BatchDeps = PlanDeps & { readonly readFeatures: FeatureReader; readonly placeOf: Placer }

/** One row of the ledger per reader who is due, and their next instant: together or not at all. */
async function planBatch(
  deps: BatchDeps,
  { size, after }: { readonly size: number; readonly after: Position | undefined },
): Promise<PlanResult & { readonly last?: Position | undefined }> {
  const { db } = deps
  const now = deps.now()
  const due = await lockDueReaders(db, size, { now, after })
  if (due.length === 0) return { due: 0, planned: 0, nothingNew: 0, tooLate: 0 }
  const turnOf = await openTurns(deps, due, deps.placeOf)
  const placed = due.map((reader) => ({ reader, turn: turnOf(reader) }))
  const inTime = placed.filter(({ turn }) => turn.expiresAt > now)
  const groups = groupReaders(placed, await chooseForReaders(deps, inTime, now))
  const digestIds = await saveUnique(db, groups, now)
  const deliveries = groups.map((group) => toDeliveries(group, digestIds, now))
  const planned = await saveDeliveries(db, deliveries, now)
  await moveOn(
    db,
    groups.map(({ turn, subscriberIds }) => ({ nextAt: turn.nextAt, subscriberIds })),
  )
  const skipped = deliveries.filter((one) => one.state === 'skipped')
  const nothingNew = skipped.reduce((sum, one) => sum + one.subscriberIds.length, 0)
  return { due: due.length, planned, nothingNew, tooLate: due.length - inTime.length, last: due.at(-1) }
}

/** Readers of one schedule who get the same papers for the same interests. */
type Group = {
  readonly turn: Turn
  readonly digest: NewDigest | undefined
  readonly subscriberIds: number[]
}

function groupReaders(placed: readonly Placed[], choices: ReadonlyMap<number, Match[]>): Group[] {
  const groups: Group[] = []
  const groupOf = buildOnce<Group>()
  const digestOf = buildOnce<NewDigest>()
  for (const { reader, turn } of placed) {
    const matches = choices.get(reader.id) ?? []
    const editionId = turn.edition.id
    const interestsId = reader.interests_id
    const digest =
      matches.length > 0
        ? digestOf([editionId, interestsId, matches], () => ({ editionId, interestsId, matches }))
        : undefined
    const group = groupOf([turn, digest], () => {
      const made: Group = { turn, digest, subscriberIds: [] }
      groups.push(made)
      return made
    })
    group.subscriberIds.push(reader.id)
  }
  return groups
}

async function saveUnique(db: Db, groups: readonly Group[], now: Date): Promise<Map<NewDigest, number>> {
  const digests = [...new Set(groups.flatMap(({ digest }) => digest ?? []))]
  const ids = await saveDigests(db, digests, now)
  return new Map(digests.flatMap((digest, place) => [[digest, ids[place] ?? 0] as const]))
}

function toDeliveries(
  { turn, digest, subscriberIds }: Group,
  digestIds: ReadonlyMap<NewDigest, number>,
  now: Date,
): NewDeliveries {
  const { expiresAt, edition } = turn
  const base = { editionId: edition.id, subscriberIds, expiresAt, digestId: null, reason: null }
  if (expiresAt <= now) return { ...base, state: 'expired', reason: 'too late' }
  if (!digest) return { ...base, state: 'skipped', reason: 'nothing new' }
  return { ...base, state: 'pending', digestId: digestIds.get(digest) ?? null }
}
