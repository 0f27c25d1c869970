import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '../../services/platform/db/connect.ts'
import { compare, countOpen, type Outcome, passLeases, readStates, seedEdition } from './edition.ts'
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

type Environment = ReturnType<typeof workerEnvironment>

export type KillResult = Outcome & { readonly kills: number; readonly seconds: number }

/**
 * Kills workers at random moments while they plan and send an edition, starting a new one for each that died, until so
 * many are dead; then lets the rest be sent and compares the ledger with what arrived.
 */
export async function runKills(settings: KillSettings): Promise<KillResult> {
  const start = performance.now()
  await seedEdition(settings.db, settings.readers)
  const sink = await startSinkProcess()
  // Slow answers, so that the edition lasts as long as there are workers to kill.
  sink.setMode('slow')
  const env = workerEnvironment({ ...settings, smtpUrl: sink.url })
  const workers = Array.from({ length: settings.workers }, () => startWorkerProcess(env))
  try {
    for (let kills = 0; kills < settings.kills; kills += 1) {
      await nextMoment(settings.db, kills)
      const victim = kills % workers.length
      await workers[victim]?.kill()
      workers[victim] = startWorkerProcess(env)
      settings.onKill?.(kills + 1)
    }
    sink.setMode('accept')
    await finish(settings, workers, env)
    const { received } = await sink.report()
    const outcome = compare(settings.readers, await readStates(settings.db), received)
    return { ...outcome, kills: settings.kills, seconds: Math.round((performance.now() - start) / 1_000) }
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

/** Lets the rest be sent. A worker that starts sweeps at once, so one after another is relieved until all is over. */
async function finish(settings: KillSettings, workers: WorkerProcess[], env: Environment): Promise<void> {
  const deadline = performance.now() + 240_000
  for (let turn = 0; ; turn += 1) {
    const { unplanned, open } = await countOpen(settings.db)
    if (unplanned === 0 && open === 0) return
    if (performance.now() > deadline)
      throw new Error(`the edition did not end: ${unplanned} readers unplanned, ${open} deliveries open`)
    await passLeases(settings.db)
    await delay(200)
    if (turn % 30 !== 29) continue
    const relieved = ((turn / 30) % workers.length) | 0
    workers[relieved]?.signal('SIGTERM')
    await workers[relieved]?.exited
    workers[relieved] = startWorkerProcess(env)
  }
}
