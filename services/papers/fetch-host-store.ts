import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { instant, queryRows } from '../platform/db/rows.ts'

type Execute = Pick<Db, 'execute'>

// The database's clock decides in all of this, since it is the only one that the processes have in common.
const inMs = (ms: number) => sql`clock_timestamp() + ${ms}::float8 * interval '1 millisecond'`

/**
 * Takes the turn of a queue: no request of it is under way and the last one began `intervalMs` ago. Undefined when it was
 * taken; else the milliseconds until it may be free.
 */
export async function takeTurn(
  db: Execute,
  turn: {
    readonly name: string
    readonly token: string
    readonly intervalMs: number
    readonly leaseMs: number
  },
): Promise<number | undefined> {
  const [taken] = await queryRows(
    db,
    z.object({ name: z.string() }),
    sql`
    insert into fetch_hosts as h (name, next_at, held_by, held_until)
    values (${turn.name}, ${inMs(turn.intervalMs)}, ${turn.token}, ${inMs(turn.leaseMs)})
    on conflict (name) do update set next_at = excluded.next_at, held_by = excluded.held_by, held_until = excluded.held_until
    where h.next_at <= clock_timestamp() and (h.held_until is null or h.held_until <= clock_timestamp())
    returning name`,
  )
  if (taken) return undefined
  const [row] = await queryRows(
    db,
    z.object({ wait: z.coerce.number(), held: z.boolean() }),
    sql`
    select extract(epoch from next_at - clock_timestamp()) * 1000 as wait, coalesce(held_until > clock_timestamp(), false) as held
    from fetch_hosts where name = ${turn.name}`,
  )
  // While somebody else holds it, its end cannot be foreseen.
  return Math.max(row?.wait ?? 0, row?.held ? heldLookMs : 1)
}

const heldLookMs = 200

/** Gives the turn back. `restMs`: the server asked that nobody of the queue come back before. */
export async function endTurn(
  db: Execute,
  turn: { readonly name: string; readonly token: string; readonly restMs: number },
): Promise<void> {
  await db.execute(sql`
    update fetch_hosts set held_by = null, held_until = null, next_at = greatest(next_at, ${inMs(turn.restMs)})
    where name = ${turn.name} and held_by = ${turn.token}`)
}

/** Until when a host is left alone, and why; undefined when it may be asked. */
export async function findClosed(
  db: Execute,
  host: string,
): Promise<{ readonly until: Date; readonly waitMs: number; readonly reason: string } | undefined> {
  const [row] = await queryRows(
    db,
    z.object({ closed_until: instant, wait: z.coerce.number(), reason: z.string().nullable() }),
    sql`
    select closed_until, extract(epoch from closed_until - clock_timestamp()) * 1000 as wait, reason
    from fetch_hosts where name = ${host} and closed_until > clock_timestamp()`,
  )
  return row && { until: row.closed_until, waitMs: row.wait, reason: row.reason ?? 'it failed' }
}

/** The host answered: what was against it is forgotten. */
export async function noteAnswer(db: Execute, host: string): Promise<void> {
  await db.execute(sql`
    update fetch_hosts set failures = 0, closed_until = null, reason = null
    where name = ${host} and (failures > 0 or closed_until is not null)`)
}

export type Cooling = { readonly after: number; readonly firstMs: number; readonly longestMs: number }

/**
 * Counts a failure of the host. From the `after`-th in a row it is left alone for `firstMs`, doubling to `longestMs` while
 * the one request let through then fails too; in any case for as long as it asked (`askedMs`).
 */
export async function noteFailure(
  db: Execute,
  failed: { readonly host: string; readonly reason: string; readonly askedMs: number },
  { after, firstMs, longestMs }: Cooling,
): Promise<void> {
  const failures = sql`(h.failures + 1)`
  const coolMs = sql`least(${longestMs}::float8, ${firstMs}::float8 * power(2, least(30, ${failures} - ${after}::int)))`
  const restMs = sql`greatest(${failed.askedMs}::float8, case when ${failures} >= ${after}::int then ${coolMs} else 0 end)`
  await db.execute(sql`
    insert into fetch_hosts as h (name, next_at, failures, closed_until, reason)
    values (${failed.host}, clock_timestamp(), 1,
      case when ${failed.askedMs}::float8 > 0 then ${inMs(failed.askedMs)} end, ${failed.reason})
    on conflict (name) do update set failures = ${failures}, reason = excluded.reason,
      closed_until = case when ${restMs} > 0 then clock_timestamp() + ${restMs} * interval '1 millisecond' end`)
}
