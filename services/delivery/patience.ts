import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../platform/log.ts'

// A Postgres that restarts is back within seconds; what is known about mails must not be lost to that.
const pausesMs = [100, 300, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000]

/** Does `work` again, in longer and longer steps for about a minute, until it succeeds. @throws its last error */
export async function withPatience<T>(log: Log, work: () => Promise<T>): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await work()
    } catch (err) {
      log.warn({ err, pauseMs }, 'the ledger could not be written; trying again')
      await delay(pauseMs)
    }
  }
  return work()
}
