import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '../../services/platform/db/connect.ts'
import { countOpen, passBackOff, passLeases } from './edition.ts'
import type { SinkProcess, WorkerProcess } from './processes.ts'

const longestMs = 240_000
const turnMs = 200
// A worker that starts sweeps at once, where a running one does so by the minute: so one relieves the other.
const turnsToRelief = 15

/** Waits until so many mails have arrived. */
export async function waitForMails(sink: SinkProcess, count: number): Promise<void> {
  const deadline = performance.now() + 30_000
  while ((await sink.report()).received.length < count) {
    if (performance.now() > deadline) throw new Error('the workers sent nothing')
    await delay(20)
  }
}

/** Lets the rest of an edition be sent: leases and back-offs pass as in time, and workers take turns until all is over. */
export async function finishEdition(running: {
  db: Db
  workers: WorkerProcess[]
  start: () => WorkerProcess
}): Promise<void> {
  const { db, workers, start } = running
  const deadline = performance.now() + longestMs
  for (let turn = 1; ; turn += 1) {
    const { unplanned, open } = await countOpen(db)
    if (unplanned === 0 && open === 0) return
    if (performance.now() > deadline)
      throw new Error(`the edition did not end: ${unplanned} readers unplanned, ${open} deliveries open`)
    await passLeases(db)
    await passBackOff(db)
    await delay(turnMs)
    if (turn % turnsToRelief !== 0) continue
    const relieved = Math.floor(turn / turnsToRelief) % workers.length
    workers[relieved]?.signal('SIGTERM')
    await workers[relieved]?.exited
    workers[relieved] = start()
  }
}
