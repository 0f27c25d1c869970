import { pauseForFault } from '../digests/edition-state-store.ts'
import type { Db } from '../platform/db/connect.ts'
import type { LinkSigner } from '../platform/links.ts'
import { hideAddresses, type Log } from '../platform/log.ts'
import { oneLine } from '../platform/mail/one-line.ts'
import type { SendOutcome } from '../platform/mail/send-outcome.ts'
import { suppress } from '../subscribers/suppress.ts'
import { type Claim, type Ready, type Result, recordResults, recordSent } from './ledger-store.ts'
import { judge, nextAttemptAt, type Verdict } from './outcome.ts'
import { withPatience } from './patience.ts'
import { forgetSoftBounces, noteSoftBounces } from './soft-bounce-store.ts'

export type SettleDeps = {
  readonly db: Db
  readonly now: () => Date
  readonly log: Log
  readonly links: LinkSigner
  readonly onUncertain: 'resend' | 'hold'
}

/** One attempt and what it means. */
export type Attempt = {
  readonly claim: Claim
  readonly group: string
  readonly outcome: SendOutcome
  readonly verdict: Verdict
}

// Gmail asks for at least 10 minutes of silence after 4.7.28 (support.google.com/a/answer/81126).
export const throttleMinutes = 10
// A fault of ours is looked at again after this, by one group of messages, in case nobody resumes the edition.
const faultMinutes = 15
const unreachedSeconds = 30

export function toAttempt({ claim, group }: Ready, outcome: SendOutcome): Attempt {
  return { claim, group, outcome, verdict: judge(outcome) }
}

/** What the server said, in one line without addresses, fit for a column. */
export function wordsOf(outcome: SendOutcome): string | null {
  if (outcome.kind === 'accepted') return null
  return oneLine(hideAddresses(outcome.reason.slice(0, 2_000)).slice(0, 500))
}

/**
 * Writes what became of a group: results, suppressions and soft bounces together or not at all, however long Postgres
 * takes to return within a minute. `broken` are results that came without an attempt.
 */
export async function settle(
  deps: SettleDeps,
  attempts: readonly Attempt[],
  broken: readonly Result[],
): Promise<void> {
  const count = attempts.length + broken.length
  const isCalm = broken.length === 0 && attempts.every(({ verdict }) => verdict.kind === 'sent')
  const counted = await withPatience(deps.log, () =>
    isCalm
      ? recordSent(
          deps.db,
          attempts.map(({ claim }) => claim),
          deps.now(),
        )
      : settleEach(deps, attempts, broken),
  )
  if (counted < count) deps.log.warn({ lost: count - counted }, 'results came after another worker took over')
}

function settleEach(
  deps: SettleDeps,
  attempts: readonly Attempt[],
  broken: readonly Result[],
): Promise<number> {
  const results = [...attempts.map((attempt) => toResult(deps, attempt)), ...broken]
  return deps.db.transaction(async (db) => {
    // At once, so that they share their way to Postgres, which runs them in this order.
    const [count] = await Promise.all([
      recordResults(db, results, deps.now()),
      judgeMailboxes({ ...deps, db }, attempts),
    ])
    await pauseFaulty({ ...deps, db }, attempts)
    return count
  })
}

async function judgeMailboxes(deps: SettleDeps, attempts: readonly Attempt[]): Promise<void> {
  const { db, now } = deps
  const isSoft = ({ verdict }: Attempt) =>
    (verdict.kind === 'failed' || verdict.kind === 'later') && verdict.cause === 'mailbox'
  const readers = (some: readonly Attempt[]) => some.map(({ claim }) => claim.subscriberId)
  await forgetSoftBounces(db, readers(attempts.filter(({ verdict }) => verdict.kind === 'sent')), now())
  const given = await noteSoftBounces(db, readers(attempts.filter(isSoft)), {
    now: now(),
    isReported: false,
  })
  for (const { claim, verdict } of attempts) {
    if (verdict.kind === 'bounced' || given.has(claim.subscriberId))
      await suppress(deps, claim.email, 'bounce')
  }
}

async function pauseFaulty({ db, now, log }: SettleDeps, attempts: readonly Attempt[]): Promise<void> {
  const faults = attempts.filter(({ verdict }) => verdict.kind === 'fault')
  const byEdition = new Map(faults.map((fault) => [fault.claim.editionId, fault]))
  const until = new Date(now().getTime() + faultMinutes * 60_000)
  for (const [editionId, { outcome }] of byEdition) {
    const reason = wordsOf(outcome) ?? ''
    await pauseForFault(db, { editionId, reason, until })
    log.error({ edition: editionId, reason, until }, 'an edition pauses: the fault is in our own set-up')
  }
}

function toResult(deps: SettleDeps, { claim, outcome, verdict }: Attempt): Result {
  const now = deps.now()
  const reply = outcome.kind === 'refused' ? outcome : undefined
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000)
  const base = {
    claim,
    reason: wordsOf(outcome),
    smtpStatus: outcome.kind === 'accepted' ? 250 : reply?.status,
    enhancedStatus: reply?.enhanced,
  }
  switch (verdict.kind) {
    case 'sent':
      return { ...base, state: 'sent' }
    case 'bounced':
    case 'failed':
      return { ...base, state: 'failed' }
    case 'later': {
      const refusals = claim.refusals + 1
      return {
        ...base,
        claim: { ...claim, refusals },
        state: 'deferred',
        nextAt: nextAttemptAt(refusals, now),
      }
    }
    case 'throttled':
      return { ...base, state: 'deferred', nextAt: after(throttleMinutes * 60) }
    case 'fault':
      return { ...base, state: 'deferred', nextAt: after(faultMinutes * 60) }
    case 'unreached':
      return { ...base, state: 'deferred', nextAt: after(unreachedSeconds) }
    case 'uncertain':
      if (deps.onUncertain === 'hold' || claim.resends > 0) return { ...base, state: 'uncertain' }
      return { ...base, claim: { ...claim, resends: 1 }, state: 'deferred', nextAt: nextAttemptAt(1, now) }
  }
}
