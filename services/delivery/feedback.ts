import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { giveVerdict, type TasteDeps, takeBackVerdict } from '../digests/taste.ts'
import type { Verdict } from '../digests/taste-model.ts'
import { findVerdict } from '../digests/taste-store.ts'
import type { Db } from '../platform/db/connect.ts'
import { id, queryRows } from '../platform/db/rows.ts'
import { DomainError } from '../platform/errors.ts'
import { listSeenPapers } from './seen-papers.ts'

const Id = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
const Link = z.object({ delivery: Id, paper: Id })

/** A paper as a reader was mailed it, and what they said of it, if they did. */
export type MailedPaper = {
  readonly subscriberId: number
  readonly paperId: number
  readonly title: string
  /** The language that the reader has stored. */
  readonly locale: string
  readonly verdict: Verdict | undefined
}

/**
 * The paper that a feedback link is about: signed is the delivery, and the paper must be one of its own.
 * @throws DomainError LINK_INVALID, SUBSCRIBER_UNKNOWN when the reader left or is erased
 */
export async function requireMailedPaper(
  db: Pick<Db, 'execute'>,
  link: { delivery: string | undefined; paper: string | undefined },
): Promise<MailedPaper> {
  const parsed = Link.safeParse(link)
  if (!parsed.success)
    throw new DomainError('LINK_INVALID', 'This link is not one of ours, or was cut short.')
  const { delivery: deliveryId, paper: paperId } = parsed.data
  const [row] = await queryRows(
    db,
    z.object({ subscriber_id: id, locale: z.string(), title: z.string() }),
    sql`
    select d.subscriber_id, s.locale, f.content ->> 'title' as title
    from deliveries d join digests g on g.id = d.digest_id join subscribers s on s.id = d.subscriber_id
      join edition_papers f on f.edition_id = g.edition_id and f.paper_id = ${paperId}
    where d.id = ${deliveryId} and ${paperId}::bigint = any(g.paper_ids) and s.status = 'active'`,
  )
  if (!row) throw new DomainError('SUBSCRIBER_UNKNOWN', 'There is no active subscription behind this link.')
  const paper = { subscriberId: row.subscriber_id, paperId, title: row.title, locale: row.locale }
  return { ...paper, verdict: await findVerdict(db, paper) }
}

/** Notes what a reader said of a paper they were mailed; from now on it orders their digests. Repeating it changes nothing. */
export async function giveFeedback(deps: TasteDeps, paper: MailedPaper, verdict: Verdict): Promise<void> {
  await giveVerdict(deps, { ...paper, verdict, shown: await listShown(deps, paper) })
}

/** As if nothing had been said of the paper. */
export async function takeBackFeedback(deps: TasteDeps, paper: MailedPaper): Promise<void> {
  await takeBackVerdict(deps, { ...paper, shown: await listShown(deps, paper) })
}

async function listShown({ db, now }: TasteDeps, { subscriberId }: MailedPaper) {
  const seen = await listSeenPapers(db, { subscriberIds: [subscriberId], now: now() })
  return seen(subscriberId)
}
