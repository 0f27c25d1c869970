import { buildDigestLoader } from '../digests/shared-digest-store.ts'
import type { OutgoingMessage } from '../platform/mail/mailer.ts'
import { openClaimQueue } from './claim-queue.ts'
import { listGates } from './mail-group-store.ts'
import { ownServer } from './mail-groups.ts'
import { openSender, type Sender } from './sender.ts'
import { type TransmitDeps, transmitGroup } from './transmit.ts'
import { dropWithdrawnPapers } from './withdrawn-papers.ts'

export type DeliverDeps = TransmitDeps & {
  readonly topicNames: ReadonlyMap<string, string>
}

/** `halted`: it ended because our own mail server cannot be used or the day's limit is reached, not for want of work. */
export type DeliverResult = { readonly attempted: number; readonly sent: number; readonly halted: boolean }

// Two groups side by side: while one waits for the ledger, the other keeps the connections busy. Both together are at most
// twice the connections, which is what a crash can leave uncertain.
const lanes = 2

/** Sends what is due until nothing is, the signal aborts, or nothing can be sent. Safe in many processes at once. */
export async function deliverDue(deps: DeliverDeps, signal?: AbortSignal): Promise<DeliverResult> {
  if (await isOwnServerClosed(deps)) return { attempted: 0, sent: 0, halted: true }
  const changed = await dropWithdrawnPapers(deps.db, deps.now())
  if (changed > 0) deps.log.info({ changed }, 'papers withdrawn since were taken out of digests')
  const session = await openSender(deps)
  try {
    return await runLanes({ ...deps, session, signal })
  } finally {
    await session.close()
  }
}

async function isOwnServerClosed({ db, now }: DeliverDeps): Promise<boolean> {
  const gate = (await listGates(db)).find(({ name }) => name === ownServer)
  return gate?.closedUntil !== undefined && gate.closedUntil !== null && gate.closedUntil > now()
}

function add(total: DeliverResult, more: DeliverResult): DeliverResult {
  return {
    attempted: total.attempted + more.attempted,
    sent: total.sent + more.sent,
    halted: total.halted || more.halted,
  }
}

type Run = DeliverDeps & { readonly session: Sender; readonly signal: AbortSignal | undefined }

async function runLanes(run: Run): Promise<DeliverResult> {
  const state = { isHalted: false }
  const isOver = () => state.isHalted || run.signal?.aborted === true
  const worker = run.session.id
  const queue = openClaimQueue({ ...run, worker, isOver, loadDigests: buildDigestLoader(run) })
  const deps = {
    ...run,
    send: (message: OutgoingMessage) => run.session.onConnection(() => run.send(message)),
  }
  /** Undefined when nothing is due any more. */
  const transmitNext = async (): Promise<DeliverResult | undefined> => {
    const { claims, digests } = await queue.take(run.session.share())
    if (claims.length === 0) return undefined
    const result = await transmitGroup(deps, claims, digests)
    state.isHalted ||= result.halted
    await queue.park({ claims: result.busy, digests })
    return result
  }
  const runLane = async () => {
    let total: DeliverResult = { attempted: 0, sent: 0, halted: false }
    while (!isOver()) {
      const result = await transmitNext()
      if (!result) break
      total = add(total, result)
    }
    return total
  }
  const ends = await Promise.allSettled(
    Array.from({ length: lanes }, () =>
      runLane().catch((error: unknown) => {
        state.isHalted = true
        throw error
      }),
    ),
  )
  await queue.close(isOver() ? 'at once' : 'later')
  const failure = ends.find((end) => end.status === 'rejected')
  if (failure) throw failure.reason
  return ends
    .flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
    .reduce(add, { attempted: 0, sent: 0, halted: false })
}
