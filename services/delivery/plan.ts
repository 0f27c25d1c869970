import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { digestKey, type NewDigest, saveDigests } from '../digests/digest-store.ts'
import { windowDays } from '../digests/edition-store.ts'
import { choosePapers, type Match, matchPapers } from '../digests/match-papers.ts'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'
import { type Frequency, frequencies } from '../subscribers/preferences.ts'
import { listSeenPapers } from './seen-papers.ts'
import { openTurns, type Turn } from './turns.ts'

export type PlanDeps = {
  readonly db: Db
  readonly now: () => Date
  /** DIGEST_MAX_PAPERS, where a reader chose no number of their own. */
  readonly maxPapers: number
  /** What editions opened now stand on, for their footer. */
  readonly describeSources: () => Promise<string | undefined>
}

export type PlanResult = { readonly due: number; readonly planned: number; readonly nothingNew: number }

// A transaction of this many readers takes well under a second, so a killed planner loses little and holds locks briefly.
const batchSize = 2_000

// Mail later than this after its hour is not worth sending any more; its papers stay unseen for the next edition.
const lifetimeHours: Readonly<Record<Frequency, number>> = { daily: 20, weekly: 72, monthly: 168 }

const DueRow = z.object({
  id,
  interests_id: id,
  frequency: z.enum(frequencies),
  hour: z.number(),
  weekday: z.number(),
  timezone: z.string(),
  max_papers: z.number().nullable(),
  next_digest_at: instant,
})
type Due = z.infer<typeof DueRow>
type Turns = (reader: Due) => Turn

/** Plans every digest that is due at `now`, a batch of readers a transaction. Safe to run in many processes at once. */
export async function planDue(deps: PlanDeps, signal?: AbortSignal): Promise<PlanResult> {
  let total: PlanResult = { due: 0, planned: 0, nothingNew: 0 }
  while (!signal?.aborted) {
    const batch = await deps.db.transaction((db) => planBatch({ ...deps, db }))
    total = {
      due: total.due + batch.due,
      planned: total.planned + batch.planned,
      nothingNew: total.nothingNew + batch.nothingNew,
    }
    if (batch.due < batchSize) break
  }
  return total
}

/** One row of the ledger per reader who is due, and their next instant: together or not at all. */
async function planBatch(deps: PlanDeps): Promise<PlanResult> {
  const { db } = deps
  const now = deps.now()
  const due = await queryRows(
    db,
    DueRow,
    sql`
    select id, interests_id, frequency, hour, weekday, timezone, max_papers, next_digest_at from subscribers
    where status = 'active' and next_digest_at <= ${param.instant(now)}
    order by next_digest_at, id limit ${batchSize} for update skip locked`,
  )
  if (due.length === 0) return { due: 0, planned: 0, nothingNew: 0 }
  const turns = await openTurns(deps, due)
  const choices = await chooseForReaders(deps, due, now)
  const digests = due.flatMap((reader) => toDigest(reader, turns, choices) ?? [])
  const digestIds =
    digests.length > 0 ? await saveDigests(db, uniqueDigests(digests), now) : new Map<string, number>()
  const planned = await saveDeliveries(db, { due, turns, choices, digestIds, now })
  await moveOn(db, due, turns)
  return { due: due.length, planned, nothingNew: due.length - digests.length }
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

function toDigest(reader: Due, turns: Turns, choices: ReadonlyMap<number, Match[]>): NewDigest | undefined {
  const matches = choices.get(reader.id) ?? []
  if (matches.length === 0) return undefined
  return { editionId: turns(reader).edition.id, interestsId: reader.interests_id, matches }
}

function keyOf(digest: NewDigest): string {
  return digestKey({ ...digest, paperIds: digest.matches.map((match) => match.paperId) })
}

function uniqueDigests(digests: readonly NewDigest[]): NewDigest[] {
  // Sorted, so that two planners never wait for each other's rows.
  return [...new Map(digests.map((digest) => [keyOf(digest), digest])).entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, digest]) => digest)
}

type Ledger = {
  readonly due: readonly Due[]
  readonly turns: Turns
  readonly choices: ReadonlyMap<number, Match[]>
  readonly digestIds: ReadonlyMap<string, number>
  readonly now: Date
}

/** A reader who had this edition already, by a change of schedule, gets no second one; only "nothing new" may become something. */
async function saveDeliveries(
  db: Pick<Db, 'execute'>,
  { due, turns, choices, digestIds, now }: Ledger,
): Promise<number> {
  const rows = due.map((reader) => {
    const turn = turns(reader)
    const digest = toDigest(reader, turns, choices)
    const expiresAt = new Date(
      Math.max(turn.dueAt.getTime(), now.getTime() - 3_600_000) + lifetimeHours[reader.frequency] * 3_600_000,
    )
    return {
      edition_id: turn.edition.id,
      subscriber_id: reader.id,
      digest_id: digest ? digestIds.get(keyOf(digest)) : null,
      expires_at: expiresAt.toISOString(),
    }
  })
  const saved = await queryRows(
    db,
    z.object({ state: z.string() }),
    sql`
    insert into deliveries (edition_id, subscriber_id, digest_id, state, reason, next_at, expires_at, message_at, created_at)
    select edition_id, subscriber_id, digest_id, case when digest_id is null then 'skipped' else 'pending' end,
      case when digest_id is null then 'nothing new' end, ${param.instant(now)}, expires_at, ${param.instant(now)}, ${param.instant(now)}
    from jsonb_to_recordset(${param.json(rows)}) as r (edition_id bigint, subscriber_id bigint, digest_id bigint, expires_at timestamptz)
    on conflict (edition_id, subscriber_id) do update set
      digest_id = excluded.digest_id, state = excluded.state, reason = excluded.reason, next_at = excluded.next_at,
      expires_at = excluded.expires_at, message_at = excluded.message_at
    where deliveries.state = 'skipped' and deliveries.reason = 'nothing new' and excluded.digest_id is not null
    returning state`,
  )
  return saved.filter((row) => row.state === 'pending').length
}

async function moveOn(db: Pick<Db, 'execute'>, due: readonly Due[], turns: Turns): Promise<void> {
  const rows = due.map((reader) => ({
    id: reader.id,
    next_at: turns(reader).nextAt.toISOString(),
  }))
  await db.execute(sql`
    update subscribers s set next_digest_at = r.next_at
    from jsonb_to_recordset(${param.json(rows)}) as r (id bigint, next_at timestamptz) where s.id = r.id`)
}
