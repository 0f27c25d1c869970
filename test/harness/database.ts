import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'
import { connectDatabase, type Database } from '../../services/platform/db/connect.ts'

export type TestDatabase = Database & { readonly url: string }

/** A migrated, empty database of its own, copied from the template in some 50 ms; dropped by `close`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = new URL(inject('templateUrl'))
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(template, (sql) =>
    sql.unsafe(`create database ${name} template ${template.pathname.slice(1)}`),
  )
  const url = new URL(template)
  url.pathname = `/${name}`
  const database = connectDatabase(url.href)
  const close = async () => {
    await database.close()
    await administer(template, (sql) => sql.unsafe(`drop database ${name} with (force)`))
  }
  return { url: url.href, db: database.db, close }
}

async function administer(template: URL, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const url = new URL(template)
  url.pathname = '/postgres'
  const sql = postgres(url.href, { max: 1, onnotice: () => {} })
  try {
    await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
