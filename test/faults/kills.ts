import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '../../services/platform/db/connect.ts'
import { compare, isTransmitting, type Outcome, passLeases, readStates, seedEdition } from './edition.ts'
import { finishEdition } from './finish.ts'
import { startSinkProcess, startWorkerProcess, type WorkerProcess, workerEnvironment } from './processes.ts'

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
  const start = () => startWorkerProcess(env)
  const workers = Array.from({ length: settings.workers }, start)
  let whileSending = 0
  try {
    for (let kills = 0; kills < settings.kills; kills += 1) {
      const victim = kills % workers.length
      if (await nextMoment(settings.db, workers[victim], kills)) whileSending += 1
      await workers[victim]?.kill()
      workers[victim] = start()
      settings.onKill?.(kills + 1)
    }
    sink.setMode('accept')
    await finishEdition({ db: settings.db, workers, start })
    const { received } = await sink.report()
    const outcome = compare(settings.readers, await readStates(settings.db), received)
    return {
      ...outcome,
      kills: settings.kills,
      whileSending,
      seconds: Math.round((performance.now() - startedAt) / 1_000),
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()))
    await sink.close()
  }
}

// A worker needs some seconds to start; one that has nothing to send in this time is killed all the same.
const longestWaitMs = 10_000

/** Waits for a moment to kill this process. Returns whether mails are under way in it. */
async function nextMoment(db: Db, victim: WorkerProcess | undefined, kills: number): Promise<boolean> {
  await passLeases(db)
  // Every tenth kill comes whenever it comes: during the start, the planning or the claiming.
  if (kills % 10 === 9) {
    await delay(Math.random() * 3_000)
    return false
  }
  const deadline = performance.now() + longestWaitMs
  const pid = victim?.pid ?? 0
  while (performance.now() < deadline && !(await isTransmitting(db, pid))) await delay(20)
  await delay(Math.random() * 300)
  return isTransmitting(db, pid)
}
