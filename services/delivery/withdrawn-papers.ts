import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'

/**
 * Takes papers that were withdrawn after planning out of digests that no server has seen yet: the delivery gets a digest
 * without them, or is skipped where nothing is left. One that may have arrived is sent again as it was, if at all, since
 * the same Message-ID must be the same mail. Returns how many deliveries changed. Runs before each sending.
 */
export async function dropWithdrawnPapers(db: Db, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    const digests = await listAffected(tx)
    if (digests.length === 0) return 0
    const replaced = await insertReplacements(
      tx,
      digests.filter((digest) => digest.left.length > 0),
      now,
    )
    const pairs = digests.map((digest) => ({ gone: digest.id, kept: replaced.get(digest.id) ?? null }))
    return moveDeliveries(tx, pairs)
  })
}

const untouched = sql`d.state in ('pending', 'deferred') and d.resends = 0`

const Affected = z.object({ id, left: z.array(id) })

/** Digests that wait to be sent and show a withdrawn paper, with what is left of each. A merged row stands for the other. */
function listAffected(db: Pick<Db, 'execute'>): Promise<z.infer<typeof Affected>[]> {
  return queryRows(
    db,
    Affected,
    sql`
    with waiting as (
      select distinct edition_id from deliveries d where ${untouched}
    ), withdrawn as materialized (
      select f.edition_id, array_agg(f.paper_id) as ids
      from edition_papers f join waiting w on w.edition_id = f.edition_id
      join papers p on p.id = f.paper_id join papers k on k.id = coalesce(p.merged_into, p.id)
      where k.withdrawn group by f.edition_id
    )
    select g.id, array(select u.id from unnest(g.paper_ids) with ordinality as u (id, place)
        where u.id <> all(w.ids) order by u.place) as left
    from withdrawn w join digests g on g.edition_id = w.edition_id and g.paper_ids && w.ids
    where exists (select from deliveries d where d.digest_id = g.id and ${untouched})`,
  )
}

/** Returns the id of the digest that stands for each. */
async function insertReplacements(
  db: Pick<Db, 'execute'>,
  digests: readonly z.infer<typeof Affected>[],
  now: Date,
): Promise<Map<number, number>> {
  const rows = await queryRows(
    db,
    z.object({ gone: id, kept: id }),
    sql`
    with r as (select * from jsonb_to_recordset(${param.json(digests)}) as r (id bigint, "left" bigint[])),
    made as (
      insert into digests (edition_id, interests_id, paper_ids, because, picks, created_at)
      select distinct on (g.edition_id, g.interests_id, r.left) g.edition_id, g.interests_id, r.left,
        (select jsonb_agg(g.because -> (u.place - 1)::int order by u.place)
          from unnest(g.paper_ids) with ordinality as u (id, place) where u.id = any(r.left)),
        g.picks, ${param.instant(now)}
      from r join digests g on g.id = r.id
      on conflict (edition_id, interests_id, paper_ids) do update set paper_ids = excluded.paper_ids
      returning id, edition_id, interests_id, paper_ids
    )
    select r.id as gone, m.id as kept from r join digests g on g.id = r.id
    join made m on m.edition_id = g.edition_id and m.interests_id = g.interests_id and m.paper_ids = r.left`,
  )
  return new Map(rows.map((row) => [row.gone, row.kept]))
}

async function moveDeliveries(
  db: Pick<Db, 'execute'>,
  pairs: readonly { readonly gone: number; readonly kept: number | null }[],
): Promise<number> {
  const rows = await queryRows(
    db,
    z.object({ id }),
    sql`
    update deliveries d set digest_id = m.kept,
      state = case when m.kept is null then 'skipped' else d.state end,
      reason = case when m.kept is null then 'its papers were withdrawn' else d.reason end
    from jsonb_to_recordset(${param.json(pairs)}) as m (gone bigint, kept bigint)
    where d.digest_id = m.gone and ${untouched} returning d.id`,
  )
  return rows.length
}
