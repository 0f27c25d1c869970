import type { DeliverDeps } from '../delivery/deliver.ts'
import type { MailDomainDeps } from '../delivery/learn-mail-domains.ts'
import type { PlanDeps } from '../delivery/plan.ts'
import type { NoticeDeps } from '../delivery/send-notices.ts'
import type { JobName } from '../job-names.ts'
import type { IngestDeps } from '../papers/ingest.ts'
import type { PaperSource } from '../papers/sources/source.ts'
import type { HttpClient } from '../platform/http-client/http-client.ts'

/** All that the jobs need of the world. */
export type WorkerDeps = DeliverDeps &
  PlanDeps &
  NoticeDeps &
  MailDomainDeps &
  IngestDeps & {
    readonly sources: readonly PaperSource[]
    readonly http: HttpClient
    /** How long answers of sources are kept; 0: not at all. */
    readonly rawAnswerDays: number
    /** The mailbox that bounces are delivered to; undefined: there is none. */
    readonly bounceMailbox?: string | undefined
    readonly wake: (job: JobName) => Promise<void>
  }
