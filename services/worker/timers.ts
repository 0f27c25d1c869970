import { type JobName, jobNames } from '../job-names.ts'
import type { Log } from '../platform/log.ts'

/**
 * Wakes every job at its interval, and once now. Timers and not the queue's own schedules: a Redis that was flushed or
 * restarted has forgotten those, and a wake-up from several processes counts as one.
 */
export function startTimers(
  wake: (job: JobName) => Promise<void>,
  options: { intervalsMs: Readonly<Record<JobName, number>>; log: Log },
): { close(): void } {
  const tick = (job: JobName) => {
    wake(job).catch((err: unknown) =>
      options.log.warn({ err, job }, 'a job could not be woken; its next turn comes'),
    )
  }
  for (const job of jobNames) tick(job)
  const timers = jobNames.map((job) => setInterval(() => tick(job), options.intervalsMs[job]))
  return { close: () => timers.forEach((timer) => void clearInterval(timer)) }
}
