import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { param, queryRows } from '../platform/db/rows.ts'
import { leaseSeconds } from './ledger-store.ts'

type Execute = Pick<Db, 'execute'>

// Four heartbeats of sender.ts.
const aliveSeconds = 20

/** Says that a sender lives, renews what it holds, and counts the senders that live, itself included. */
export async function keepAlive(db: Execute, sender: string, at: Date): Promise<number> {
  const now = param.instant(at)
  const [row] = await queryRows(
    db,
    z.object({ others: z.coerce.number() }),
    sql`
    with me as (
      insert into senders (id, seen_at) values (${sender}, ${now}) on conflict (id) do update set seen_at = excluded.seen_at
    ), renewed as (
      update deliveries set lease_until = ${now} + make_interval(secs => ${leaseSeconds})
      -- A row that is locked is being settled at this moment; waiting for it could be a deadlock.
      where id in (select id from deliveries where worker = ${sender} and state in ('claimed', 'transmitting') for update skip locked)
    ), forgotten as (
      delete from senders where seen_at < ${now} - interval '1 hour' and id <> ${sender}
    )
    select count(*) as others from senders where id <> ${sender} and seen_at > ${now} - make_interval(secs => ${aliveSeconds})`,
  )
  return (row?.others ?? 0) + 1
}

/** Every sender on the list, dead ones too. */
export async function listSenders(db: Execute): Promise<string[]> {
  const rows = await queryRows(db, z.object({ id: z.string() }), sql`select id from senders`)
  return rows.map((row) => row.id)
}

export async function removeSenders(db: Execute, senders: readonly string[]): Promise<void> {
  if (senders.length === 0) return
  await db.execute(sql`delete from senders where id = any(${param.texts(senders)})`)
}
