import type { SharedDigest } from '../digests/digest-store.ts'
import type { Log } from '../platform/log.ts'
import { fingerprintOf } from '../platform/mail/fingerprint.ts'
import type { OutgoingMessage } from '../platform/mail/mailer.ts'
import { oneLine } from '../platform/mail/one-line.ts'
import { emailHashes } from '../subscribers/subscribe.ts'
import type { Claim, Ready, Result } from './ledger-store.ts'
import { mailGroupOf } from './mail-groups.ts'
import { buildDigestMessage, type MessageDeps } from './message.ts'
import { nextAttemptAt } from './outcome.ts'

export type ComposeDeps = MessageDeps & { readonly now: () => Date; readonly log: Log }

export type Prepared = Ready & { readonly message: OutgoingMessage }

// A template that a bad release broke is mended within the hour; a digest that is itself at fault fails after these tries.
const mostRenderings = 4

/** The mail of a claim. One digest that cannot be rendered waits and then fails alone: the others of its group are sent. */
export function compose(
  deps: ComposeDeps,
  claim: Claim,
  digests: ReadonlyMap<number, SharedDigest>,
): Prepared | Result {
  try {
    const digest = digests.get(claim.digestId)
    if (!digest) throw new Error('its digest is not there or cannot be read')
    const message = buildDigestMessage(deps, digest, claim)
    // Under every key of the ring and the one the reader confirmed under, so that a rotation lets nobody through.
    const hashes = emailHashes(deps.links, claim.email).map((hash) => hash.toString('hex'))
    return {
      claim,
      message,
      messageHash: fingerprintOf(message),
      hashes: [claim.emailHash, ...hashes],
      group: mailGroupOf(claim.email),
    }
  } catch (err) {
    deps.log.error({ delivery: claim.id, digest: claim.digestId, err }, 'a digest could not be rendered')
    return toResult(claim, err, deps.now())
  }
}

function toResult(claim: Claim, err: unknown, now: Date): Result {
  const words = err instanceof Error ? err.message : 'unknown error'
  const reason = oneLine(`could not be rendered: ${words}`.slice(0, 500))
  const refusals = claim.refusals + 1
  if (refusals >= mostRenderings) return { claim, state: 'failed', reason }
  return { claim: { ...claim, refusals }, state: 'deferred', reason, nextAt: nextAttemptAt(refusals, now) }
}
