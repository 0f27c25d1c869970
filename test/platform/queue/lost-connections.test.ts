import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import postgres from 'postgres'
import { afterEach, expect, test } from 'vitest'
import { startEmbeddedPostgres } from '../../../services/platform/embedded/embedded-postgres.ts'
import { buildLog } from '../../../services/platform/log.ts'
import { connectQueue, type QueueSettings } from '../../../services/platform/queue/connect-queue.ts'
import { createTestDatabase } from '../../harness/database.ts'
import { findFreePort } from '../../harness/free-port.ts'
import { waitUntil } from '../../harness/wait-until.ts'
import { type OwnRedis, startOwnRedis } from './own-redis.ts'
import { buildQueueSettings } from './queue-settings.ts'

const log = buildLog('silent')
let closers: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closers.reverse()) await close()
  closers = []
})

async function startRedis(...settings: string[]): Promise<OwnRedis> {
  const redis = await startOwnRedis(...settings)
  closers.push(() => redis.close())
  return redis
}

/** A queue with a worker that counts. */
async function startCounting(settings: QueueSettings) {
  const queue = await connectQueue<'work'>(settings, log)
  closers.push(() => queue.close())
  const counter = { runs: 0 }
  const worker = await queue.startWorker({
    work: async () => {
      counter.runs += 1
    },
  })
  closers.push(() => worker.close())
  /** Wakes as a timer does: a failed wake is tried again. */
  const wakeUntilRun = async () => {
    const before = counter.runs
    await waitUntil(async () => {
      await queue.wake('work').catch(() => {})
      return counter.runs > before
    }, 20_000)
  }
  return { queue, worker, wakeUntilRun }
}

const onRedis = (redisUrl: string): QueueSettings => ({ redisUrl, databaseUrl: '', lockMs: 400 })

test.each(['allkeys-lru', 'volatile-ttl'])(
  'a Redis with maxmemory-policy %s is refused with the line that mends it',
  async (policy) => {
    const redis = await startRedis('--maxmemory-policy', policy)
    await expect(connectQueue(onRedis(redis.url), log)).rejects.toThrow(
      `Redis has maxmemory-policy ${policy} and may drop jobs. Set it to noeviction: redis-cli CONFIG SET maxmemory-policy noeviction`,
    )
  },
)

test('a Redis that is not there is refused at once, by name and without its password', async () => {
  const port = await findFreePort()
  const failure = await connectQueue(onRedis(`redis://:canary7@127.0.0.1:${port}`), log).catch(String)
  expect(failure).toContain(`Redis at 127.0.0.1:${port} cannot be reached`)
  expect(failure).not.toContain('canary7')
})

test('a Redis with another password says so', async () => {
  const redis = await startRedis()
  await redis.command('config', 'set', 'requirepass', 'right')
  const wrong = redis.url.replace('//', '//:wrong@')
  await expect(connectQueue(onRedis(wrong), log)).rejects.toThrow(/WRONGPASS/)
})

test('a Redis that was flushed works on with the next wakes', async () => {
  const redis = await startRedis()
  const { wakeUntilRun } = await startCounting(onRedis(redis.url))
  await wakeUntilRun()
  await redis.command('flushall')
  await wakeUntilRun()
  await wakeUntilRun()
})

test('a Redis that was killed and came back empty works on with the next wakes', async () => {
  const redis = await startRedis()
  const { queue, wakeUntilRun } = await startCounting(onRedis(redis.url))
  await wakeUntilRun()
  await redis.stop()
  await expect(queue.wake('work')).rejects.toThrow()
  await redis.start()
  await wakeUntilRun()
  await wakeUntilRun()
})

/** Loses the server in the middle of a handler's run, and says how long worker and queue take to close then. */
async function closeWithout(settings: QueueSettings, stopServer: () => Promise<void>): Promise<number> {
  const queue = await connectQueue<'work'>(settings, log)
  let isRunning = false
  const worker = await queue.startWorker({
    work: ({ signal }) => {
      isRunning = true
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
    },
  })
  await queue.wake('work')
  await waitUntil(() => isRunning)
  await stopServer()
  await expect(queue.wake('work')).rejects.toThrow()
  const started = performance.now()
  await worker.close()
  await queue.close()
  return performance.now() - started
}

test('a worker and a queue whose Redis is gone in the middle of a run still close', async () => {
  const redis = await startRedis()
  expect(await closeWithout(onRedis(redis.url), redis.stop)).toBeLessThan(5_000)
})

test('a PostgreSQL that ended every connection works on with the next wakes', async () => {
  const database = await createTestDatabase()
  closers.push(() => database.close())
  const { wakeUntilRun } = await startCounting(buildQueueSettings('postgres', database.url))
  await wakeUntilRun()
  const sql = postgres(database.url, { max: 1 })
  for (let round = 0; round < 3; round += 1) {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
    await wakeUntilRun()
  }
  await sql.end()
})

test('a worker and a queue whose PostgreSQL is gone in the middle of a run still close', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'broadsheet-queue-'))
  closers.push(() => rm(dataDir, { recursive: true, force: true }))
  const server = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' } })
  const settings = buildQueueSettings('postgres', server.url)
  expect(await closeWithout(settings, server.close)).toBeLessThan(5_000)
})
