import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { Db } from '../../services/platform/db/connect.ts'
import { waitUntil } from '../harness/wait-until.ts'
import { startOwnRedis } from '../platform/queue/own-redis.ts'
import { compare, type Outcome, readStates, seedEdition } from './edition.ts'
import { finishEdition, waitForMails } from './finish.ts'
import { startFlakyProxy } from './flaky-proxy.ts'
import {
  type SinkProcess,
  startSinkProcess,
  startWorkerProcess,
  type WorkerProcess,
  workerEnvironment,
} from './processes.ts'

export type Place = { readonly db: Db; readonly databaseUrl: string; readonly readers: number }

type Running = {
  readonly place: Place
  readonly sink: SinkProcess
  readonly workers: WorkerProcess[]
  readonly start: () => WorkerProcess
}

export type Scenario = {
  readonly name: string
  readonly onUncertain: 'resend' | 'hold'
  /** Part of every run of the tests; the others are for the long run. */
  readonly isShort?: true
  run(place: Place): Promise<Outcome>
}

type Setting = {
  readonly onUncertain?: 'resend' | 'hold'
  readonly redisUrl?: string
  readonly databaseUrl?: string
  readonly workers?: number
  readonly logFile?: string
  /** What goes wrong, once some mails have arrived. */
  readonly fault: (running: Running) => Promise<void>
}

const connections = 5

/** Sends an edition with real workers, lets the fault happen in the middle of it, and compares at the end. */
async function sendDuring(place: Place, setting: Setting): Promise<Outcome> {
  await seedEdition(place.db, place.readers)
  const sink = await startSinkProcess()
  sink.setMode({ pauseMs: 50 })
  const env = workerEnvironment({
    databaseUrl: setting.databaseUrl ?? place.databaseUrl,
    redisUrl: setting.redisUrl,
    smtpUrl: sink.url,
    onUncertain: setting.onUncertain ?? 'resend',
    connections,
  })
  const start = () => startWorkerProcess(env, setting.logFile)
  const workers = Array.from({ length: setting.workers ?? 1 }, start)
  try {
    await waitForMails(sink, Math.min(40, place.readers / 4))
    await setting.fault({ place, sink, workers, start })
    sink.setMode('accept')
    await finishEdition({ db: place.db, workers, start })
    const { received } = await sink.report()
    return compare(place.readers, await readStates(place.db), received)
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()))
    await sink.close()
  }
}

async function withRedis(place: Place, fault: 'flush' | 'stop'): Promise<Outcome> {
  const redis = await startOwnRedis()
  try {
    return await sendDuring(place, {
      redisUrl: redis.url,
      workers: 2,
      fault: async () => void (fault === 'flush' ? await redis.command('flushall') : await redis.stop()),
    })
  } finally {
    await redis.close()
  }
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

/** The worker stands still longer than its leases last, and goes on when another one has taken over: a blocked event loop. */
async function standStill({ place, workers, start }: Running): Promise<void> {
  workers[0]?.signal('SIGSTOP')
  await delay(300)
  await place.db.execute(sql`
    update deliveries set lease_until = now() - interval '1 second' where state in ('claimed', 'transmitting')`)
  workers.push(start())
  const isTakenOver = async () =>
    (await readStates(place.db)).some((row) => row.resends > 0 && row.state === 'sent')
  await waitUntil(isTakenOver, 20_000).finally(() => workers[0]?.signal('SIGCONT'))
}

async function failFor(sink: SinkProcess, mode: Parameters<SinkProcess['setMode']>[0]): Promise<void> {
  sink.setMode(mode)
  await delay(1_500)
}

/** Everything that may go wrong around a worker that is not killed, each with the policy it is tried under. */
export const scenarios: readonly Scenario[] = [
  { name: 'Redis flushed', onUncertain: 'resend', run: (place) => withRedis(place, 'flush') },
  {
    name: 'Redis stopped for good',
    onUncertain: 'resend',
    isShort: true,
    run: (place) => withRedis(place, 'stop'),
  },
  {
    name: 'queue tables dropped',
    onUncertain: 'resend',
    run: (place) =>
      sendDuring(place, {
        fault: async () => void (await place.db.execute(sql`drop schema bullmq cascade`)),
      }),
  },
  { name: 'Postgres away for 2 s', onUncertain: 'resend', isShort: true, run: withPostgresAway },
  {
    name: 'worker stopped beyond its lease',
    onUncertain: 'resend',
    isShort: true,
    run: (place) => sendDuring(place, { fault: standStill }),
  },
  {
    name: 'SIGTERM',
    onUncertain: 'hold',
    run: (place) =>
      sendDuring(place, {
        onUncertain: 'hold',
        fault: async ({ workers }) => {
          workers[0]?.signal('SIGTERM')
          await workers[0]?.exited
        },
      }),
  },
  ...(['hold', 'resend'] as const).map((onUncertain) => ({
    name: 'sink drops the line after the dot',
    onUncertain,
    run: (place: Place) =>
      sendDuring(place, { onUncertain, fault: ({ sink }) => failFor(sink, 'drop-after-dot') }),
  })),
  {
    name: 'sink half-closes after the dot',
    onUncertain: 'hold',
    run: (place) =>
      sendDuring(place, { onUncertain: 'hold', fault: ({ sink }) => failFor(sink, 'half-close') }),
  },
  {
    name: 'sink answers 421 4.7.28',
    onUncertain: 'hold',
    run: (place) =>
      sendDuring(place, {
        onUncertain: 'hold',
        fault: ({ sink }) => failFor(sink, { reply: '421 4.7.28 too fast' }),
      }),
  },
  {
    name: 'sink answers 450 4.2.0',
    onUncertain: 'hold',
    run: (place) =>
      sendDuring(place, {
        onUncertain: 'hold',
        fault: ({ sink }) => failFor(sink, { reply: '450 4.2.0 greylisted' }),
      }),
  },
  {
    name: 'sink answers 552 5.2.2',
    onUncertain: 'hold',
    run: (place) =>
      sendDuring(place, {
        onUncertain: 'hold',
        fault: ({ sink }) => failFor(sink, { reply: '552 5.2.2 mailbox full' }),
      }),
  },
  {
    name: 'disk full for the log',
    onUncertain: 'hold',
    run: (place) => sendDuring(place, { onUncertain: 'hold', logFile: '/dev/full', fault: async () => {} }),
  },
]
