import { type JobName, jobNames } from '../job-names.ts'
import type { Log } from '../platform/log.ts'
import type { JobHandler } from '../platform/queue/connect-queue.ts'

type Handlers = Readonly<Record<JobName, JobHandler>>

export type Runner = {
  /** The handlers for the queue. */
  readonly handlers: Handlers
  /** Runs a job in this process, whether there is a queue or not; a failure is logged. */
  run(job: JobName): Promise<void>
  /** Aborts what runs and waits for its end. */
  close(): Promise<void>
}

type Flight = { readonly done: Promise<void>; again: Promise<void> | undefined }

/**
 * One run of a job at a time in this process, wherever it was asked for: two runs of a sender would hold twice as many
 * mails between begun and answered. A request during a run leads to one more after it.
 */
export function buildRunner(handlers: Handlers, log: Log): Runner {
  const stopping = new AbortController()
  const flights = new Map<JobName, Flight>()
  const start = (job: JobName): Promise<void> => {
    const done = handlers[job]({ signal: stopping.signal }).finally(() => {
      if (flights.get(job)?.done === done) flights.delete(job)
    })
    flights.set(job, { done, again: undefined })
    return done
  }
  const runOnce = (job: JobName): Promise<void> => {
    const flight = flights.get(job)
    if (!flight) return start(job)
    // How the run before ended is told to whoever asked for it.
    flight.again ??= flight.done
      .catch(() => {})
      .then(() => (stopping.signal.aborted ? undefined : runOnce(job)))
    return flight.again
  }
  const ofJob =
    (job: JobName): JobHandler =>
    () =>
      runOnce(job)
  return {
    handlers: {
      'send-notices': ofJob('send-notices'),
      'plan-digests': ofJob('plan-digests'),
      'deliver-digests': ofJob('deliver-digests'),
      'ingest-sources': ofJob('ingest-sources'),
      'score-papers': ofJob('score-papers'),
      'read-bounces': ofJob('read-bounces'),
      sweep: ofJob('sweep'),
    },
    run: (job) => runOnce(job).catch((err: unknown) => log.error({ job, err }, 'a job failed')),
    close: async () => {
      stopping.abort()
      await Promise.allSettled(jobNames.map((job) => flights.get(job)?.done))
    },
  }
}
