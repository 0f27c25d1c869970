import { setTimeout as delay } from 'node:timers/promises'
import type { JobName } from '../job-names.ts'

type Wake = (job: JobName) => Promise<void>

// Nobody feels it in a mail; in a rush it leaves the queue's server to the sign-ups.
const shortestPauseMs = 100

/**
 * Asks for runs of the same job together: the first at once, and what comes while that is on its way, or within a tenth of
 * a second after it, with one more. A burst of sign-ups costs the queue a few requests, not one each.
 */
export function buildWake(wake: Wake, pauseMs = shortestPauseMs): Wake {
  const busy = new Map<JobName, Promise<void>>()
  const waiting = new Map<JobName, Promise<void>>()

  async function ask(job: JobName, before: Promise<void> | undefined): Promise<void> {
    await before
    waiting.delete(job)
    const asked = wake(job)
    busy.set(job, settle(asked))
    await asked
  }

  async function settle(asked: Promise<void>): Promise<void> {
    // How it ended is told to those who asked for it.
    await asked.catch(() => {})
    // A process that ends does not wait for this: the worker looks for itself every minute.
    await delay(pauseMs, undefined, { ref: false })
  }

  return (job) => {
    const next = waiting.get(job) ?? ask(job, busy.get(job))
    waiting.set(job, next)
    return next
  }
}
