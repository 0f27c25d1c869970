import type { Db } from '../platform/db/connect.ts'
import type { HttpClient } from '../platform/http-client/http-client.ts'
import { ingestPapers } from './ingest.ts'
import type { Classify } from './ingest-batch.ts'
import type { PaperRecord } from './paper.ts'
import { beginSourceRun, finishSourceRun } from './source-run-store.ts'
import { type PaperSource, SourceError } from './sources/source.ts'

export type BackfillDeps = {
  readonly db: Db
  readonly source: PaperSource
  readonly classify: Classify
  readonly http: HttpClient
  readonly now: () => Date
  readonly signal: AbortSignal
}

export type BackfillOptions = {
  /** Midnights, UTC; both days are included. */
  readonly from: Date
  readonly until: Date
  /** After each window, with the day it reached. */
  readonly onProgress?: (reached: Date) => void
}

export type Backfilled = {
  readonly seen: number
  readonly added: number
  readonly changed: number
  readonly rejectedCount: number
  /** What could not be read, each with its days; those days can be asked for again. */
  readonly faults: readonly string[]
}

const dayMs = 86_400_000

/**
 * Days asked for at once: as much as fits one answer and one run. Hugging Face answers by the month, arXiv's categories
 * have some 2,000 papers a week, the preprint servers 200 a day in pages of 30.
 */
const windowDays: Readonly<Record<string, number>> = { huggingface: 31, 'arxiv-oai': 7, 'arxiv-api': 7 }
const fewDays = 3

/**
 * Fills the archive with what a source has of these days, window by window: found by search, in no digest. What is there
 * already stays, so a backfill that was stopped is begun again where it ended. OAI-PMH knows days of change only, so there
 * everything changed since `from` is read and what was first submitted in the days is kept.
 * @throws Error when another backfill of this source is under way
 */
export async function backfillSource(deps: BackfillDeps, options: BackfillOptions): Promise<Backfilled> {
  const { source, now } = deps
  const { from, until } = options
  const isByChange = source.name === 'arxiv-oai'
  const end = isByChange ? now() : until
  const stepMs = (windowDays[source.name] ?? fewDays) * dayMs
  const isWanted = (record: PaperRecord) => !isByChange || isBetween(record.publishedAt, from, until)
  let total: Backfilled = { seen: 0, added: 0, changed: 0, rejectedCount: 0, faults: [] }
  for (let start = from.getTime(); start <= end.getTime(); start += stepMs) {
    deps.signal.throwIfAborted()
    const last = new Date(Math.min(start + stepMs - dayMs, end.getTime()))
    const told = await readWindow(deps, { from: new Date(start), until: last, isWanted })
    total = {
      seen: total.seen + told.seen,
      added: total.added + told.added,
      changed: total.changed + told.changed,
      rejectedCount: total.rejectedCount + told.rejectedCount,
      faults: [...total.faults, ...told.faults],
    }
    options.onProgress?.(last)
  }
  return total
}

function isBetween(at: Date | undefined, from: Date, until: Date): boolean {
  return at !== undefined && at >= from && at.getTime() < until.getTime() + dayMs
}

type Window = {
  readonly from: Date
  readonly until: Date
  readonly isWanted: (record: PaperRecord) => boolean
}

/** Each window leaves a row among the runs, under a name of its own: a backfill says nothing of the source's health. */
async function readWindow(deps: BackfillDeps, { from, until, isWanted }: Window): Promise<Backfilled> {
  const { db, source, now } = deps
  const name = `backfill:${source.name}`
  const runId = await beginSourceRun(db, name, now())
  if (runId === undefined) throw new Error(`Another backfill of ${source.name} is under way.`)
  const days = `${from.toISOString().slice(0, 10)} to ${until.toISOString().slice(0, 10)}`
  const finish = (told: Backfilled, failure?: string) =>
    finishSourceRun(db, runId, {
      state: failure === undefined ? 'done' : 'failed',
      finishedAt: now(),
      nextAt: now(),
      since: from,
      reason: failure ?? told.faults[0],
      ...told,
    })
  try {
    const read = await readAndStore(deps, { from, until, isWanted })
    const told = { ...read, faults: read.faults.map((fault) => `${days}: ${fault}`) }
    await finish(told)
    return told
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const told = { seen: 0, added: 0, changed: 0, rejectedCount: 0, faults: [`${days}: ${reason}`] }
    await finish(told, reason.slice(0, 500)).catch(() => undefined)
    if (error instanceof SourceError) return told
    throw error
  }
}

async function readAndStore(deps: BackfillDeps, { from, until, isWanted }: Window): Promise<Backfilled> {
  const { source, http, now, signal } = deps
  const result = await source.fetch({ http, now, signal }, from, until)
  const records = result.records.filter(isWanted)
  const { added, changed, refused } = await ingestPapers(deps, records, {
    source: source.name,
    listing: 'backfill',
  })
  return {
    seen: records.length,
    added,
    changed,
    rejectedCount: result.rejected.length + refused.length,
    faults: result.parts.flatMap(({ name, failure }) =>
      failure === undefined ? [] : [`${name}: ${failure}`],
    ),
  }
}
