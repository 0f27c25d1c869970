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
  const { ids, ...counts } = await deps.db.transaction(async (db) => {
    await lockIngest(db)
    const known = await loadKnownPapers(db, [...new Set(records.flatMap(listKeys))])
    const knownKeys = new Set(known.keys.map((row) => row.key))
    const drafts = foldRecords(known, records, (paperId) => context.toldIds.has(paperId))
    await absorbPapers(db, drafts.flatMap(listAbsorbed))
    const plans = drafts.map((draft) => planWrite(draft, context.listing === 'news' ? context.now : null))
    const placed = await writeRows(db, plans, context.now)
    await addKeys(
      db,
      placed.flatMap(({ id, draft }) =>
        draft.keys.filter((key) => !knownKeys.has(key)).map((key) => ({ key, paperId: id })),
      ),
    )
    await classifyRows(db, deps.classify, placed)
    const counted = await saveReadings(db, placed.flatMap(toReading), {
      source: context.source,
      now: context.now,
      onlyRaise: context.isFile,
    })
    const added = placed.filter((paper) => paper.isNew).length
    const changed = placed.filter(
      (paper) => !paper.isNew && (paper.write.isVisible || counted.has(paper.id)),
    ).length
    return {
      ids: placed.map((paper) => paper.id),
      added,
      changed,
      unchanged: records.length - added - changed,
    }
  })
  // After the commit: a batch that failed has told nothing.
  for (const id of ids) context.toldIds.add(id)
  return counts
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

async function classifyRows(db: Db, classify: Classify, placed: readonly Placed[]): Promise<void> {
  await replaceTopics(
    db,
    placed
      .filter((paper) => paper.needsTopics)
      .map(({ id, isNew, draft }) => ({ id, isNew, topics: classify(draft.facts) })),
  )
}

function toReading({ id, draft }: Placed) {
  const { counters, rows } = draft
  if (counters === undefined || Object.values(counters).every((value) => value === undefined)) return []
  const shown = (name: 'upvotes' | 'comments' | 'stars') => Math.max(0, ...rows.map((row) => row[name]))
  const now = { upvotes: shown('upvotes'), comments: shown('comments'), stars: shown('stars') }
  return [{ paperId: id, told: counters, shown: now }]
}
