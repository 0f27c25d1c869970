import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { connectDatabase } from '../../services/platform/db/connect.ts'
import { waitUntil } from '../harness/wait-until.ts'
import { startOwnRedis } from '../platform/queue/own-redis.ts'
import { hasDelivery, type Outcome } from './edition.ts'
import { waitForMails } from './finish.ts'
import { startFlakyProxy } from './flaky-proxy.ts'
import { startOwnPostgres } from './own-postgres.ts'
import { processScenarios } from './scenarios-process.ts'
import { serverScenarios } from './scenarios-server.ts'
import { connections, type Place, type Running, type Scenario, sendDuring } from './send-during.ts'

type OwnRedis = Awaited<ReturnType<typeof startOwnRedis>>

async function withRedis(
  place: Place,
  fault: (redis: OwnRedis, running: Running) => Promise<unknown>,
): Promise<Outcome> {
  const redis = await startOwnRedis()
  try {
    const act = async (running: Running) => void (await fault(redis, running))
    return await sendDuring(place, { redisUrl: redis.url, workers: 2, fault: act })
  } finally {
    await redis.close()
  }
}

/** Stopped, missed by workers that go on sending, and started again without anything it held. */
async function restartRedis(redis: OwnRedis, { sink }: Running): Promise<void> {
  await redis.stop()
  await waitForMails(sink, (await sink.report()).received.length + 10)
  await redis.start()
}

async function withPostgresAway(place: Place): Promise<Outcome> {
  const url = new URL(place.databaseUrl)
  const proxy = await startFlakyProxy({ host: url.hostname, port: Number(url.port) })
  url.port = String(proxy.port)
  try {
    return await sendDuring(place, {
      databaseUrl: url.href,
      fault: async () => {
        proxy.cut()
        await delay(2_000)
        proxy.mend()
      },
    })
  } finally {
    await proxy.close()
  }
}

/** A PostgreSQL of its own is stopped, stays away for a second and starts again. */
async function withPostgresRestarted(place: Place, mode: 'fast' | 'immediate'): Promise<Outcome> {
  const server = await startOwnPostgres()
  const database = connectDatabase(server.url, 3)
  try {
    return await sendDuring(
      { db: database.db, databaseUrl: server.url, readers: place.readers },
      {
        onUncertain: 'hold',
        fault: async () => {
          await server.stop(mode)
          await delay(1_000)
          await server.start()
        },
      },
    )
  } finally {
    await database.close()
    await server.close()
  }
}

/** The worker stands still longer than its leases last, and goes on when another one has taken over. */
async function standStill({ place, workers, start }: Running, until: ReturnType<typeof sql>): Promise<void> {
  workers[0]?.signal('SIGSTOP')
  await delay(300)
  await place.db.execute(sql`
    update deliveries set lease_until = now() - interval '1 second' where state in ('claimed', 'transmitting')`)
  workers.push(start())
  await waitUntil(() => hasDelivery(place.db, until), 60_000).finally(() => workers[0]?.signal('SIGCONT'))
}

// postgres.js writes to a line that was just cut, outside of any query, which ends the process: porsager/postgres#1208.
const cutLines = { died: [0, 1] } as const
// A commit whose answer was lost with the connection counts as begun.
const lostCommits = { uncertain: [0, 2 * connections] } as const

/** Everything that may go wrong around a worker that is not killed, each with the policy it is tried under. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'Redis flushed',
    onUncertain: 'resend',
    expected: {},
    run: (place) => withRedis(place, (redis) => redis.command('flushall')),
  },
  {
    name: 'Redis restarted',
    onUncertain: 'resend',
    expected: {},
    run: (place) => withRedis(place, restartRedis),
  },
  {
    name: 'Redis stopped for good',
    onUncertain: 'resend',
    expected: {},
    isShort: true,
    run: (place) => withRedis(place, (redis) => redis.stop()),
  },
  {
    name: 'queue tables dropped',
    onUncertain: 'resend',
    expected: {},
    run: (place) =>
      sendDuring(place, {
        fault: async () => void (await place.db.execute(sql`drop schema bullmq cascade`)),
      }),
  },
  {
    name: 'Postgres away for 2 s',
    onUncertain: 'resend',
    expected: { unanswered: [0, 2 * connections], ...cutLines },
    isShort: true,
    run: withPostgresAway,
  },
  ...(['fast', 'immediate'] as const).map((mode) => ({
    name: `Postgres restarted (stop -m ${mode})`,
    onUncertain: 'hold' as const,
    expected: { ...lostCommits, ...cutLines },
    run: (place: Place) => withPostgresRestarted(place, mode),
  })),
  {
    name: 'worker stopped beyond its lease',
    onUncertain: 'resend',
    expected: { unanswered: [1, 2 * connections] },
    isShort: true,
    run: (place) =>
      sendDuring(place, { fault: (running) => standStill(running, sql`resends > 0 and state = 'sent'`) }),
  },
  {
    name: 'worker stopped beyond its lease',
    onUncertain: 'hold',
    expected: lostCommits,
    run: (place) =>
      sendDuring(place, {
        onUncertain: 'hold',
        fault: (running) => standStill(running, sql`state = 'uncertain'`),
      }),
  },
  ...processScenarios,
  ...serverScenarios,
]
