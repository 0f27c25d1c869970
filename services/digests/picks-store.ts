import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'
import { DomainError } from '../platform/errors.ts'
import { type Frequency, frequencies } from '../subscribers/preferences.ts'
import type { EditorsPick } from './picks.ts'

type Execute = Pick<Db, 'execute'>

export type PickWanted = {
  readonly cadence: Frequency
  /** YYYY-MM-DD of the edition; null: the first that opens from now on. */
  readonly date: string | null
  readonly paperId: number
  /** Absent: only a note; what was decided of its place stays. */
  readonly place?: 'pin' | 'hide' | undefined
  readonly everyone?: boolean | undefined
  /** Absent: the note that there is stays. */
  readonly note?: string | undefined
  readonly by: string
}

/**
 * Stores what an editor decided of a paper for an edition, over what was decided before. It holds for digests planned
 * from now on. Returns the pick's id.
 * @throws DomainError PAPER_UNKNOWN, or PAPER_WITHDRAWN for a pin of a paper that enters no digest
 */
export async function savePick(db: Execute, wanted: PickWanted, now: Date): Promise<number> {
  const paperId = await requirePaper(db, wanted)
  const { cadence, date, place = null, everyone = false, note = null, by } = wanted
  const [row] = await queryRows(
    db,
    z.object({ id }),
    sql`
    insert into edition_picks as p (cadence, date, paper_id, place, everyone, note, by, created_at)
    values (${cadence}, ${date}::date, ${paperId}, ${place}, ${everyone}, ${note}, ${by}, ${param.instant(now)})
    on conflict on constraint edition_picks_paper do update set
      place = coalesce(excluded.place, p.place), note = coalesce(excluded.note, p.note),
      everyone = case when excluded.place is null then p.everyone else excluded.everyone end, by = excluded.by
    returning id`,
  )
  if (!row) throw new Error('a pick that was just stored is not there')
  return row.id
}

async function requirePaper(db: Execute, { paperId, place }: PickWanted): Promise<number> {
  const [paper] = await queryRows(
    db,
    z.object({ id, withdrawn: z.boolean() }),
    sql`select id, withdrawn from papers where id = (select coalesce(merged_into, id) from papers where id = ${paperId})`,
  )
  if (!paper) throw new DomainError('PAPER_UNKNOWN', `There is no paper ${paperId}.`)
  if (paper.withdrawn && place === 'pin')
    throw new DomainError('PAPER_WITHDRAWN', `Paper ${paperId} was withdrawn and enters no digest.`)
  return paper.id
}

/** True if there was such a pick. */
export async function removePick(db: Execute, pickId: number): Promise<boolean> {
  const rows = await queryRows(
    db,
    z.object({ id }),
    sql`delete from edition_picks where id = ${pickId} returning id`,
  )
  return rows.length > 0
}

const ListedPick = z
  .object({
    id,
    cadence: z.enum(frequencies),
    date: z.string().nullable(),
    paper_id: id,
    title: z.string(),
    place: z.enum(['pin', 'hide']).nullable(),
    everyone: z.boolean(),
    note: z.string().nullable(),
    by: z.string(),
    created_at: instant,
  })
  .transform(({ paper_id, created_at, ...row }) => ({ ...row, paperId: paper_id, createdAt: created_at }))

/** The latest picks, those for the next edition first. */
export function listPicks(db: Execute, limit: number): Promise<z.infer<typeof ListedPick>[]> {
  return queryRows(
    db,
    ListedPick,
    sql`
    select k.id, k.cadence, k.date::text, k.paper_id, p.title, k.place, k.everyone, k.note, k.by, k.created_at
    from edition_picks k join papers p on p.id = k.paper_id
    order by k.date desc nulls first, k.cadence, k.id limit ${limit}`,
  )
}

/** Gives what was decided for the next edition to the one that opens now; a pick made for its date goes before. */
export async function bindNextPicks(
  db: Execute,
  edition: { readonly cadence: Frequency; readonly date: string },
): Promise<void> {
  const { cadence, date } = edition
  await db.execute(sql`
    delete from edition_picks n using edition_picks d
    where n.cadence = ${cadence} and n.date is null and d.cadence = n.cadence and d.date = ${date}::date and d.paper_id = n.paper_id`)
  await db.execute(
    sql`update edition_picks set date = ${date}::date where cadence = ${cadence} and date is null`,
  )
}

const EditionPickRow = z
  .object({
    edition_id: id,
    paper_id: id,
    place: z.enum(['pin', 'hide']).nullable(),
    everyone: z.boolean(),
    note: z.string().nullable(),
    by: z.string(),
  })
  .transform((row) => ({
    editionId: row.edition_id,
    pick: {
      paperId: row.paper_id,
      place: row.place,
      everyone: row.everyone,
      note: row.note === null ? null : { text: row.note, by: row.by },
    },
  }))

/** What was decided for each of these editions, oldest first; a paper that was withdrawn meanwhile is left out. */
export async function listEditionPicks(
  db: Execute,
  editionIds: readonly number[],
): Promise<Map<number, EditorsPick[]>> {
  const rows = await queryRows(
    db,
    EditionPickRow,
    sql`
    select e.id as edition_id, p.id as paper_id, k.place, k.everyone, k.note, k.by
    from editions e join edition_picks k on k.cadence = e.cadence and k.date = e.date
    join papers w on w.id = k.paper_id join papers p on p.id = coalesce(w.merged_into, w.id)
    where e.id = any(${param.ids(editionIds)}) and not p.withdrawn order by k.id`,
  )
  const picks = new Map<number, EditorsPick[]>()
  for (const { editionId, pick } of rows) picks.set(editionId, [...(picks.get(editionId) ?? []), pick])
  return picks
}
