import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Db } from '../../../services/platform/db/connect.ts'
import { prepared, queryRows } from '../../../services/platform/db/rows.ts'
import { createTestDatabase, type TestDatabase } from '../../harness/database.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

async function isKept(db: Pick<Db, 'execute'>, name: string): Promise<boolean> {
  const rows = await queryRows(
    db,
    z.object({ statement: z.string() }),
    sql`select statement from pg_prepared_statements where statement like ${`%as ${name}%`}`,
  )
  return rows.length > 0
}

test('a statement that is worth keeping stays prepared in a transaction, and another does not', async () => {
  await database.db.transaction(async (tx) => {
    const [row] = await queryRows(
      tx,
      z.object({ kept: z.number() }),
      sql`${prepared} select ${1}::int as kept`,
    )
    expect(row).toEqual({ kept: 1 })
    await tx.execute(sql`select ${1}::int as dropped`)
    expect(await isKept(tx, 'kept')).toBe(true)
    expect(await isKept(tx, 'dropped')).toBe(false)
  })
})

test('a transaction that fails leaves nothing, and says why', async () => {
  const broken = database.db.transaction(async (tx) => {
    await tx.execute(sql`create table left_behind ()`)
    await tx.execute(sql`${prepared} select ${'x'}::text::int as broken`)
  })
  await expect(broken).rejects.toMatchObject({ cause: { code: '22P02' } })
  await expect(database.db.execute(sql`select from left_behind`)).rejects.toThrow()
})
