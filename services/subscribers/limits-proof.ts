import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../platform/db/connect.ts'
import { param, queryRows } from '../platform/db/rows.ts'

/** True the first time a proof of work is handed in, in whichever process; false ever after. */
export async function spendProof(
  db: Pick<Db, 'execute'>,
  proof: { readonly hash: Buffer; readonly expiresAt: Date },
): Promise<boolean> {
  const rows = await queryRows(
    db,
    z.unknown(),
    sql`
    insert into spent_proofs (proof_hash, expires_at) select unnest(${param.hashes([proof.hash])}), ${param.instant(proof.expiresAt)}
    on conflict (proof_hash) do nothing returning expires_at`,
  )
  return rows.length === 1
}
