import { setTimeout as delay } from 'node:timers/promises'
import { buildDigestLoader, type SharedDigest } from '../digests/shared-digest-store.ts'
import { type Claim, claimDeliveries, releaseClaims } from './ledger-store.ts'
import { listGates } from './mail-group-store.ts'
import { ownServer } from './mail-groups.ts'
import { openSender, type Sender } from './sender.ts'
import { type GroupResult, type TransmitDeps, transmitGroup } from './transmit.ts'
import { dropWithdrawnPapers } from './withdrawn-papers.ts'

export type DeliverDeps = TransmitDeps & {
  readonly topicNames: ReadonlyMap<string, string>
}

/** `halted`: it ended because our own mail server cannot be used or the day's limit is reached, not for want of work. */
export type DeliverResult = { readonly attempted: number; readonly sent: number; readonly halted: boolean }

// Enough that claiming costs little, few enough that a process that dies leaves little waiting for its lease.
const claimSize = 100
// Two groups at a time: while one waits for the ledger, the other keeps the connections busy. With groups as large as
// the connections this is why a crash leaves at most twice the connections uncertain.
const lanes = 2
// How long a sender stays with claims whose receiving systems are busy before it leaves them to a later run.
const busyPauseMs = 100
const mostBusyPauses = 100
const laterSeconds = 30

/** Sends what is due until nothing is, the signal aborts, or nothing can be sent. Safe in many processes at once. */
export async function deliverDue(deps: DeliverDeps, signal?: AbortSignal): Promise<DeliverResult> {
  if (await isOwnServerClosed(deps)) return { attempted: 0, sent: 0, halted: true }
  const changed = await dropWithdrawnPapers(deps.db, deps.now())
  if (changed > 0) deps.log.info({ changed }, 'papers withdrawn since were taken out of digests')
  const session = await openSender(deps)
  const loadDigests = buildDigestLoader(deps)
  try {
    let total: DeliverResult = { attempted: 0, sent: 0, halted: false }
    while (!signal?.aborted && !total.halted) {
      const claims = await claimDeliveries(deps.db, { limit: claimSize, worker: session.id, now: deps.now() })
      if (claims.length === 0) break
      const send: DeliverDeps['send'] = (message) => session.onConnection(() => deps.send(message))
      total = add(total, await deliverClaims({ ...deps, send, session, loadDigests, signal }, claims))
    }
    return total
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

type Run = DeliverDeps & {
  readonly session: Sender
  readonly loadDigests: ReturnType<typeof buildDigestLoader>
  readonly signal: AbortSignal | undefined
}

async function deliverClaims(run: Run, claims: readonly Claim[]): Promise<DeliverResult> {
  const loaded = await run.loadDigests([...new Set(claims.map((claim) => claim.digestId))])
  const digests = new Map(loaded.map((digest): [number, SharedDigest] => [digest.id, digest]))
  const queue = [...claims]
  const state = { halted: false }
  const runLane = async () => {
    let total: DeliverResult = { attempted: 0, sent: 0, halted: false }
    for (let pauses = 0; queue.length > 0 && pauses < mostBusyPauses; ) {
      if (run.signal?.aborted || state.halted) break
      const result = await transmitGroup(run, queue.splice(0, run.session.share()), digests)
      queue.push(...result.busy)
      state.halted ||= result.halted
      total = add(total, result)
      if (!isStuck(result)) continue
      pauses += 1
      await delay(busyPauseMs)
    }
    return total
  }
  const ends = await Promise.allSettled(Array.from({ length: lanes }, runLane))
  const isOver = run.signal?.aborted === true || state.halted
  const later = {
    until: new Date(run.now().getTime() + laterSeconds * 1_000),
    reason: 'its mail system is busy',
  }
  await releaseClaims(run.db, queue, isOver ? undefined : later)
  const failure = ends.find((end) => end.status === 'rejected')
  if (failure) throw failure.reason
  return ends
    .flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
    .reduce(add, { attempted: 0, sent: 0, halted: false })
}

function isStuck({ attempted, busy }: GroupResult): boolean {
  return attempted === 0 && busy.length > 0
}
