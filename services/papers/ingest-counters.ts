import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, param, prepared, queryRows } from '../platform/db/rows.ts'
import type { PaperCounters } from './paper.ts'

type Execute = Pick<Db, 'execute'>
export type Counters = { readonly upvotes: number; readonly comments: number; readonly stars: number }

/** A paper's counters as a batch told them, beside what its row shows now. */
export type Reading = {
  readonly paperId: number
  /** Of a paper that is new, so that there is no other. */
  readonly isFirst: boolean
  readonly told: PaperCounters
  readonly shown: Counters
}

export type ReadingOptions = {
  readonly source: string
  readonly now: Date
  /** A file does not say when its counters were read, so they may raise what is known and never lower it. */
  readonly onlyRaise: boolean
}

/** The column is an int4; a source that says more is broken or lying. */
const MOST = 2_147_483_647

const LastReadingRow = z.object({
  paper_id: id,
  source: z.string(),
  upvotes: z.number(),
  comments: z.number(),
  stars: z.number(),
})

/**
 * Notes the readings that differ from the source's last one and shows on each paper the highest of what its sources
 * last said: two sources that count the same votes must not add up. Returns the ids of papers whose counters changed.
 */
export async function saveReadings(
  db: Execute,
  readings: readonly Reading[],
  options: ReadingOptions,
): Promise<Set<number>> {
  if (readings.length === 0) return new Set()
  const last = await loadLastReadings(
    db,
    readings.filter((reading) => !reading.isFirst).map((reading) => reading.paperId),
  )
  const outcome = readings.map((reading) => weigh(reading, last.get(reading.paperId) ?? [], options))
  await insertSnapshots(
    db,
    outcome.flatMap(({ snapshot }) => snapshot ?? []),
    options,
  )
  const changed = outcome.flatMap(({ show }) => show ?? [])
  await updateShown(db, changed)
  return new Set(changed.map((row) => row.id))
}

type LastReading = z.infer<typeof LastReadingRow>
type CounterRow = Counters & { readonly id: number }

function weigh(
  { paperId, told, shown }: Reading,
  last: readonly LastReading[],
  { source, onlyRaise }: ReadingOptions,
): { snapshot?: CounterRow; show?: CounterRow } {
  const before = last.find((reading) => reading.source === source)
  const current = pickEach((name) => {
    const value = told[name] === undefined ? (before?.[name] ?? 0) : toCount(told[name])
    return onlyRaise ? Math.max(value, before?.[name] ?? 0) : value
  })
  const others = last.filter((reading) => reading.source !== source)
  const highest = pickEach((name) => Math.max(current[name], ...others.map((reading) => reading[name])))
  return {
    ...(before !== undefined && isEqual(before, current) ? {} : { snapshot: { id: paperId, ...current } }),
    ...(isEqual(shown, highest) ? {} : { show: { id: paperId, ...highest } }),
  }
}

/** What a new paper shows of its first reading. */
export function firstShown(told: PaperCounters | undefined): Counters {
  return pickEach((name) => toCount(told?.[name] ?? 0))
}

function pickEach(pick: (name: keyof Counters) => number): Counters {
  return { upvotes: pick('upvotes'), comments: pick('comments'), stars: pick('stars') }
}

function isEqual(a: Counters, b: Counters): boolean {
  return a.upvotes === b.upvotes && a.comments === b.comments && a.stars === b.stars
}

function toCount(value: number): number {
  return Number.isFinite(value) ? Math.min(MOST, Math.max(0, Math.trunc(value))) : 0
}

async function loadLastReadings(db: Execute, ids: readonly number[]): Promise<Map<number, LastReading[]>> {
  if (ids.length === 0) return new Map()
  const rows = await queryRows(
    db,
    LastReadingRow,
    sql`${prepared}
    select distinct on (paper_id, source) paper_id, source, upvotes, comments, stars
    from paper_counters where paper_id = any(${param.ids(ids)})
    order by paper_id, source, taken_at desc`,
  )
  const byPaper = new Map<number, LastReading[]>()
  for (const row of rows) byPaper.set(row.paper_id, [...(byPaper.get(row.paper_id) ?? []), row])
  return byPaper
}

const recordset = sql`r(id bigint, upvotes integer, comments integer, stars integer)`

/** Two batches of one run read at one instant: the second then stands for both. */
async function insertSnapshots(
  db: Execute,
  rows: readonly CounterRow[],
  options: ReadingOptions,
): Promise<void> {
  if (rows.length === 0) return
  await db.execute(sql`${prepared}
    insert into paper_counters (paper_id, source, taken_at, upvotes, comments, stars)
    select id, ${options.source}, ${param.instant(options.now)}, upvotes, comments, stars
    from jsonb_to_recordset(${param.json(rows)}) as ${recordset}
    on conflict (paper_id, source, taken_at)
      do update set upvotes = excluded.upvotes, comments = excluded.comments, stars = excluded.stars`)
}

/** Apart from the text, because an update that leaves title and abstract alone need not build the search vector anew. */
async function updateShown(db: Execute, rows: readonly CounterRow[]): Promise<void> {
  if (rows.length === 0) return
  await db.execute(sql`${prepared}
    update papers p set upvotes = r.upvotes, comments = r.comments, stars = r.stars
    from jsonb_to_recordset(${param.json(rows)}) as ${recordset}
    where p.id = r.id`)
}
