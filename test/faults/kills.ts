import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '../../services/platform/db/connect.ts'
import { compare, countOpen, type Outcome, passLeases, readStates, seedEdition } from './edition.ts'
import { finishEdition } from './finish.ts'
import { startSinkProcess, startWorkerProcess, workerEnvironment } from './processes.ts'

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

export type KillResult = Outcome & { readonly kills: number; readonly seconds: number }

/**
 * Kills workers at random moments while they plan and send an edition, starting a new one for each that died, until so
 * many are dead; then lets the rest be sent and compares the ledger with what arrived.
 */
export async function runKills(settings: KillSettings): Promise<KillResult> {
  const startedAt = performance.now()
  await seedEdition(settings.db, settings.readers)
  const sink = await startSinkProcess()
  // Slow answers, so that the edition lasts as long as there are workers to kill.
  sink.setMode('slow')
  const env = workerEnvironment({ ...settings, smtpUrl: sink.url })
  const start = () => startWorkerProcess(env)
  const workers = Array.from({ length: settings.workers }, start)
  try {
    for (let kills = 0; kills < settings.kills; kills += 1) {
      await nextMoment(settings.db, kills)
      const victim = kills % workers.length
      await workers[victim]?.kill()
      workers[victim] = start()
      settings.onKill?.(kills + 1)
    }
    sink.setMode('accept')
    await finishEdition({ db: settings.db, workers, start })
    const { received } = await sink.report()
    const outcome = compare(settings.readers, await readStates(settings.db), received)
    return { ...outcome, kills: settings.kills, seconds: Math.round((performance.now() - startedAt) / 1_000) }
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()))
    await sink.close()
  }
}

// A worker needs about two seconds to load; a kill before that proves little, so most wait until something is held.
const longestWaitMs = 6_000

async function nextMoment(db: Db, kills: number): Promise<void> {
  const deadline = performance.now() + longestWaitMs
  // Every tenth kill comes whenever it comes: during the start, the planning or the claiming.
  if (kills % 10 !== 9) {
    while (performance.now() < deadline && (await countOpen(db)).held === 0) await delay(20)
  }
  await delay(Math.random() * 300)
  await passLeases(db)
}
