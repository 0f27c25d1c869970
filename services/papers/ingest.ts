import { setImmediate as nextTurn } from 'node:timers/promises'
import { beginRun, type IngestDeps, type Refusal } from './ingest-run.ts'
import type { PaperRecord, RejectedRecord } from './paper.ts'
import { readRecords } from './read-records.ts'

export type { IngestDeps } from './ingest-run.ts'

/** News is listed from now on and may enter a digest; a backfill fills the archive and enters none. */
export type Listing = 'news' | 'backfill'

export type IngestCounts = { readonly added: number; readonly changed: number; readonly unchanged: number }

/** Large enough that a statement's fixed cost vanishes, small enough that the lock is held for a fraction of a second. */
const BATCH_SIZE = 500

/**
 * Stores the records: one work, one row, whatever its sources call it; the same records again write nothing. A paper
 * counts as changed only when readers see a difference, and once; what else was told of it counts as unchanged.
 * `refused` are the records that break a rule of the database, by position from 0; the others are stored.
 */
export async function ingestPapers(
  deps: IngestDeps,
  records: Iterable<PaperRecord>,
  options: {
    readonly source: string
    readonly listing: Listing
    /** True where nobody knows when the counters were read. */
    readonly onlyRaise?: boolean
  },
): Promise<IngestCounts & { readonly refused: readonly Refusal[] }> {
  const run = beginRun(deps, { ...options, isFile: options.onlyRaise ?? false })
  const all = [...records]
  const refused: Refusal[] = []
  for (let start = 0; start < all.length; start += BATCH_SIZE) {
    const found = await run.store(all.slice(start, start + BATCH_SIZE))
    refused.push(...found.map(({ index, reason }) => ({ index: start + index, reason })))
  }
  return { ...run.counts(), refused }
}

/** Records read between two looks at the network, so that the batch being stored goes on: some 2 ms. */
const BREATH = 20

/** Rejections kept with their reason; of a file with more, the count says enough. */
const MOST_KEPT = 1_000

export type ImportOptions = {
  readonly source: string
  /** Absent means news: who imports a file wants it read. */
  readonly listing?: Listing | undefined
  /** Called after each batch with the records read so far. */
  readonly onProgress?: ((read: number) => void) | undefined
}

export type ImportResult = IngestCounts & {
  readonly read: number
  /** The first 1,000. */
  readonly rejected: readonly RejectedRecord[]
  readonly rejectedCount: number
}

/**
 * Reads a file of records (JSON array or lines, either gzipped) and stores them as they come; memory holds two batches
 * whatever the file's size. `read` is the sum of added, changed, unchanged and rejectedCount.
 */
export async function importPapers(
  deps: IngestDeps,
  stream: Parameters<typeof readRecords>[0],
  options: ImportOptions,
): Promise<ImportResult> {
  const run = beginRun(deps, { source: options.source, listing: options.listing ?? 'news', isFile: true })
  const rejected: RejectedRecord[] = []
  let rejectedCount = 0
  const reject = (record: RejectedRecord) => {
    rejectedCount += 1
    if (rejected.length < MOST_KEPT) rejected.push(record)
  }
  const store = async (batch: readonly Entry[]) => {
    const refused = await run.store(batch.map((entry) => entry.record))
    for (const { index, reason } of refused) reject({ line: batch[index]?.line ?? 0, reason })
  }
  let read = 0
  let batch: Entry[] = []
  // Reading the next batch and storing this one overlap: the one works here, the other in the database.
  let storing = Promise.resolve()
  const hand = async () => {
    const full = batch
    batch = []
    await storing
    storing = store(full)
    // Thrown at the next `await storing`; until then a rejection without a handler would end the process.
    storing.catch(() => undefined)
    options.onProgress?.(read)
  }
  try {
    for await (const entry of readRecords(stream)) {
      read += 1
      if ('record' in entry) batch.push(entry)
      else reject({ line: entry.line, reason: entry.rejected })
      if (batch.length >= BATCH_SIZE) await hand()
      else if (read % BREATH === 0) await nextTurn()
    }
    await hand()
  } finally {
    // A broken stream must not leave a transaction behind that outlives the connection.
    await Promise.allSettled([storing])
  }
  await storing
  return { read, ...run.counts(), rejected, rejectedCount }
}

type Entry = { readonly line: number; readonly record: PaperRecord }
