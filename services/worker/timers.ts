import { type JobName, jobNames } from '../job-names.ts'
import type { Log } from '../platform/log.ts'

type Ways = {
  /** Asks for a run anywhere, through the queue. */
  readonly wake: (job: JobName) => Promise<void>
  /** Runs it here; never rejects. */
  readonly run: (job: JobName) => Promise<void>
}

// Their work is shared out row by row in Postgres, so every process may do it, and does not need the queue to begin.
const ledgerJobs: ReadonlySet<JobName> = new Set(['send-notices', 'plan-digests', 'deliver-digests', 'sweep'])

/**
 * Has a job done: one of the ledger here and by whoever hears the queue, another one once, wherever the queue says. A
 * queue that cannot be reached costs nothing: the job runs here.
 */
export function buildWake({ wake, run }: Ways, log: Log): (job: JobName) => Promise<void> {
  return async (job) => {
    if (ledgerJobs.has(job)) void run(job)
    try {
      await wake(job)
    } catch (err) {
      log.warn({ err, job }, 'the queue cannot be reached; the job runs here')
      if (!ledgerJobs.has(job)) await run(job)
    }
  }
}

/**
 * Has every job done at its interval, and once now. Timers and not the queue's own schedules: a Redis that was flushed or
 * restarted has forgotten those, and a job whose worker was killed stays locked in the queue for a while.
 */
export function startTimers(
  ways: Ways,
  options: { intervalsMs: Readonly<Record<JobName, number>>; log: Log },
): { close(): void } {
  const wake = buildWake(ways, options.log)
  const tick = (job: JobName) => void (ledgerJobs.has(job) ? ways.run(job) : wake(job))
  for (const job of jobNames) tick(job)
  const timers = jobNames.map((job) => setInterval(() => tick(job), options.intervalsMs[job]))
  return { close: () => timers.forEach((timer) => void clearInterval(timer)) }
}
