import type { Db } from '../platform/db/connect.ts'
import type { HttpClient } from '../platform/http-client/http-client.ts'
import { ingestPapers, type Listing } from './ingest.ts'
import type { Classify } from './ingest-batch.ts'
import { recordAnswers } from './raw-answers.ts'
import { healthOfParts } from './run-source-health.ts'
import { expectationOf } from './source-expectations.ts'
import { observeParts } from './source-memory.ts'
import { type PartMemory, recallParts, saveParts } from './source-part-store.ts'
import {
  beginSourceRun,
  countFailures,
  findLastSuccessAt,
  finishSourceRun,
  type RunOutcome,
  runLimitMinutes,
  type SourceRun,
} from './source-run-store.ts'
import { type PaperSource, SourceError, type SourceResult, type Validators } from './sources/source.ts'

export { listSourceHealth, type SourceHealth } from './run-source-health.ts'
export { listDueSources, type SourceRun } from './source-run-store.ts'

export type RunDeps = {
  readonly db: Db
  readonly source: PaperSource
  readonly classify: Classify
  readonly http: HttpClient
  readonly now: () => Date
  /** Ends the run early; it is then due again at once. */
  readonly signal: AbortSignal
  /** Absent means news; a source that is read for the archive is a backfill. */
  readonly listing?: Listing | undefined
  /** 0: the answers are not kept. */
  readonly rawAnswerDays?: number | undefined
}

const minuteMs = 60_000
/** Votes move by the hour; arXiv's feeds change once a day and answer the rest with "not modified". */
const intervalMs = 60 * minuteMs
/** While a batch is due and a category has not shown it yet. */
const waitingMs = 15 * minuteMs
const firstBackOffMs = 5 * minuteMs
const longestBackOffMs = 6 * 60 * minuteMs
/** A server that asks for more is broken: a day without a look would hide that it came back. */
const longestRetryAfterMs = 24 * 60 * minuteMs
const mostRejectedKept = 50

/**
 * Reads the source once and stores what it told, leaving a row that says what became of it. A source's fault is such a
 * row, never an exception; the next try is then 5 minutes to 6 hours away, or when the server asked. Undefined when
 * another process is reading this source. Throws what the database throws.
 */
export async function runSource(deps: RunDeps): Promise<SourceRun | undefined> {
  const { db, source } = deps
  const startedAt = deps.now()
  const runId = await beginSourceRun(db, source.name, startedAt)
  if (runId === undefined) return undefined
  const outcome = await read(deps, { id: runId, startedAt }).catch(async (error: unknown) => {
    // Left running, the row would keep everyone off this source for a quarter of an hour.
    const failed = await failure(
      deps,
      new SourceError(source.name, 'what it told could not be stored', { cause: error }),
    )
    await finishSourceRun(db, runId, failed).catch(() => undefined)
    throw error
  })
  return finishSourceRun(db, runId, outcome)
}

/** A source that was away for longer than it looks back by itself is asked for all since. */
const looksBackMs = 2 * 24 * 60 * minuteMs

async function read(deps: RunDeps, run: { id: number; startedAt: Date }): Promise<RunOutcome> {
  const { db, source } = deps
  const known = await recallParts(db, [source.name])
  const lastAt = await findLastSuccessAt(db, source.name)
  const isAway = lastAt !== undefined && run.startedAt.getTime() - lastAt.getTime() > looksBackMs
  const since = isAway ? lastAt : undefined
  const http =
    deps.rawAnswerDays === 0 ? deps.http : recordAnswers({ ...deps, http: deps.http }, { runId: run.id })
  const result = await fetchOrFault({ ...deps, http }, { known, since })
  if (result instanceof SourceError) return { ...(await failure(deps, result)), since }
  const stored = await store(deps, result)
  const finishedAt = deps.now()
  const seen = observeParts(result, known, { source: source.name, now: finishedAt })
  await saveParts(db, seen.memories)
  return {
    state: result.notModified ? 'unchanged' : 'done',
    finishedAt,
    since,
    nextAt: new Date(finishedAt.getTime() + waitAfter(source, seen.memories, finishedAt)),
    reason: listFaults(result),
    announced: result.announced,
    seen: result.records.length,
    unseen: seen.unseen,
    ...stored,
    quiet: result.quiet,
    parts: seen.parts,
    etag: result.etag,
    lastModified: result.lastModified,
  }
}

async function store(deps: RunDeps, { records, rejected }: SourceResult) {
  const stored = await ingestPapers(deps, records, {
    source: deps.source.name,
    listing: deps.listing ?? 'news',
  })
  const refused = stored.refused.map(({ index, reason }) => ({
    line: index + 1,
    reason: `${records[index]?.canonicalId ?? 'a record'}: ${reason}`,
  }))
  const all = [...rejected, ...refused]
  return {
    added: stored.added,
    changed: stored.changed,
    rejected: all.slice(0, mostRejectedKept),
    rejectedCount: all.length,
  }
}

type Asked = { readonly known: readonly PartMemory[]; readonly since: Date | undefined }

/** Whatever goes wrong while reading is the source's fault, a parser's stumble included. */
async function fetchOrFault(deps: RunDeps, { known, since }: Asked): Promise<SourceResult | SourceError> {
  const { source, http, now } = deps
  const validators = new Map(known.map((part): [string, Validators] => [part.url, part]))
  // A minute less than the limit, so that a slow run ends by itself before it is given up for dead.
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout((runLimitMinutes - 1) * minuteMs)])
  try {
    return await source.fetch({ http, now, signal, validators }, since)
  } catch (error) {
    if (error instanceof SourceError) return error
    const words = error instanceof Error ? error.message : String(error)
    return new SourceError(source.name, `could not be read: ${words}`, { cause: error })
  }
}

function waitAfter(source: PaperSource, memories: readonly PartMemory[], now: Date): number {
  if (source.intervalMs !== undefined) return source.intervalMs
  const parts = expectationOf(source.name).byPart ? healthOfParts(source.name, memories, now) : []
  return parts.some(({ state }) => state === 'waiting') ? waitingMs : intervalMs
}

async function failure(deps: RunDeps, error: SourceError): Promise<RunOutcome> {
  const finishedAt = deps.now()
  const isStopped = deps.signal.aborted
  const failures = isStopped ? 0 : 1 + (await countFailures(deps.db, deps.source.name))
  const asked = Math.min(error.retryAfterMs ?? 0, longestRetryAfterMs)
  const waitMs = isStopped ? 0 : Math.max(asked, backOff(failures))
  return {
    state: 'failed',
    finishedAt,
    nextAt: new Date(finishedAt.getTime() + waitMs),
    reason: error.message.slice(0, 500),
  }
}

/** Doubles from 5 minutes to 6 hours; up to a quarter less at random, so that many instances do not return together. */
function backOff(failures: number): number {
  const full = Math.min(longestBackOffMs, firstBackOffMs * 2 ** (failures - 1))
  return Math.max(firstBackOffMs, full * (1 - Math.random() / 4))
}

function listFaults({ parts }: SourceResult): string | undefined {
  const faults = parts.flatMap(({ name, failure }) => (failure === undefined ? [] : [`${name}: ${failure}`]))
  return faults.length === 0 ? undefined : faults.join('; ').slice(0, 500)
}
