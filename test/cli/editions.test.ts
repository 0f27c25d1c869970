import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { cli, jsonLines } from './run-cli.ts'

let database: TestDatabase
const editions = (...args: string[]) => cli(['editions', ...args], { DATABASE_URL: database.url })
const stateOf = async () => [...(await database.db.execute(sql`select state from editions`))][0]?.['state']

beforeAll(async () => {
  database = await createTestDatabase()
  await database.db.execute(sql`
    insert into editions (cadence, date, number, papers_read, created_at) values ('daily', '2026-11-24', 1, 0, now())`)
})
afterAll(() => database.close())

test('an edition is held back, sent on and ended, and a cancelled one stays so', async () => {
  expect(await editions('pause', '1', '--reason', 'a wrong title')).toMatchObject({ code: 0 })
  expect(await stateOf()).toBe('paused')
  expect(jsonLines((await editions('resume', '1', '--json')).out)).toEqual([
    { ok: true, edition: 1, state: 'running' },
  ])
  expect(await stateOf()).toBe('running')
  expect(jsonLines((await editions('cancel', '1', '--json')).out)).toMatchObject([
    { state: 'cancelled', unsent: 0 },
  ])
  expect(await editions('resume', '1')).toMatchObject({ code: 1 })
  expect(await stateOf()).toBe('cancelled')
})

test('an edition that there is not is said to be unknown, and one that is no number is bad usage', async () => {
  expect(await editions('pause', '99')).toMatchObject({ code: 1 })
  expect(await editions('pause', 'first')).toMatchObject({ code: 2 })
})
