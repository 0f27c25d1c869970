import type { Db } from '../platform/db/connect.ts'
import type { LinkSigner } from '../platform/links.ts'
import type { Log } from '../platform/log.ts'
import type { OutgoingMessage } from '../platform/mail/mailer.ts'
import type { SendOutcome } from '../platform/mail/send-outcome.ts'
import { confirmationDays, issueConfirmationToken } from '../subscribers/confirm.ts'
import { issuePrivacyToken, privacyLinkMinutes } from '../subscribers/export-link.ts'
import type { PrivacyLinkView } from '../subscribers/export-mail.ts'
import { claimNotices, type Notice, type NoticeResult, settleNotice } from '../subscribers/notice-store.ts'
import type { ConfirmationView } from '../subscribers/render-confirmation.ts'
import type { GoodbyeView } from '../subscribers/render-goodbye.ts'
import { findSubscriber } from '../subscribers/subscriber-store.ts'
import { readerLinks, type Sender, senderAddress, senderDomain, senderName } from './message.ts'
import { judge, nextAttemptAt } from './outcome.ts'
import { withPatience } from './patience.ts'
import { wordsOf } from './settle.ts'

type Rendered = { readonly subject: string; readonly html: string; readonly text: string }

export type NoticeDeps = {
  readonly db: Db
  readonly now: () => Date
  readonly log: Log
  readonly sender: Sender
  readonly links: LinkSigner
  readonly send: (message: OutgoingMessage) => Promise<SendOutcome>
  readonly renderConfirmation: (view: ConfirmationView) => Rendered
  readonly renderGoodbye: (view: GoodbyeView) => Rendered
  readonly renderPrivacyLink: (view: PrivacyLinkView) => Rendered
}

// Small, so that a process that dies holds few, and each is on its way within seconds.
const claimSize = 20
// After this nobody waits for the mail any more; the person signs up again.
const giveUpAfterMs = confirmationDays * 86_400_000

/** Sends the confirmations and goodbyes that are due. A notice may be sent twice after a crash, never not at all. */
export async function sendNotices(deps: NoticeDeps, signal?: AbortSignal): Promise<number> {
  let sent = 0
  while (!signal?.aborted) {
    const notices = await claimNotices(deps.db, claimSize, deps.now())
    const settled = await Promise.all(notices.map((notice) => sendNotice(deps, notice)))
    sent += settled.filter((state) => state === 'sent').length
    if (notices.length < claimSize) break
  }
  return sent
}

async function sendNotice(deps: NoticeDeps, notice: Notice): Promise<NoticeResult['state']> {
  const result = await attempt(deps, notice).catch((err: unknown) => postpone(deps, notice, err))
  await withPatience(deps.log, () => settleNotice(deps.db, notice, { ...result, now: deps.now() }))
  return result.state
}

/** A notice that cannot be made waits by itself; those claimed with it are sent. */
function postpone(deps: NoticeDeps, notice: Notice, err: unknown): NoticeResult {
  deps.log.error({ notice: notice.id, kind: notice.kind, err }, 'a notice could not be made')
  const reason = `could not be made: ${err instanceof Error ? err.message : 'unknown error'}`
  return { state: 'pending', reason, nextAt: nextAttemptAt(notice.attempt, deps.now()) }
}

async function attempt(deps: NoticeDeps, notice: Notice): Promise<NoticeResult> {
  const now = deps.now()
  if (now.getTime() - notice.created_at.getTime() > giveUpAfterMs)
    return { state: 'expired', reason: 'could not be sent for 3 days' }
  if (await hasReturned(deps, notice)) return { state: 'expired', reason: 'the reader is back' }
  const outcome = await deps.send(await buildMessage(deps, notice))
  const reason = wordsOf(outcome)
  if (reason === null) return { state: 'sent' }
  const verdict = judge(outcome)
  deps.log.info(
    { notice: notice.id, kind: notice.kind, outcome: outcome.kind, reason },
    'a notice was not accepted',
  )
  if (verdict.kind === 'bounced' || verdict.kind === 'failed') return { state: 'failed', reason }
  // A person waits for this one: a server that was away is tried again after a minute, then in longer steps.
  const isOurs = verdict.kind === 'unreached' || verdict.kind === 'fault'
  const nextAt = isOurs ? new Date(now.getTime() + 60_000) : nextAttemptAt(notice.attempt, now)
  return { state: 'pending', reason, nextAt }
}

/** A goodbye to someone who took the unsubscribe back meanwhile would be wrong. */
async function hasReturned({ db }: NoticeDeps, notice: Notice): Promise<boolean> {
  if (notice.subscriber_id === null) return false
  return (await findSubscriber(db, notice.subscriber_id))?.status === 'active'
}

async function buildMessage(deps: NoticeDeps, notice: Notice): Promise<OutgoingMessage> {
  const mac = deps.links.hashes('notice', String(notice.id))[0]?.subarray(0, 8).toString('hex')
  return {
    ...(await render(deps, notice)),
    from: deps.sender.from,
    to: notice.email,
    returnPath: deps.sender.bounceDomain
      ? `n+${notice.id}.${mac}@${deps.sender.bounceDomain}`
      : senderAddress(deps.sender),
    messageId: `<n${notice.id}.${mac}@${senderDomain(deps.sender)}>`,
    date: notice.created_at,
    // No List-Unsubscribe: the person is not on the list, so there is nothing it could do.
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

async function render(deps: NoticeDeps, notice: Notice): Promise<Rendered> {
  const base = {
    listName: senderName(deps.sender),
    homeUrl: `${deps.sender.publicUrl}/`,
    postalAddress: deps.sender.postalAddress,
    locale: notice.locale,
  }
  if (notice.request_id !== null) {
    const token = await issueConfirmationToken(deps, notice.request_id)
    const confirmUrl = `${deps.sender.publicUrl}/confirm/${token}`
    return deps.renderConfirmation({
      ...base,
      confirmUrl,
      requestedAt: notice.created_at,
      validForDays: confirmationDays,
    })
  }
  if (notice.privacy_request_id !== null) {
    const kind = notice.kind === 'erase' ? 'erase' : 'export'
    const token = await issuePrivacyToken(deps, notice.privacy_request_id)
    const url = `${deps.sender.publicUrl}/${kind}/${token}`
    return deps.renderPrivacyLink({ ...base, kind, url, validForMinutes: privacyLinkMinutes })
  }
  const { preferences } = readerLinks(deps, notice.subscriber_id ?? 0)
  return deps.renderGoodbye({ ...base, preferencesUrl: preferences })
}
