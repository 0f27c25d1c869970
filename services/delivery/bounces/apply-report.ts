import type { Db } from '../../platform/db/connect.ts'
import type { LinkSigner } from '../../platform/links.ts'
import { hideAddresses, type Log } from '../../platform/log.ts'
import { oneLine } from '../../platform/mail/one-line.ts'
import { suppress } from '../../subscribers/suppress.ts'
import { unsubscribe } from '../../subscribers/unsubscribe.ts'
import { noteSoftBounces } from '../soft-bounce-store.ts'
import type { Bounce } from './judge-bounce.ts'
import { keepReport, type ReportSource } from './report-log-store.ts'
import { type Addressee, findAddressee, markArrived, markLost } from './target-store.ts'
import type { Target } from './verp.ts'

export type ReportDeps = {
  readonly db: Db
  readonly links: LinkSigner
  readonly now: () => Date
  readonly log: Log
}

export type ReportedEvent =
  | { readonly kind: 'bounce'; readonly bounce: Bounce }
  | { readonly kind: 'complaint' }
  | { readonly kind: 'unsubscribe' }

/** A report that proved which mail it is about. */
export type Report = {
  readonly source: ReportSource
  /** The same report has the same id, however often it comes. */
  readonly eventId: string
  readonly target: Target
  /** Whom the reporter says it went to; where told, it must be so. */
  readonly recipient?: string | undefined
  readonly event: ReportedEvent
}

/**
 * Lets a report have its effect, once. It concerns the one reader of the mail it is about and nobody else: whoever has
 * had a mail of ours knows its ids, so a report must not pause an edition or hold back a mail system.
 */
export function applyReport(deps: ReportDeps, report: Report): Promise<'applied' | 'repeated' | 'unmatched'> {
  return deps.db.transaction(async (db) => {
    const addressee = await findAddressee(db, report.target)
    if (!addressee || !isTo(addressee, report.recipient)) return 'unmatched'
    const { event, source, eventId, target } = report
    const bounce = event.kind === 'bounce' ? event.bounce : undefined
    const reason = bounce && wordsOf(bounce)
    const kept = {
      source,
      eventId,
      kind: event.kind,
      severity: bounce?.severity,
      deliveryId: target.kind === 'delivery' ? target.id : undefined,
      enhanced: bounce?.enhanced,
      reason,
    }
    if (!(await keepReport(db, kept, deps.now()))) return 'repeated'
    await takeEffect({ ...deps, db }, report, addressee)
    deps.log.info(
      { source, [target.kind]: target.id, kind: event.kind, severity: bounce?.severity, reason },
      'a report came about a mail',
    )
    return 'applied'
  })
}

type Inside = Omit<ReportDeps, 'db'> & { readonly db: Parameters<Parameters<Db['transaction']>[0]>[0] }

async function takeEffect(deps: Inside, { event, target }: Report, addressee: Addressee): Promise<void> {
  const { db, now } = deps
  if (event.kind === 'bounce') return loseMail(deps, { bounce: event.bounce, target, addressee })
  await markArrived(db, target, now())
  if (event.kind === 'complaint') {
    if (addressee.email !== undefined) await suppress(deps, addressee.email, 'complaint')
    return
  }
  if (addressee.subscriberId !== undefined) await unsubscribe({ db, now }, addressee.subscriberId, 'provider')
}

type Lost = { readonly bounce: Bounce; readonly target: Target; readonly addressee: Addressee }

async function loseMail(deps: Inside, { bounce, target, addressee }: Lost): Promise<void> {
  const { email, subscriberId } = addressee
  await markLost(deps.db, target, { reason: wordsOf(bounce), enhanced: bounce.enhanced })
  // Only readers: a mistyped sign-up gets no second mail anyway, and its rightful owner may come one day.
  if (email === undefined || subscriberId === undefined) return
  if (bounce.severity === 'hard') return suppress(deps, email, 'bounce')
  if (bounce.severity !== 'soft') return
  const given = await noteSoftBounces(deps.db, [subscriberId], { now: deps.now(), isReported: true })
  if (given.has(subscriberId)) await suppress(deps, email, 'bounce')
}

function isTo({ email }: Addressee, recipient: string | undefined): boolean {
  return recipient === undefined || email === undefined || email.toLowerCase() === recipient.toLowerCase()
}

/** What came back, in one line without addresses, fit for a column. */
function wordsOf({ words }: Bounce): string {
  return `returned: ${oneLine(hideAddresses(words.slice(0, 2_000)).slice(0, 490)) || 'no reason given'}`
}
