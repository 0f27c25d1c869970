import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { expect, inject, test } from 'vitest'
import { z } from 'zod'
import { connectDatabase } from '../../../services/platform/db/connect.ts'
import { migrateDatabase } from '../../../services/platform/db/migrate.ts'
import { queryRows } from '../../../services/platform/db/rows.ts'

/** An empty database, without our tables. */
async function createEmptyDatabase() {
  const admin = postgres(inject('templateUrl').replace(/[^/]+$/, 'postgres'), { max: 1, onnotice: () => {} })
  const name = `empty_${randomBytes(6).toString('hex')}`
  await admin.unsafe(`create database ${name} template template0`)
  const close = async () => {
    await admin.unsafe(`drop database ${name} with (force)`)
    await admin.end()
  }
  return { url: inject('templateUrl').replace(/[^/]+$/, name), close }
}

test('five processes that start at once apply each migration once, and a later start applies nothing', async () => {
  const empty = await createEmptyDatabase()
  await Promise.all(Array.from({ length: 5 }, () => migrateDatabase(empty.url)))
  const { db, close } = connectDatabase(empty.url, 1)
  const applied = () =>
    queryRows(db, z.object({ hash: z.string() }), sql`select hash from drizzle.__drizzle_migrations`)
  const first = await applied()
  expect(new Set(first.map(({ hash }) => hash)).size).toBe(first.length)
  expect(first.length).toBeGreaterThan(1)
  await migrateDatabase(empty.url)
  expect(await applied()).toEqual(first)
  await close()
  await empty.close()
})

test('a database that cannot be reached is a failure at once, with its reason', async () => {
  await expect(migrateDatabase('postgres://nobody@127.0.0.1:1/none')).rejects.toThrow('ECONNREFUSED')
})
