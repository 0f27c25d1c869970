import type { JobName } from '../job-names.ts'
import type { JobHandler } from '../platform/queue/connect-queue.ts'
import type { WorkerDeps } from './deps.ts'
import { deliverDigests } from './jobs/deliver-digests.ts'
import { ingestSources } from './jobs/ingest-sources.ts'
import { planDigests } from './jobs/plan-digests.ts'
import { readBounces } from './jobs/read-bounces.ts'
import { scorePapers } from './jobs/score-papers.ts'
import { sendNoticesJob } from './jobs/send-notices.ts'
import { sweep } from './jobs/sweep.ts'

/** Every job and its handler; a job without one does not compile. */
export function buildJobHandlers(deps: WorkerDeps): Readonly<Record<JobName, JobHandler>> {
  return {
    'send-notices': ({ signal }) => sendNoticesJob(deps, signal),
    'plan-digests': ({ signal }) => planDigests(deps, signal),
    'deliver-digests': ({ signal }) => deliverDigests(deps, signal),
    'ingest-sources': ({ signal }) => ingestSources(deps, signal),
    'score-papers': ({ signal }) => scorePapers(deps, signal),
    'read-bounces': ({ signal }) => readBounces(deps, signal),
    sweep: () => sweep(deps),
  }
}

/** How often each job runs by itself, in milliseconds; between, it is woken when there is work. */
export const jobIntervalsMs: Readonly<Record<JobName, number>> = {
  'send-notices': 60_000,
  'plan-digests': 60_000,
  'deliver-digests': 60_000,
  'ingest-sources': 300_000,
  'score-papers': 600_000,
  'read-bounces': 60_000,
  sweep: 60_000,
}
