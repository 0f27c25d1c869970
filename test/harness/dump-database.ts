import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../services/platform/db/connect.ts'
import { queryRows } from '../../services/platform/db/rows.ts'

/** Every row of every table in every schema as text, the queue's and the migrator's too; each line begins with its table. */
export async function dumpDatabase(db: Pick<Db, 'execute'>): Promise<string> {
  const tables = await queryRows(
    db,
    z.object({ schemaname: z.string(), tablename: z.string() }),
    sql`select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2`,
  )
  const lines = []
  for (const { schemaname, tablename } of tables) {
    const rows = await queryRows(
      db,
      z.object({ line: z.string() }),
      sql`select t::text as line from ${sql.identifier(schemaname)}.${sql.identifier(tablename)} t`,
    )
    lines.push(...rows.map(({ line }) => `${schemaname}.${tablename}: ${line}`))
  }
  return lines.join('\n')
}
