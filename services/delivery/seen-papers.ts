import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { listDigestPapers } from '../digests/digest-store.ts'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'

// A paper stays in an edition's window for at most 45 days (see windowDays), and a row that said "nothing new" may become
// a digest up to a month after it was made: what is older than both together cannot matter.
const memoryDays = 80

// Rows of an edition bear the clock of the machine that planned them, which may be behind that of the one that opened it.
const clockMarginMs = 12 * 3_600_000

const nothing: ReadonlySet<number> = new Set()

type SeenPapers = (subscriberId: number) => ReadonlySet<number>

type Readers = {
  readonly subscriberIds: readonly number[]
  readonly now: Date
  /** What was made before is passed over; absent: nothing is. */
  readonly from?: Date | undefined
}

/**
 * From when on what readers had matters to a choice among papers that became news after `since` and the `pinned` ones: the
 * opening of the first edition that showed one of these, or a paper that proved to be the same work.
 */
export async function loadFirstShown(
  db: Pick<Db, 'execute'>,
  { pinned, now }: { readonly pinned: readonly number[]; readonly now: Date },
): Promise<(since: Date) => Date> {
  const editions = await queryRows(
    db,
    z.object({ opened_at: instant, newest: instant.nullable(), is_pinned: z.boolean() }),
    sql`
    select e.created_at as opened_at, max(k.listed_at) as newest, bool_or(k.id = any(${param.ids(pinned)})) as is_pinned
    from editions e join edition_papers f on f.edition_id = e.id
    join papers p on p.id = f.paper_id join papers k on k.id = coalesce(p.merged_into, p.id)
    where e.created_at > ${param.instant(now)} - make_interval(days => ${memoryDays}) group by e.id`,
  )
  return (since) => {
    const shown = editions.filter((one) => one.is_pinned || (one.newest !== null && one.newest > since))
    const first = Math.min(now.getTime(), ...shown.map((one) => one.opened_at.getTime()))
    return new Date(first - clockMarginMs)
  }
}

/**
 * Which papers each reader has had, or may have had: sent, on its way, or ended without a reply. A delivery that surely
 * did not arrive (failed, skipped, expired) leaves its papers for a later edition.
 */
export function listSeenPapers(db: Pick<Db, 'execute'>, readers: Readers): Promise<SeenPapers> {
  return listSeen(db, sql`with seen as (${hadBy(readers)})`)
}

/** `listSeenPapers`, after what did not go out in time is ended, so that its papers are free for the edition being planned. */
export function expireLateAndListSeenPapers(db: Pick<Db, 'execute'>, readers: Readers): Promise<SeenPapers> {
  // What a sender took in the meantime is not late, and was seen. Its state is hidden from the index of what waits, which may
  // hold a million rows by now: late ones are few, and found by their ids.
  const split = sql`
    with had as materialized (${hadBy(readers)}),
    ended as (
      update deliveries d set state = 'expired', reason = 'too late' from had
      where d.id = had.id and had.is_late and coalesce(d.state, '') in ('pending', 'deferred') returning d.id
    ),
    seen as (select * from had where not is_late or id not in (select id from ended))`
  return listSeen(db, split)
}

function hadBy({ subscriberIds, now, from }: Readers): SQL {
  const since = from
    ? sql`${param.instant(from)}`
    : sql`${param.instant(now)} - make_interval(days => ${memoryDays})`
  return sql`
    select id, subscriber_id, digest_id, state in ('pending', 'deferred') and expires_at <= ${param.instant(now)} as is_late
    from deliveries where subscriber_id = any(${param.ids(subscriberIds)}) and created_at > ${since}
      and digest_id is not null and state not in ('failed', 'skipped', 'expired')`
}

async function listSeen(db: Pick<Db, 'execute'>, withSeen: SQL): Promise<SeenPapers> {
  const deliveries = await queryRows(
    db,
    z.object({ subscriber_id: id, digest_ids: z.array(id) }),
    sql`${withSeen} select subscriber_id, array_agg(digest_id order by digest_id) as digest_ids from seen group by subscriber_id`,
  )
  const papersOf = await listDigestPapers(db, [...new Set(deliveries.flatMap((row) => row.digest_ids))])
  // Most readers who follow the same had the same digests: they share one set, and with it the choice of their papers.
  const sets = new Map<string, ReadonlySet<number>>()
  const setOf = (digestIds: readonly number[]) => {
    const key = digestIds.join()
    const known = sets.get(key)
    if (known) return known
    const made = new Set(digestIds.flatMap((digest) => papersOf.get(digest) ?? []))
    sets.set(key, made)
    return made
  }
  const seen = new Map(deliveries.map((row) => [row.subscriber_id, setOf(row.digest_ids)]))
  return (subscriberId) => seen.get(subscriberId) ?? nothing
}
