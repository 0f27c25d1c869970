import { setTimeout as delay } from 'node:timers/promises'
import { createPostgresBackend, Queue, UnrecoverableError, Worker, type WorkerOptions } from 'bullmq'
import type { Log } from '../log.ts'
import { assertRedisKeepsJobs } from './assert-redis.ts'

export type QueueSettings = {
  readonly redisUrl?: string | undefined
  readonly databaseUrl: string
  readonly name?: string
  /** How long a job of a worker that died stays its own; absent means half a minute. */
  readonly lockMs?: number
}

/** A handler may run twice for one job and finds its work in the database; `signal` aborts when the process stops. */
export type JobHandler = (context: { signal: AbortSignal }) => Promise<void>

export type JobQueue<Name extends string> = {
  readonly backend: 'redis' | 'postgres'
  /** Asks for a run of `name`. Requests made while one waits are one; one made while it runs leads to another run. */
  wake(name: Name): Promise<void>
  /** Starts to work. `handlers` is complete: a job without a handler does not compile. */
  startWorker(handlers: Readonly<Record<Name, JobHandler>>): Promise<QueueWorker>
  close(): Promise<void>
}

export type QueueWorker = {
  /** Claims no more jobs, aborts the signal of those that run and waits for them to end. */
  close(): Promise<void>
}

// Kept short: jobs are wake-ups, the ledger in Postgres is the history.
const keep = { removeOnComplete: { count: 100 }, removeOnFail: { count: 100 } }
const retry = { attempts: 5, backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 } }

/**
 * BullMQ on Redis when there is a `redisUrl`, else on Postgres. This is the one place that knows the difference.
 * @throws Error when Redis may evict jobs (maxmemory-policy other than noeviction) or cannot be reached.
 */
export async function connectQueue<Name extends string>(
  settings: QueueSettings,
  log: Log,
): Promise<JobQueue<Name>> {
  if (settings.redisUrl) await assertRedisKeepsJobs(settings.redisUrl)
  const name = settings.name ?? 'broadsheet'
  const lockMs = settings.lockMs ?? 30_000
  // A worker that lost its server sleeps for its retry delay and cannot close meanwhile: the default is 15 s.
  const options = { concurrency: 8, lockDuration: lockMs, stalledInterval: lockMs, runRetryDelay: 1_000 }
  const closing = new AbortController()
  const { queue, buildWorker, backend } = settings.redisUrl
    ? onRedis(settings.redisUrl, { name, options, closing: closing.signal })
    : onPostgres(settings.databaseUrl, { name, options })
  queue.on('error', (err) => log.warn({ err }, 'the queue lost its connection'))
  await queue.waitUntilReady()
  return {
    backend,
    wake: async (name) => {
      await queue.add(name, {}, { ...keep, ...retry, deduplication: { id: name, keepLastIfActive: true } })
    },
    startWorker: (handlers) => startWorker(buildWorker, handlers, log),
    close: async () => {
      closing.abort()
      await orGiveUp(queue.close())
    },
  }
}

type Setup = {
  readonly name: string
  readonly options: Pick<WorkerOptions, 'concurrency' | 'lockDuration' | 'stalledInterval' | 'runRetryDelay'>
}
type RunJob = (job: { name: string }) => Promise<void>
type BackendWorker = Pick<Worker, 'close' | 'waitUntilReady'> & {
  on(event: 'error' | 'failed', listener: (...args: never[]) => void): unknown
}

function onRedis(url: string, { name, options, closing }: Setup & { closing: AbortSignal }) {
  // A producer fails fast when Redis is away: the sweep finds in Postgres what a lost wake-up left.
  const queue = new Queue(name, {
    connection: { url, ...retryUntil(closing), maxRetriesPerRequest: 1, enableOfflineQueue: false },
  })
  const buildWorker = (run: RunJob, stopping: AbortSignal) =>
    new Worker(name, run, {
      connection: { url, ...retryUntil(stopping), maxRetriesPerRequest: null },
      ...options,
    })
  return { queue, buildWorker, backend: 'redis' as const }
}

/** Connects again within a second for ever, but not to a server that is gone while we close: that would wait for ever. */
function retryUntil(closing: AbortSignal) {
  return { retryStrategy: (times: number) => (closing.aborted ? null : Math.min(times * 100, 1_000)) }
}

function onPostgres(connectionString: string, { name, options }: Setup) {
  const pool = (max: number) => ({ connectionString, max, migrate: true })
  const queue = new Queue(name, { connection: pool(2) }, createPostgresBackend)
  const buildWorker = (run: RunJob) =>
    new Worker(name, run, { connection: pool(4), ...options }, createPostgresBackend)
  return { queue, buildWorker, backend: 'postgres' as const }
}

async function startWorker<Name extends string>(
  buildWorker: (run: RunJob, stopping: AbortSignal) => BackendWorker,
  handlers: Readonly<Record<Name, JobHandler>>,
  log: Log,
): Promise<QueueWorker> {
  const stopping = new AbortController()
  const byName = new Map<string, JobHandler>(Object.entries(handlers))
  const running = new Set<Promise<void>>()
  const worker = buildWorker(async (job) => {
    const handler = byName.get(job.name)
    // Left by a newer or older release; retrying cannot help, the sweep finds the work.
    if (!handler) throw new UnrecoverableError(`no handler for job ${job.name}`)
    const run = handler({ signal: stopping.signal })
    running.add(run)
    await run.finally(() => running.delete(run))
  }, stopping.signal)
  worker.on('error', (err: Error) => log.warn({ err }, 'the queue worker lost its connection'))
  worker.on('failed', (job: { name: string } | undefined, err: Error) =>
    log.error({ job: job?.name, err }, 'a job failed'),
  )
  await worker.waitUntilReady()
  return {
    close: async () => {
      stopping.abort()
      const closed = worker.close()
      await Promise.allSettled(running)
      await orGiveUp(closed)
    },
  }
}

// Telling a live server goodbye takes milliseconds.
const goodbyeMs = 2_000

/** A server that is gone cannot be told goodbye, and some clients wait for its answer for ever. */
async function orGiveUp(goodbye: Promise<unknown>): Promise<void> {
  const settled = goodbye.catch(() => {
    // What could not be said to the server, its own time-outs will tell it.
  })
  await Promise.race([settled, delay(goodbyeMs, undefined, { ref: false })])
}
