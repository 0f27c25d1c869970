import type { MessageDeps } from '../delivery/message.ts'
import type { WebhookDeps } from '../delivery/webhooks/receive-webhook.ts'
import type { JobName } from '../job-names.ts'
import type { Topic } from '../papers/paper.ts'
import type { Db } from '../platform/db/connect.ts'
import type { LinkSigner } from '../platform/links.ts'
import type { Log } from '../platform/log.ts'
import type { Views } from './views.ts'

/** All that the HTTP side needs of the world; `main.ts` gives the real things, a test gives its own. */
export type ApiDeps = {
  readonly db: Db
  readonly now: () => Date
  readonly log: Log
  readonly links: LinkSigner
  readonly views: Views
  readonly topics: readonly Topic[]
  readonly sender: MessageDeps['sender']
  /** Asks the worker for a run. May fail: the sweep finds what waits within a minute. */
  readonly wake: (job: JobName) => Promise<void>
  /** Resolves when this process can do its work: database and queue answer. */
  readonly checkReady: () => Promise<void>
  readonly maxPapers: number
  /** Proxies whose X-Forwarded-For counts; none means the socket's address. */
  readonly trustProxy: readonly string[]
  /** So many sign-ups a minute are a usual day; beyond, a proof of work decides whose mail goes first. */
  readonly calmSignups: number
  /** Sites that may show our form in a frame and send sign-ups by script. */
  readonly embedOrigins: readonly string[]
  /** Whom to write to about this installation, and the sources it reads: for the privacy page. */
  readonly operatorContact: string | undefined
  readonly sources: readonly string[]
  /** Which providers may tell about our mail; absent: none. */
  readonly webhooks?: Pick<WebhookDeps, 'settings' | 'fetchText'> | undefined
}
