import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { param, queryRows } from '../platform/db/rows.ts'
import { titleOfSource } from './source-names.ts'

const counts = { announced: z.number(), read: z.number() }

export const coverageSchema = z.array(
  z.object({
    /** The name readers know the source by. */
    title: z.string(),
    ...counts,
    /** Its categories, where it has any. */
    parts: z.array(z.object({ name: z.string(), ...counts })),
  }),
)

/** What the sources announced in a period and how much of that was read. Sources that announced nothing are left out. */
export type Coverage = z.infer<typeof coverageSchema>

const CountRow = z.object({
  source: z.string(),
  /** Null: the source as a whole. */
  part: z.string().nullable(),
  announced: z.coerce.number(),
  read: z.coerce.number(),
})

/**
 * Measures the runs that began in (`since`, `until`]. A source shows the same entries at each reading, so what is counted
 * are ids it had not shown before; of the entries that could not be read, which have no id, the most of any day.
 */
export async function measureCoverage(
  db: Pick<Db, 'execute'>,
  { since, until }: { readonly since: Date; readonly until: Date },
): Promise<Coverage> {
  const rows = await queryRows(
    db,
    CountRow,
    sql`
    with runs as (
      select source, started_at, announced, seen, unseen, parts from source_runs
      where started_at > ${param.instant(since)} and started_at <= ${param.instant(until)}
        and state in ('done', 'unchanged') and source not like 'backfill:%'
    ), told as (
      select source, null as part, started_at, announced, seen as read, unseen from runs
      union all
      select r.source, p.name, r.started_at, p.announced, p.read, p.unseen
      from runs r, jsonb_to_recordset(r.parts) as p (name text, announced int, read int, unseen int)
      where r.source = 'arxiv'
    ), days as (
      select source, part, sum(unseen) as read, greatest(0, max(announced - read)) as missed
      from told group by source, part, (started_at at time zone 'UTC')::date
    )
    select source, part, sum(read) + sum(missed) as announced, sum(read) as read from days
    group by source, part having sum(read) + sum(missed) > 0 order by source, part`,
  )
  return toCoverage(rows)
}

/** arXiv's feeds and its OAI interface tell of the same papers: the feeds, which come first, count if they told anything. */
function toCoverage(rows: readonly z.infer<typeof CountRow>[]): Coverage {
  const titled = new Map<string, z.infer<typeof CountRow>>()
  for (const row of rows.filter(({ part }) => part === null)) {
    const title = titleOfSource(row.source)
    if (!titled.has(title)) titled.set(title, row)
  }
  return [...titled].map(([title, { source, announced, read }]) => ({
    title,
    announced,
    read,
    parts: rows.flatMap((row) =>
      row.source === source && row.part !== null
        ? [{ name: row.part, announced: row.announced, read: row.read }]
        : [],
    ),
  }))
}
