import { setTimeout as delay } from 'node:timers/promises'
import type { SharedDigest } from '../digests/digest-store.ts'
import type { OutgoingMessage } from '../platform/mail/mailer.ts'
import type { SendOutcome } from '../platform/mail/send-outcome.ts'
import { type ComposeDeps, compose, type Prepared } from './compose.ts'
import { beginTransmission, type Claim, type Ready, releaseClaims } from './ledger-store.ts'
import { listGates, lockUnderWay } from './mail-group-store.ts'
import { type Admission, admit } from './mail-groups.ts'
import { reserveDay, reservePace } from './pace-store.ts'
import { react } from './react.ts'
import { type SettleDeps, settle, toAttempt } from './settle.ts'

export type TransmitDeps = SettleDeps &
  ComposeDeps & {
    readonly send: (message: OutgoingMessage) => Promise<SendOutcome>
    readonly connections: number
    /** SEND_RATE for all processes together; absent: as fast as it goes. */
    readonly ratePerSecond?: number | undefined
    /** Messages allowed on the day of this instant, while a new sender warms up; undefined: any number. */
    readonly warmUpLimit?: (now: Date) => number | undefined
  }

export type GroupResult = {
  readonly attempted: number
  readonly sent: number
  /** Still held: their receiving system has as much under way as it takes. */
  readonly busy: readonly Claim[]
  /** Our own mail server cannot be used, or the day is full: nothing more for now. */
  readonly halted: boolean
}

/** Sends one group of claims side by side: composes, commits `transmitting`, transmits, settles. */
export async function transmitGroup(
  deps: TransmitDeps,
  group: readonly Claim[],
  digests: ReadonlyMap<number, SharedDigest>,
): Promise<GroupResult> {
  const composed = group.map((claim) => compose(deps, claim, digests))
  const ready = composed.filter((entry) => 'message' in entry)
  const broken = composed.filter((entry) => 'state' in entry)
  if (!(await waitForPlace(deps, ready))) {
    await settle(deps, [], broken)
    return { attempted: broken.length, sent: 0, busy: ready.map(({ claim }) => claim), halted: true }
  }
  const { admission, cleared, isOpen } = await begin(deps, ready)
  const attempts = await Promise.all(
    admission.go
      .filter(({ claim }) => cleared.has(claim.id))
      .map(async (entry) => toAttempt(entry, await deps.send(entry.message))),
  )
  for (const { verdict, outcome, claim } of attempts) {
    if (outcome.kind !== 'accepted')
      deps.log.info({ delivery: claim.id, verdict: verdict.kind }, 'a delivery was not accepted')
  }
  await settle(deps, attempts, broken)
  // Where nobody asks for less and everything was taken, there is nothing to open or to close.
  const isCalm = isOpen && attempts.every(({ verdict }) => verdict.kind === 'sent')
  const isDown = isCalm ? false : await react(deps, attempts)
  return {
    attempted: attempts.length + broken.length,
    sent: attempts.filter(({ verdict }) => verdict.kind === 'sent').length,
    busy: admission.busy.map(({ claim }) => claim),
    halted: isDown,
  }
}

/** Takes places under the shared rate and the day's limit, and waits for them. False: the day is full. */
async function waitForPlace(deps: TransmitDeps, ready: readonly Ready[]): Promise<boolean> {
  const count = ready.length
  if (count === 0) return true
  const now = deps.now()
  const limit = deps.warmUpLimit?.(now)
  const day = now.toISOString().slice(0, 10)
  if (limit !== undefined && !(await reserveDay(deps.db, { day, count, limit }))) return false
  if (deps.ratePerSecond === undefined) return true
  const waitMs = await reservePace(deps.db, { count, ratePerSecond: deps.ratePerSecond })
  if (waitMs > 0) await delay(waitMs)
  return true
}

/** Commits `transmitting` for those whose receiving system is open; the others wait in the ledger, or here while it is only busy. */
async function begin(
  deps: TransmitDeps,
  ready: readonly Prepared[],
): Promise<{ admission: Admission<Prepared>; cleared: ReadonlySet<number>; isOpen: boolean }> {
  const now = deps.now()
  const gates = await listGates(deps.db)
  if (gates.length === 0) {
    const cleared = await beginTransmission(deps.db, ready, now)
    return { admission: { go: ready, busy: [], closed: [] }, cleared, isOpen: true }
  }
  return deps.db.transaction(async (db) => {
    const admission = admit(ready, { gates, underWay: await lockUnderWay(db, now), now })
    const cleared = await beginTransmission(db, admission.go, now)
    for (const { item, until } of admission.closed)
      await releaseClaims(db, [item.claim], { until, reason: `${item.group} asked for less` })
    return { admission, cleared, isOpen: false }
  })
}
