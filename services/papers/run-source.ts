import type { Db } from '../platform/db/connect.ts'
import type { HttpClient } from '../platform/http-client/http-client.ts'
import { ingestPapers, type Listing } from './ingest.ts'
import type { Classify } from './ingest-batch.ts'
import {
  beginSourceRun,
  countFailures,
  finishSourceRun,
  forgetOlderIds,
  type RunOutcome,
  recallLastSuccess,
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
}

const minuteMs = 60_000
/** Votes move by the hour; arXiv's feeds change once a day and answer the rest with "not modified". */
const intervalMs = 60 * minuteMs
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
  const runId = await beginSourceRun(db, source.name, deps.now())
  if (runId === undefined) return undefined
  const outcome = await read(deps).catch(async (error: unknown) => {
    // Left running, the row would keep everyone off this source for a quarter of an hour.
    const failed = await failure(
      deps,
      new SourceError(source.name, 'what it told could not be stored', { cause: error }),
    )
    await finishSourceRun(db, runId, failed).catch(() => undefined)
    throw error
  })
  const run = await finishSourceRun(db, runId, outcome)
  if (run.state === 'done' || run.state === 'unchanged') await forgetOlderIds(db, source.name, runId)
  return run
}

type Memory = Awaited<ReturnType<typeof recallLastSuccess>>

async function read(deps: RunDeps): Promise<RunOutcome> {
  const { db, source } = deps
  const memory = await recallLastSuccess(db, source.name)
  const result = await fetchOrFault(deps, memory)
  if (result instanceof SourceError) return failure(deps, result)
  const stored = await ingestPapers(deps, result.records, {
    source: source.name,
    listing: deps.listing ?? 'news',
  })
  const known = new Set(memory?.ids)
  const ids = result.records.map((record) => record.canonicalId)
  const rejected = [
    ...result.rejected,
    ...stored.refused.map(({ index, reason }) => ({
      line: index + 1,
      reason: `${ids[index] ?? 'a record'}: ${reason}`,
    })),
  ]
  const finishedAt = deps.now()
  return {
    state: result.notModified ? 'unchanged' : 'done',
    finishedAt,
    nextAt: new Date(finishedAt.getTime() + intervalMs),
    reason: listFaults(result),
    announced: result.announced,
    seen: ids.length,
    unseen: ids.filter((id) => !known.has(id)).length,
    added: stored.added,
    changed: stored.changed,
    rejected: rejected.slice(0, mostRejectedKept),
    rejectedCount: rejected.length,
    quiet: result.quiet,
    parts: keepParts(result, memory),
    ids: rememberIds(result, memory),
    etag: result.etag,
    lastModified: result.lastModified,
  }
}

/** A source that was away for longer than it looks back by itself is asked for all since. */
const looksBackMs = 2 * 24 * 60 * minuteMs

/** Whatever goes wrong while reading is the source's fault, a parser's stumble included. */
async function fetchOrFault(deps: RunDeps, memory: Memory): Promise<SourceResult | SourceError> {
  const { source, http, now } = deps
  const away = memory !== undefined && now().getTime() - memory.started_at.getTime() > looksBackMs
  const validators = new Map((memory?.parts ?? []).map((part): [string, Validators] => [part.url, part]))
  // A minute less than the limit, so that a slow run ends by itself before it is given up for dead.
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout((runLimitMinutes - 1) * minuteMs)])
  try {
    return await source.fetch({ http, now, signal, validators }, away ? memory.started_at : undefined)
  } catch (error) {
    if (error instanceof SourceError) return error
    const words = error instanceof Error ? error.message : String(error)
    return new SourceError(source.name, `could not be read: ${words}`, { cause: error })
  }
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

/** A part that failed keeps the validators of its last success. */
function keepParts({ parts }: SourceResult, memory: Memory) {
  return parts.map(({ ids: _ids, ...part }) => {
    const before = memory?.parts.find((known) => known.url === part.url)
    const { etag, lastModified } = part.failure === undefined ? part : { ...before }
    return { ...part, etag, lastModified }
  })
}

/** Enough for every category of arXiv on its fullest day. */
const mostIds = 5_000

/** What a part that failed or was not modified showed before, it shows still. */
function rememberIds({ records, parts }: SourceResult, memory: Memory): string[] {
  const isPartial = parts.some((part) => part.notModified || part.failure !== undefined)
  const ids = records.map((record) => record.canonicalId)
  return [...new Set([...ids, ...(isPartial ? (memory?.ids ?? []) : [])])].slice(0, mostIds)
}
