import { ingestPapers } from './ingest.ts'
import type { IngestDeps } from './ingest-run.ts'
import { listRecordedRuns, type RecordedRun } from './raw-answer-store.ts'
import { replayAnswers } from './raw-answers.ts'
import type { PaperSource } from './sources/source.ts'

export type Replayed = {
  readonly runs: number
  /** Runs whose answers could not be read this time either. */
  readonly failed: number
  readonly seen: number
  readonly added: number
  readonly changed: number
  readonly rejectedCount: number
}

export type ReplayDeps = IngestDeps & { readonly source: PaperSource; readonly signal: AbortSignal }

/**
 * Reads the kept answers of a source again, oldest first, as after a parser's bug was mended. A paper that had been lost
 * is news now; counters may rise and never fall, since what was read then is not what holds now. Asks no server.
 */
export async function replaySource(deps: ReplayDeps, since: Date): Promise<Replayed> {
  const runs = await listRecordedRuns(deps.db, { source: deps.source.name, since })
  let total: Replayed = { runs: runs.length, failed: 0, seen: 0, added: 0, changed: 0, rejectedCount: 0 }
  for (const run of runs) {
    deps.signal.throwIfAborted()
    const told = await replayRun(deps, run)
    total = {
      ...total,
      failed: total.failed + told.failed,
      seen: total.seen + told.seen,
      added: total.added + told.added,
      changed: total.changed + told.changed,
      rejectedCount: total.rejectedCount + told.rejectedCount,
    }
  }
  return total
}

async function replayRun(deps: ReplayDeps, run: RecordedRun): Promise<Omit<Replayed, 'runs'>> {
  const { source, db, signal } = deps
  const http = replayAnswers(db, { runId: run.id })
  // The source asks as it asked then: its addresses hang on the day.
  const result = await source
    .fetch({ http, now: () => run.startedAt, signal }, run.since)
    .catch(() => undefined)
  if (result === undefined) return { failed: 1, seen: 0, added: 0, changed: 0, rejectedCount: 0 }
  const { added, changed, refused } = await ingestPapers(deps, result.records, {
    source: source.name,
    listing: 'news',
    onlyRaise: true,
  })
  return {
    failed: 0,
    seen: result.records.length,
    added,
    changed,
    rejectedCount: result.rejected.length + refused.length,
  }
}
