import { listDigests, type SharedDigest } from '../digests/digest-store.ts'
import type { Db } from '../platform/db/connect.ts'
import type { Log } from '../platform/log.ts'
import { hideAddresses } from '../platform/log.ts'
import type { OutgoingMessage } from '../platform/mail/mailer.ts'
import type { SendOutcome } from '../platform/mail/send-outcome.ts'
import { suppress } from '../subscribers/suppress.ts'
import {
  beginTransmission,
  type Claim,
  claimDeliveries,
  type Result,
  recordResults,
  releaseClaims,
} from './ledger-store.ts'
import { buildDigestMessage, type MessageDeps } from './message.ts'
import { judge, nextAttemptAt } from './outcome.ts'

export type DeliverDeps = MessageDeps & {
  readonly db: Db
  readonly now: () => Date
  readonly log: Log
  readonly topicNames: ReadonlyMap<string, string>
  readonly send: (message: OutgoingMessage) => Promise<SendOutcome>
  /** SMTP connections: as many messages are under way at once, twice as many are committed to transmission. */
  readonly connections: number
  readonly onUncertain: 'resend' | 'hold'
}

export type DeliverResult = { readonly attempted: number; readonly sent: number; readonly halted: boolean }

const claimSize = 200
// While the server or our own set-up is at fault, everything waits this long.
const haltMinutes = 2

/** Sends what is due until nothing is, the signal aborts, or the server cannot be used. Safe in many processes at once. */
export async function deliverDue(deps: DeliverDeps, signal?: AbortSignal): Promise<DeliverResult> {
  let total: DeliverResult = { attempted: 0, sent: 0, halted: false }
  while (!signal?.aborted) {
    const claims = await claimDeliveries(deps.db, claimSize, deps.now())
    if (claims.length === 0) break
    const digests = await loadDigests(deps, claims)
    const batch = await deliverClaims(deps, { claims, digests }, signal)
    total = {
      attempted: total.attempted + batch.attempted,
      sent: total.sent + batch.sent,
      halted: batch.halted,
    }
    if (batch.halted) break
  }
  return total
}

async function loadDigests(deps: DeliverDeps, claims: readonly Claim[]): Promise<Map<number, SharedDigest>> {
  const ids = [...new Set(claims.map((claim) => claim.digestId))]
  const digests = await listDigests(deps.db, ids, deps.topicNames)
  return new Map(digests.map((digest) => [digest.id, digest]))
}

async function deliverClaims(
  deps: DeliverDeps,
  { claims, digests }: { claims: readonly Claim[]; digests: ReadonlyMap<number, SharedDigest> },
  signal?: AbortSignal,
): Promise<DeliverResult> {
  const groupSize = deps.connections * 2
  let attempted = 0
  let sent = 0
  for (let start = 0; start < claims.length; start += groupSize) {
    if (signal?.aborted) {
      await releaseClaims(deps.db, claims.slice(start))
      return { attempted, sent, halted: false }
    }
    const group = await transmit(deps, claims.slice(start, start + groupSize), digests)
    attempted += group.attempted
    sent += group.sent
    if (group.halted) {
      await releaseClaims(deps.db, claims.slice(start + groupSize))
      return { attempted, sent, halted: true }
    }
  }
  return { attempted, sent, halted: false }
}

/** Commits `transmitting`, sends the group side by side, commits the results. */
async function transmit(
  deps: DeliverDeps,
  group: readonly Claim[],
  digests: ReadonlyMap<number, SharedDigest>,
): Promise<DeliverResult> {
  const composed = group.map((claim) => compose(deps, claim, digests))
  const ready = composed.filter((entry) => 'message' in entry)
  const broken = composed.filter((entry) => 'result' in entry)
  const cleared = await beginTransmission(
    deps.db,
    ready.map(({ claim }) => claim),
    deps.now(),
  )
  const sent = await Promise.all(
    ready.filter(({ claim }) => cleared.has(claim.id)).map((entry) => sendOne(deps, entry)),
  )
  await Promise.all(
    sent
      .filter(({ verdict }) => verdict.kind === 'bounced')
      .map(({ claim }) => suppress(deps, claim.email, 'bounce')),
  )
  const results = [...sent, ...broken].map(({ result }) => result)
  const counted = await recordResults(deps.db, results, deps.now())
  if (counted < results.length)
    deps.log.warn({ lost: results.length - counted }, 'results came after another worker took over')
  return {
    attempted: results.length,
    sent: results.filter((result) => result.state === 'sent').length,
    halted: sent.some(({ verdict }) => verdict.kind === 'halt'),
  }
}

/** One digest that cannot be rendered fails alone: the others of its batch are sent. */
function compose(
  deps: DeliverDeps,
  claim: Claim,
  digests: ReadonlyMap<number, SharedDigest>,
): { claim: Claim; message: OutgoingMessage } | { claim: Claim; result: Result } {
  try {
    const digest = digests.get(claim.digestId)
    if (!digest) throw new Error('its digest is not there')
    return { claim, message: buildDigestMessage(deps, digest, claim) }
  } catch (err) {
    deps.log.error({ delivery: claim.id, digest: claim.digestId, err }, 'a digest could not be rendered')
    const reason = `could not be rendered: ${err instanceof Error ? err.message : 'unknown error'}`
    return {
      claim,
      result: {
        id: claim.id,
        attempt: claim.attempt,
        state: 'failed',
        reason,
        nextAt: null,
        smtpStatus: null,
        enhancedStatus: null,
      },
    }
  }
}

async function sendOne(deps: DeliverDeps, { claim, message }: { claim: Claim; message: OutgoingMessage }) {
  const outcome = await deps.send(message)
  const verdict = judge(outcome)
  if (outcome.kind !== 'accepted') {
    deps.log.info(
      {
        delivery: claim.id,
        outcome: outcome.kind,
        verdict: verdict.kind,
        reason: hideAddresses(outcome.reason),
      },
      'a delivery was not accepted',
    )
  }
  return { claim, verdict, result: toResult(deps, claim, outcome) }
}

function toResult(deps: DeliverDeps, claim: Claim, outcome: SendOutcome): Result {
  const now = deps.now()
  const reply = outcome.kind === 'refused' ? outcome : undefined
  const base = {
    id: claim.id,
    attempt: claim.attempt,
    reason: outcome.kind === 'accepted' ? null : hideAddresses(outcome.reason),
    nextAt: null,
    smtpStatus: outcome.kind === 'accepted' ? 250 : (reply?.status ?? null),
    enhancedStatus: reply?.enhanced ?? null,
  }
  const verdict = judge(outcome)
  if (verdict.kind === 'sent') return { ...base, state: 'sent' }
  if (verdict.kind === 'bounced' || verdict.kind === 'failed') return { ...base, state: 'failed' }
  if (verdict.kind === 'later')
    return { ...base, state: 'deferred', nextAt: nextAttemptAt(claim.attempt, now) }
  if (verdict.kind === 'halt')
    return { ...base, state: 'deferred', nextAt: new Date(now.getTime() + haltMinutes * 60_000) }
  if (deps.onUncertain === 'resend' && claim.resends === 0)
    return { ...base, state: 'deferred', nextAt: nextAttemptAt(1, now), resends: 1 }
  return { ...base, state: 'uncertain' }
}
