import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '../../services/platform/db/connect.ts'
import {
  compare,
  countOpen,
  listTransmitting,
  type Outcome,
  passLeasesOf,
  readStates,
  seedEdition,
} from './edition.ts'
import { finishEdition } from './finish.ts'
import { type ServiceProcess, startServiceProcess, startSinkProcess, workerEnvironment } from './processes.ts'

export type KillSettings = {
  readonly db: Db
  readonly databaseUrl: string
  /** Absent: the queue is on Postgres. */
  readonly redisUrl?: string | undefined
  readonly onUncertain: 'resend' | 'hold'
  readonly readers: number
  readonly kills: number
  readonly workers: number
  readonly connections: number
  /** Told after each kill. */
  readonly onKill?: (done: number) => void
}

export type KillResult = Outcome & {
  readonly kills: number
  /** Kills that came while the worker had mails under way. */
  readonly whileSending: number
  readonly seconds: number
}

/**
 * Kills workers at random moments while they plan and send an edition, starting a new one for each that died, until so
 * many are dead; then lets the rest be sent and compares the ledger with what arrived.
 */
export async function runKills(settings: KillSettings): Promise<KillResult> {
  const startedAt = performance.now()
  await seedEdition(settings.db, settings.readers)
  const sink = await startSinkProcess()
  // Answers so slow that the edition lasts as long as there are workers to kill, about three seconds each.
  sink.setMode({
    pauseMs: Math.min(1_000, (settings.kills * 3_000 * settings.connections) / settings.readers),
  })
  const env = workerEnvironment({ ...settings, smtpUrl: sink.url })
  const everyone: ServiceProcess[] = []
  const start = () => {
    const worker = startServiceProcess(env)
    everyone.push(worker)
    return worker
  }
  const workers = Array.from({ length: settings.workers }, start)
  let whileSending = 0
  try {
    for (let kills = 0; kills < settings.kills; kills += 1) {
      const { place, isSending } = await nextVictim(settings.db, workers, kills)
      if (isSending) whileSending += 1
      await workers[place]?.kill()
      // So that the next one has something to send, whatever the dead one held.
      await passLeasesOf(settings.db, workers[place]?.pid ?? 0)
      workers[place] = start()
      settings.onKill?.(kills + 1)
    }
    sink.setMode('accept')
    await finishEdition({ db: settings.db, workers, start })
    const { received } = await sink.report()
    const died = everyone.filter((worker) => worker.hasDied()).length
    const rows = await readStates(settings.db)
    return {
      ...compare({ readers: settings.readers, rows, received, died }),
      kills: settings.kills,
      whileSending,
      seconds: Math.round((performance.now() - startedAt) / 1_000),
    }
  } finally {
    await Promise.all(everyone.map((worker) => worker.kill()))
    await sink.close()
  }
}

// Workers need some seconds to start; when none sends in this time, one is killed all the same.
const longestWaitMs = 60_000

type Victim = { readonly place: number; readonly isSending: boolean }

/** Waits for a moment to kill, and chooses whom: a worker that has mails under way, made to stand still so that it still has. */
async function nextVictim(db: Db, workers: readonly ServiceProcess[], kills: number): Promise<Victim> {
  const byTurn = { place: kills % workers.length, isSending: false }
  // Every tenth kill comes whenever it comes: during the start, the planning or the claiming.
  if (kills % 10 === 9) {
    await delay(Math.random() * 3_000)
    return byTurn
  }
  const deadline = performance.now() + longestWaitMs
  while (performance.now() < deadline) {
    const place = await findSending(db, workers)
    if (place < 0) {
      const { unplanned, open } = await countOpen(db)
      if (unplanned + open === 0) return byTurn
      await delay(20)
      continue
    }
    await delay(Math.random() * 300)
    workers[place]?.signal('SIGSTOP')
    if ((await listTransmitting(db)).includes(workers[place]?.pid ?? 0)) return { place, isSending: true }
    workers[place]?.signal('SIGCONT')
  }
  return byTurn
}

async function findSending(db: Db, workers: readonly ServiceProcess[]): Promise<number> {
  const pids = await listTransmitting(db)
  return workers.findIndex((worker) => worker.isAlive() && pids.includes(worker.pid))
}
