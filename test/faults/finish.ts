import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '../../services/platform/db/connect.ts'
import { countOpen, passBackOff, passLeases } from './edition.ts'
import type { ServiceProcess, SinkProcess } from './processes.ts'

const longestMs = 400_000
const turnMs = 200
// A worker that starts sweeps at once, where a running one does so by the minute: so one relieves the other when nothing
// has moved for this long. A start takes seconds on a busy machine.
const stillMs = 10_000
const leastUpMs = 25_000

/** Waits until so many mails have arrived. */
export async function waitForMails(sink: SinkProcess, count: number): Promise<void> {
  const deadline = performance.now() + 60_000
  while ((await sink.report()).received.length < count) {
    if (performance.now() > deadline) throw new Error('the workers sent nothing')
    await delay(20)
  }
}

type Running = { readonly db: Db; readonly workers: ServiceProcess[]; readonly start: () => ServiceProcess }

/** Lets the rest of an edition be sent: leases and back-offs pass as in time, and workers take turns until all is over. */
export async function finishEdition({ db, workers, start }: Running): Promise<void> {
  const deadline = performance.now() + longestMs
  let seen = { left: -1, at: performance.now() }
  for (;;) {
    for (const [place, worker] of workers.entries()) if (!worker.isAlive()) workers[place] = start()
    const { unplanned, open } = await countOpen(db)
    const left = unplanned + open
    if (left === 0) return
    if (performance.now() > deadline)
      throw new Error(`the edition did not end: ${unplanned} readers unplanned, ${open} deliveries open`)
    await passLeases(db)
    await passBackOff(db)
    await delay(turnMs)
    if (left !== seen.left) seen = { left, at: performance.now() }
    if (performance.now() - seen.at < stillMs) continue
    seen = { left, at: performance.now() }
    const tired = workers.find((worker) => performance.now() - worker.startedAt > leastUpMs)
    tired?.signal('SIGTERM')
    await tired?.exited
  }
}
