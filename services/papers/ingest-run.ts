import type { Db } from '../platform/db/connect.ts'
import { type BatchContext, type BatchResult, type Classify, ingestBatch } from './ingest-batch.ts'
import type { PaperRecord } from './paper.ts'

/** A record that the database would not take, by its position in what was given. */
export type Refusal = { readonly index: number; readonly reason: string }

export type IngestDeps = { readonly db: Db; readonly classify: Classify; readonly now: () => Date }

export type IngestRun = {
  store(records: readonly PaperRecord[]): Promise<readonly Refusal[]>
  counts(): BatchResult
}

/** One reading of a source or file: its batches share the instant, and know which papers the run has told before. */
export function beginRun(deps: IngestDeps, options: Omit<BatchContext, 'now' | 'toldIds'>): IngestRun {
  const context = { ...options, now: deps.now(), toldIds: new Set<number>() }
  const total = { added: 0, changed: 0, unchanged: 0 }
  return {
    async store(records) {
      const { refused, ...counts } = await storeWhatGoes(deps, records, context)
      total.added += counts.added
      total.changed += counts.changed
      total.unchanged += counts.unchanged
      return refused
    },
    counts: () => ({ ...total }),
  }
}

type Outcome = BatchResult & { readonly refused: readonly Refusal[] }

/** One record that breaks a rule of the database must not cost its batch: the batch is halved until it stands alone. */
async function storeWhatGoes(
  deps: IngestDeps,
  records: readonly PaperRecord[],
  context: BatchContext,
): Promise<Outcome> {
  try {
    return { ...(await ingestBatch(deps, records, context)), refused: [] }
  } catch (error) {
    const reason = findDataFault(error)
    if (reason === undefined) throw error
    if (records.length === 1) return { added: 0, changed: 0, unchanged: 0, refused: [{ index: 0, reason }] }
  }
  const middle = Math.ceil(records.length / 2)
  const first = await storeWhatGoes(deps, records.slice(0, middle), context)
  const second = await storeWhatGoes(deps, records.slice(middle), context)
  return {
    added: first.added + second.added,
    changed: first.changed + second.changed,
    unchanged: first.unchanged + second.unchanged,
    refused: [
      ...first.refused,
      ...second.refused.map((entry) => ({ ...entry, index: entry.index + middle })),
    ],
  }
}

/** SQLSTATE classes: data exception, integrity constraint violation, program limit exceeded. All else is ours to fail on. */
const dataFault = /^(22|23|54)/

function findDataFault(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && dataFault.test(at.code))
      return `the database refused it: ${at.message}`
  }
  return undefined
}
