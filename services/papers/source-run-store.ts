import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { id, instant, param, queryRows } from '../platform/db/rows.ts'

type Execute = Pick<Db, 'execute'>

/** A process that died leaves its run `running`; after this it counts as failed, and no run may last longer. */
export const runLimitMinutes = 15

const partSchema = z.object({
  name: z.string(),
  url: z.string(),
  announced: z.number(),
  /** Of these, how many could be read, and how many of those it had not shown the time before. */
  read: z.number().default(0),
  unseen: z.number().default(0),
  notModified: z.boolean(),
  quiet: z.boolean(),
  failure: z.string().optional(),
})

const SourceRunRow = z
  .object({
    id,
    source: z.string(),
    started_at: instant,
    finished_at: instant.nullable(),
    state: z.enum(['running', 'done', 'unchanged', 'failed']),
    announced: z.number(),
    seen: z.number(),
    unseen: z.number(),
    added: z.number(),
    changed: z.number(),
    rejected: z.array(z.object({ line: z.number(), reason: z.string() })),
    rejected_count: z.number(),
    quiet: z.boolean(),
    parts: z.array(partSchema),
    reason: z.string().nullable(),
    since: instant.nullable(),
    next_at: instant.nullable(),
    etag: z.string().nullable(),
    last_modified: z.string().nullable(),
  })
  .transform(({ started_at, finished_at, rejected_count, next_at, last_modified, ...row }) => ({
    ...row,
    startedAt: started_at,
    finishedAt: finished_at,
    rejectedCount: rejected_count,
    nextAt: next_at,
    lastModified: last_modified,
  }))

/** One attempt to read a source. `parts` are its categories or days. */
export type SourceRun = z.infer<typeof SourceRunRow>

const columns = sql`id, source, started_at, finished_at, state, announced, seen, unseen, added, changed, rejected,
  rejected_count, quiet, parts, reason, since, next_at, etag, last_modified`

/**
 * Begins a run unless one of this source is under way. A run left behind by a process that died is closed as failed in
 * the same statement; the unique index on running rows decides between two processes. Undefined: another one reads.
 */
export async function beginSourceRun(db: Execute, source: string, now: Date): Promise<number | undefined> {
  const [row] = await queryRows(
    db,
    z.object({ id }),
    sql`
    with dead as (
      update source_runs set state = 'failed', finished_at = ${param.instant(now)},
        reason = ${diedReason}, next_at = ${param.instant(now)}
      where source = ${source} and state = 'running'
        and started_at <= ${param.instant(now)} - make_interval(mins => ${runLimitMinutes})
      returning id
    )
    insert into source_runs (source, started_at, state)
    select ${source}, ${param.instant(now)}, 'running' from (select count(*) from dead) closed
    on conflict (source) where state = 'running' do nothing
    returning id`,
  )
  return row?.id
}

export const diedReason = 'the process reading it stopped before the end'

export type RunOutcome = {
  readonly state: 'done' | 'unchanged' | 'failed'
  readonly finishedAt: Date
  readonly nextAt: Date
  readonly reason?: string | undefined
  readonly announced?: number
  readonly seen?: number
  readonly unseen?: number
  readonly added?: number
  readonly changed?: number
  readonly rejected?: readonly { readonly line: number; readonly reason: string }[]
  readonly rejectedCount?: number
  readonly quiet?: boolean
  readonly parts?: readonly z.infer<typeof partSchema>[]
  readonly since?: Date | undefined
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
}

/** Ends the run, unless it took so long that another one closed it; returns the row as it then stands. */
export async function finishSourceRun(db: Execute, runId: number, outcome: RunOutcome): Promise<SourceRun> {
  await db.execute(sql`
    update source_runs set state = ${outcome.state}, finished_at = ${param.instant(outcome.finishedAt)},
      next_at = ${param.instant(outcome.nextAt)}, reason = ${outcome.reason ?? null},
      announced = ${outcome.announced ?? 0}, seen = ${outcome.seen ?? 0}, unseen = ${outcome.unseen ?? 0},
      added = ${outcome.added ?? 0}, changed = ${outcome.changed ?? 0},
      rejected = ${param.json(outcome.rejected ?? [])}, rejected_count = ${outcome.rejectedCount ?? 0},
      quiet = ${outcome.quiet ?? false}, parts = ${param.json(outcome.parts ?? [])},
      since = ${outcome.since === undefined ? null : param.instant(outcome.since)},
      etag = ${outcome.etag ?? null}, last_modified = ${outcome.lastModified ?? null}
    where id = ${runId} and state = 'running'`)
  const [row] = await queryRows(db, SourceRunRow, sql`select ${columns} from source_runs where id = ${runId}`)
  if (row === undefined) throw new Error(`run ${runId} is gone`)
  return row
}

/** When the last run began that brought something; undefined when none did yet. */
export async function findLastSuccessAt(db: Execute, source: string): Promise<Date | undefined> {
  const [row] = await queryRows(
    db,
    z.object({ at: instant.nullable() }),
    sql`select max(started_at) as at from source_runs where source = ${source} and state in ('done', 'unchanged')`,
  )
  return row?.at ?? undefined
}

/** Failures since the last success, the run that is under way not counted. */
export async function countFailures(db: Execute, source: string): Promise<number> {
  const [row] = await queryRows(
    db,
    z.object({ failures: z.coerce.number() }),
    sql`
    select count(*) as failures from source_runs where source = ${source} and state = 'failed'
      and id > coalesce((select max(id) from source_runs where source = ${source} and state in ('done', 'unchanged')), 0)`,
  )
  return row?.failures ?? 0
}

/** The sources whose next run is due, in the order given: never read, past their `next_at`, or left by a dead process. */
export async function listDueSources(db: Execute, names: readonly string[], now: Date): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ name: z.string() }),
    sql`
    select wanted.name from unnest(${param.texts(names)}) with ordinality as wanted(name, place)
    left join lateral (
      select state, started_at, next_at from source_runs where source = wanted.name
      order by started_at desc, id desc limit 1
    ) last on true
    where last.state is null
      or (last.state = 'running' and last.started_at <= ${param.instant(now)} - make_interval(mins => ${runLimitMinutes}))
      or (last.state <> 'running' and coalesce(last.next_at, last.started_at) <= ${param.instant(now)})
    order by wanted.place`,
  )
  return rows.map((row) => row.name)
}

const HealthRow = z.object({
  source: z.string(),
  last: SourceRunRow.nullable(),
  last_success_at: instant.nullable(),
  last_news_at: instant.nullable(),
})

export type SourceHistory = {
  readonly source: string
  /** The latest run that has ended, or that a dead process left. */
  readonly last: SourceRun | undefined
  readonly lastSuccessAt: Date | undefined
  /** When a run last saw an id that the one before had not. */
  readonly lastNewsAt: Date | undefined
}

/** What the health of each source is judged by, in the order of `names`. */
export async function listSourceHistories(
  db: Execute,
  names: readonly string[],
  now: Date,
): Promise<SourceHistory[]> {
  const dead = sql`started_at <= ${param.instant(now)} - make_interval(mins => ${runLimitMinutes})`
  const rows = await queryRows(
    db,
    HealthRow,
    sql`
    select wanted.name as source,
      (select to_jsonb(r) from (
        select ${columns} from source_runs where source = wanted.name and (state <> 'running' or ${dead})
        order by started_at desc, id desc limit 1) r) as last,
      (select max(started_at) from source_runs where source = wanted.name and state in ('done', 'unchanged')) as last_success_at,
      (select max(started_at) from source_runs where source = wanted.name and unseen > 0) as last_news_at
    from unnest(${param.texts(names)}) with ordinality as wanted(name, place) order by wanted.place`,
  )
  return rows.map((row) => ({
    source: row.source,
    last: row.last ?? undefined,
    lastSuccessAt: row.last_success_at ?? undefined,
    lastNewsAt: row.last_news_at ?? undefined,
  }))
}
