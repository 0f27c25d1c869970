import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { instant, param, prepared, queryRows } from '../platform/db/rows.ts'
import type { Gate } from './mail-groups.ts'

type Execute = Pick<Db, 'execute'>

const GateRow = z
  .object({
    name: z.string(),
    closed_until: instant.nullable(),
    allowance: z.number().nullable(),
    strikes: z.number(),
    domains: z.array(z.string()),
  })
  .transform(({ closed_until: closedUntil, ...row }) => ({ ...row, closedUntil }))

/** Receiving systems with any limit: few, or none. */
export function listGates(db: Execute): Promise<Gate[]> {
  return queryRows(
    db,
    GateRow,
    sql`${prepared}
    select name, closed_until, allowance, strikes,
      array(select m.domain from mail_domains m where m.mail_group = g.name and m.domain <> g.name) as domains
    from mail_groups g`,
  )
}

// Any number serves that nobody else locks in this database; this one spells "BRSG".
const gateLock = 0x42525347

/** What is under way by group in all processes, true until the transaction ends: others who ask wait. */
export async function lockUnderWay(db: Execute, now: Date): Promise<Map<string, number>> {
  await db.execute(sql`select pg_advisory_xact_lock(${gateLock})`)
  const rows = await queryRows(
    db,
    z.object({ mail_group: z.string(), count: z.coerce.number() }),
    sql`
    select mail_group, count(*) as count from deliveries
    where state = 'transmitting' and lease_until > ${param.instant(now)} and mail_group is not null group by mail_group`,
  )
  return new Map(rows.map((row) => [row.mail_group, row.count]))
}

type Closing = {
  readonly name: string
  readonly until: Date
  readonly allowance: number | null
  readonly strikes: number
  readonly reason: string
}

/** Closes a system until an instant; whoever closed it for longer keeps their end. */
export async function closeGate(db: Execute, closing: Closing, now: Date): Promise<void> {
  await db.execute(sql`
    insert into mail_groups as g (name, closed_until, allowance, strikes, reason, changed_at)
    values (${closing.name}, ${param.instant(closing.until)}, ${closing.allowance}, ${closing.strikes}, ${closing.reason}, ${param.instant(now)})
    on conflict (name) do update set closed_until = greatest(g.closed_until, excluded.closed_until),
      allowance = coalesce(excluded.allowance, g.allowance), strikes = excluded.strikes, reason = excluded.reason, changed_at = excluded.changed_at`)
}

/** Notes refusals in a row without closing yet; returns how many they are. */
export async function strikeGate(
  db: Execute,
  strike: { name: string; count: number; reason: string },
  now: Date,
): Promise<number> {
  const [row] = await queryRows(
    db,
    z.object({ strikes: z.number() }),
    sql`
    insert into mail_groups as g (name, strikes, reason, changed_at) values (${strike.name}, ${strike.count}, ${strike.reason}, ${param.instant(now)})
    on conflict (name) do update set strikes = g.strikes + excluded.strikes, reason = excluded.reason, changed_at = excluded.changed_at
    returning strikes`,
  )
  return row?.strikes ?? 0
}

/** A success: one more may be under way from now on; a system that takes as many as we send is forgotten. */
export async function openWider(db: Execute, names: readonly string[], most: number): Promise<void> {
  if (names.length === 0) return
  await db.execute(sql`
    delete from mail_groups where name = any(${param.texts(names)}) and (allowance is null or allowance + 1 >= ${most})`)
  await db.execute(sql`
    update mail_groups set allowance = allowance + 1, strikes = 0, closed_until = null where name = any(${param.texts(names)})`)
}
