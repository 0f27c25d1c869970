import { mostMailBytes, receiveMail } from '../../delivery/bounces/receive-mail.ts'
import { readMailbox } from '../../platform/mail/imap.ts'
import type { WorkerDeps } from '../deps.ts'

type Deps = Pick<WorkerDeps, 'db' | 'links' | 'now' | 'log' | 'sender' | 'bounceMailbox'>

/** Reads what came to the bounce mailbox. A message is marked as done only after it had its effect, so none is lost. */
export async function readBounces(deps: Deps, signal: AbortSignal): Promise<void> {
  if (deps.bounceMailbox === undefined) return
  const { bounceDomain } = deps.sender
  const run = await readMailbox(
    { url: deps.bounceMailbox, maxBytes: mostMailBytes },
    {
      log: deps.log,
      signal,
      handle: (raw) => receiveMail({ ...deps, bounceDomain }, { source: 'imap', raw }),
    },
  )
  if (run.read + run.failed > 0) deps.log.info(run, 'the bounce mailbox was read')
}
