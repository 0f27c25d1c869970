import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Db } from '../platform/db/connect.ts'
import { saveReadings } from './ingest-counters.ts'
import { type Draft, foldRecords, listKeys } from './ingest-identity.ts'
import { type Plan, planWrite } from './ingest-plan.ts'
import {
  absorbPapers,
  addKeys,
  insertPapers,
  loadKnownPapers,
  lockIngest,
  replaceTopics,
  updatePapers,
} from './ingest-store.ts'
import type { PaperRecord, TopicMatch } from './paper.ts'

export type Classify = (
  paper: Pick<PaperRecord, 'title' | 'abstract' | 'categories'>,
) => readonly TopicMatch[]

export type BatchContext = {
  readonly source: string
  readonly listing: 'news' | 'backfill'
  /** From a file, whose counters were read nobody knows when. */
  readonly isFile: boolean
  readonly now: Date
  /** Rows told by earlier batches of this run; the batch adds its own. */
  readonly toldIds: Set<number>
}

export type BatchResult = { readonly added: number; readonly changed: number; readonly unchanged: number }

/** Stores the records in one transaction, alone among all who ingest. */
export async function ingestBatch(
  deps: { readonly db: Db; readonly classify: Classify },
  records: readonly PaperRecord[],
  context: BatchContext,
): Promise<BatchResult> {
  if (records.length === 0) return { added: 0, changed: 0, unchanged: 0 }
  const papers = await deps.db.transaction(async (db) => {
    await lockIngest(db)
    const known = await loadKnownPapers(db, [...new Set(records.flatMap(listKeys))])
    const drafts = foldRecords(known, records, (paperId) => context.toldIds.has(paperId))
    await absorbPapers(db, drafts.flatMap(listAbsorbed))
    const plans = drafts.map((draft) => planWrite(draft, context.listing === 'news' ? context.now : null))
    const [placed, topics] = await Promise.all([
      writeRows(db, plans, context.now),
      classifyMeanwhile(deps.classify, plans),
    ])
    // Sent one behind the other without waiting for an answer.
    const [recounted] = await Promise.all([
      saveReadings(db, placed.flatMap(toReading), {
        source: context.source,
        now: context.now,
        onlyRaise: context.isFile,
      }),
      addKeys(db, listNewKeys(placed, new Set(known.keys.map((row) => row.key)))),
      replaceTopics(db, listReclassified(placed, topics)),
    ])
    return placed.map((paper) => ({ ...paper, isRecounted: recounted.has(paper.id) }))
  })
  // After the commit: a batch that failed has told nothing.
  for (const { id } of papers) context.toldIds.add(id)
  const added = papers.filter((paper) => paper.isNew).length
  const changed = papers.filter(
    (paper) => !paper.isNew && (paper.write.isVisible || paper.isRecounted),
  ).length
  return { added, changed, unchanged: records.length - added - changed }
}

type Placed = Plan & { readonly id: number }

function listAbsorbed({ rows: [kept, ...others] }: Draft): { gone: number; kept: number }[] {
  return kept === undefined ? [] : others.map((row) => ({ gone: row.id, kept: kept.id }))
}

async function writeRows(db: Db, plans: readonly Plan[], now: Date): Promise<Placed[]> {
  const inserted = await insertPapers(
    db,
    plans.filter((plan) => plan.isNew).map((plan) => plan.write),
    now,
  )
  await updatePapers(
    db,
    plans.filter((plan) => !plan.isNew && plan.isWritten).map((plan) => plan.write),
    now,
  )
  return plans.map((plan) => {
    const id = plan.write.id ?? inserted.get(plan.write.facts.canonicalId)
    if (id === undefined) throw new Error('an inserted paper did not come back by its canonical id')
    return { ...plan, id }
  })
}

/** Papers classified between two looks at the network: some 4 ms. */
const BREATH = 20

/** The topics of each plan that needs them, decided here while the database writes the rows. */
async function classifyMeanwhile(
  classify: Classify,
  plans: readonly Plan[],
): Promise<(readonly TopicMatch[] | undefined)[]> {
  const topics: (readonly TopicMatch[] | undefined)[] = []
  for (const [at, plan] of plans.entries()) {
    if (at % BREATH === 0) await nextTurn()
    topics.push(plan.needsTopics ? classify(plan.draft.facts) : undefined)
  }
  return topics
}

function listReclassified(placed: readonly Placed[], topics: readonly (readonly TopicMatch[] | undefined)[]) {
  return placed.flatMap(({ id, isNew }, at) => {
    const found = topics[at]
    return found === undefined ? [] : [{ id, isNew, topics: found }]
  })
}

function listNewKeys(
  placed: readonly Placed[],
  known: ReadonlySet<string>,
): { key: string; paperId: number }[] {
  return placed.flatMap(({ id, draft }) =>
    draft.keys.filter((key) => !known.has(key)).map((key) => ({ key, paperId: id })),
  )
}

function toReading({ id, isNew, draft, write }: Placed) {
  const { counters, rows } = draft
  if (counters === undefined || Object.values(counters).every((value) => value === undefined)) return []
  if (isNew) return [{ paperId: id, isFirst: true, told: counters, shown: write.counters }]
  const shown = (name: 'upvotes' | 'comments' | 'stars') => Math.max(0, ...rows.map((row) => row[name]))
  const now = { upvotes: shown('upvotes'), comments: shown('comments'), stars: shown('stars') }
  return [{ paperId: id, isFirst: false, told: counters, shown: now }]
}
