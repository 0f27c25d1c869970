import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { z } from 'zod'
import type { Db } from './connect.ts'
import { queryRows } from './rows.ts'

const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url))

/** How many of our migrations this database lacks; changes nothing. The rule is the migrator's: later than the last applied. */
export async function countPendingMigrations(
  db: Pick<Db, 'execute'>,
): Promise<{ total: number; pending: number }> {
  const instants = readMigrationFiles({ migrationsFolder }).map((migration) => migration.folderMillis)
  const [table] = await queryRows(
    db,
    z.object({ there: z.boolean() }),
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as there`,
  )
  if (!table?.there) return { total: instants.length, pending: instants.length }
  const [last] = await queryRows(
    db,
    z.object({ at: z.coerce.number().nullable() }),
    sql`select max(created_at) as at from drizzle.__drizzle_migrations`,
  )
  const pending = instants.filter((at) => at > (last?.at ?? 0)).length
  return { total: instants.length, pending }
}
