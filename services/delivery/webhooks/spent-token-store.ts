import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../platform/db/connect.ts'
import { param, queryRows } from '../../platform/db/rows.ts'

/** Spends a token that opens once; false when it was spent before. Those that are too old to be taken are cleared away. */
export async function spendToken(
  db: Pick<Db, 'execute'>,
  token: { readonly value: string; readonly expiresAt: Date },
  now: Date,
): Promise<boolean> {
  const hash = createHash('sha256').update(token.value).digest()
  await db.execute(sql`delete from spent_webhook_tokens where expires_at < ${param.instant(now)}`)
  const rows = await queryRows(
    db,
    z.unknown(),
    sql`
    insert into spent_webhook_tokens (token_hash, expires_at)
    select unnest(${param.hashes([hash])}), ${param.instant(token.expiresAt)} on conflict do nothing returning 1 as spent`,
  )
  return rows.length > 0
}
