import { createPostgresBackend, Queue, UnrecoverableError, Worker } from 'bullmq'
import type { Log } from '../log.ts'
import { assertRedisKeepsJobs } from './assert-redis.ts'

export type QueueSettings = {
  readonly redisUrl?: string | undefined
  readonly databaseUrl: string
  readonly name?: string
}

/** A handler may run twice for one job and finds its work in the database; `signal` aborts when the process stops. */
export type JobHandler = (context: { signal: AbortSignal }) => Promise<void>

export type JobQueue<Name extends string> = {
  readonly backend: 'redis' | 'postgres'
  /** Asks for a run of `name`. Requests made while one waits are one; one made while it runs leads to another run. */
  wake(name: Name): Promise<void>
  /** Has `name` run every `everyMs`, once for all processes. */
  schedule(name: Name, everyMs: number): Promise<void>
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
  const { queue, buildWorker, backend } = settings.redisUrl
    ? onRedis(settings.redisUrl, settings.name ?? 'broadsheet')
    : onPostgres(settings.databaseUrl, settings.name ?? 'broadsheet')
  queue.on('error', (err) => log.warn({ err }, 'the queue lost its connection'))
  await queue.waitUntilReady()
  return {
    backend,
    wake: async (name) => {
      await queue.add(name, {}, { ...keep, ...retry, deduplication: { id: name, keepLastIfActive: true } })
    },
    schedule: async (name, everyMs) => {
      await queue.upsertJobScheduler(
        name,
        { every: everyMs },
        { name, data: {}, opts: { ...keep, attempts: 1 } },
      )
    },
    startWorker: (handlers) => startWorker(buildWorker, handlers, log),
    close: () => queue.close(),
  }
}

type RunJob = (job: { name: string }) => Promise<void>
type BackendWorker = Pick<Worker, 'close' | 'waitUntilReady'> & {
  on(event: 'error' | 'failed', listener: (...args: never[]) => void): unknown
}

function onRedis(url: string, name: string) {
  // A producer fails fast when Redis is away: the sweep finds in Postgres what a lost wake-up left.
  const queue = new Queue(name, { connection: { url, maxRetriesPerRequest: 1, enableOfflineQueue: false } })
  const buildWorker = (run: RunJob) =>
    new Worker(name, run, { connection: { url, maxRetriesPerRequest: null }, ...workerOptions })
  return { queue, buildWorker, backend: 'redis' as const }
}

function onPostgres(connectionString: string, name: string) {
  const pool = (max: number) => ({ connectionString, max, migrate: true })
  const queue = new Queue(name, { connection: pool(2) }, createPostgresBackend)
  const buildWorker = (run: RunJob) =>
    new Worker(name, run, { connection: pool(4), ...workerOptions }, createPostgresBackend)
  return { queue, buildWorker, backend: 'postgres' as const }
}

const workerOptions = { concurrency: 8, autorun: true }

async function startWorker<Name extends string>(
  buildWorker: (run: RunJob) => BackendWorker,
  handlers: Readonly<Record<Name, JobHandler>>,
  log: Log,
): Promise<QueueWorker> {
  const stopping = new AbortController()
  const byName = new Map<string, JobHandler>(Object.entries(handlers))
  const worker = buildWorker(async (job) => {
    const handler = byName.get(job.name)
    // Left by a newer or older release; retrying cannot help, the sweep finds the work.
    if (!handler) throw new UnrecoverableError(`no handler for job ${job.name}`)
    await handler({ signal: stopping.signal })
  })
  worker.on('error', (err: Error) => log.warn({ err }, 'the queue worker lost its connection'))
  worker.on('failed', (job: { name: string } | undefined, err: Error) =>
    log.error({ job: job?.name, err }, 'a job failed'),
  )
  await worker.waitUntilReady()
  return {
    close: async () => {
      stopping.abort()
      await worker.close()
    },
  }
}
