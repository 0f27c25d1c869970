import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { instant, param, queryRows } from '../platform/db/rows.ts'
import type { LinkSigner } from '../platform/links.ts'
import { emailHashes } from './subscribe.ts'

export type SuppressionReason = 'bounce' | 'complaint' | 'manual' | 'erased'

type Deps = { db: Pick<Db, 'execute'>; links: LinkSigner; now: () => Date }

/**
 * No mail to this address from now on. Stored under every key of the ring, so that it holds whichever signs next. The
 * first reason stays, but that a complaint outranks all, and the mere memory of an erased address none.
 */
export async function suppress(deps: Deps, email: string, reason: SuppressionReason): Promise<void> {
  await deps.db.execute(sql`
    insert into suppressions (email_hash, reason, created_at)
    select unnest(${param.hashes(emailHashes(deps.links, email))}), ${reason}, ${param.instant(deps.now())}
    on conflict (email_hash) do update set reason = excluded.reason, created_at = excluded.created_at
    where excluded.reason <> 'erased' and (suppressions.reason = 'erased'
      or (excluded.reason = 'complaint' and suppressions.reason <> 'complaint'))`)
}

/** True when the address was on the list. */
export async function unsuppress(deps: Omit<Deps, 'now'>, email: string): Promise<boolean> {
  const rows = await queryRows(
    deps.db,
    z.object({ reason: z.string() }),
    sql`delete from suppressions where email_hash = any(${param.hashes(emailHashes(deps.links, email))}) returning reason`,
  )
  return rows.length > 0
}

/** The list as it is stored: hashes cannot be read back, so an address shows only where a subscriber row still has it. */
export function listSuppressions(db: Pick<Db, 'execute'>) {
  return queryRows(
    db,
    z.object({ hash: z.string(), email: z.string().nullable(), reason: z.string(), created_at: instant }),
    sql`
    select left(encode(p.email_hash, 'hex'), 16) as hash, s.email, p.reason, p.created_at
    from suppressions p left join subscribers s on s.email_hash = p.email_hash
    order by p.created_at desc, hash`,
  )
}
