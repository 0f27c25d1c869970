import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { measureCoverage } from '../papers/coverage.ts'
import type { Sources } from '../papers/describe-sources.ts'
import type { Db } from '../platform/db/connect.ts'
import { id, param, queryRows } from '../platform/db/rows.ts'
import { type Frequency, frequencies } from '../subscribers/preferences.ts'
import { bindNextPicks } from './picks-store.ts'

export type Edition = {
  readonly id: number
  readonly cadence: Frequency
  readonly date: string
  readonly number: number
}

/** What an edition stands on. */
export type EditionSources = Sources

const EditionRow = z.object({ id, cadence: z.enum(frequencies), date: z.string(), number: z.number() })

/** How far back an edition looks for papers that its reader has not had: a good paper may wait some days for its turn. */
export const windowDays: Readonly<Record<Frequency, number>> = { daily: 7, weekly: 14, monthly: 45 }

/** The days an edition covers, for the count of papers read. */
const periodDays: Readonly<Record<Frequency, number>> = { daily: 1, weekly: 7, monthly: 31 }

/** Must run in a transaction: editions are numbered one after the other, so their making takes turns. */
export async function openEdition(
  db: Pick<Db, 'execute'>,
  wanted: { cadence: Frequency; date: string; now: Date; sources: EditionSources | null },
): Promise<Edition> {
  const known = await findEdition(db, wanted)
  if (known) return known
  await db.execute(sql`select pg_advisory_xact_lock(hashtext('broadsheet.editions'))`)
  const since = new Date(wanted.now.getTime() - periodDays[wanted.cadence] * 86_400_000)
  const coverage = await measureCoverage(db, { since, until: wanted.now })
  await db.execute(sql`
    insert into editions (cadence, date, number, papers_read, sources, coverage, created_at)
    select ${wanted.cadence}, ${wanted.date}::date,
      (select coalesce(max(number), 0) + 1 from editions where cadence = ${wanted.cadence}),
      (select count(*) from papers where listed_at > ${param.instant(since)}
        and listed_at <= ${param.instant(wanted.now)} and not withdrawn),
      ${param.json(wanted.sources)}, ${param.json(coverage)}, ${param.instant(wanted.now)}
    on conflict (cadence, date) do nothing`)
  const made = await findEdition(db, wanted)
  if (!made) throw new Error('an edition that was just made is not there')
  await bindNextPicks(db, wanted)
  return made
}

async function findEdition(
  db: Pick<Db, 'execute'>,
  wanted: { cadence: Frequency; date: string },
): Promise<Edition | undefined> {
  const [row] = await queryRows(
    db,
    EditionRow,
    sql`select id, cadence, date::text, number from editions where cadence = ${wanted.cadence} and date = ${wanted.date}::date`,
  )
  return row
}
