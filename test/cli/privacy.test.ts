import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { dumpDatabase } from '../harness/dump-database.ts'
import { cli, jsonLines, settings } from './run-cli.ts'

let database: TestDatabase
const run = (args: readonly string[]) => cli(args, { ...settings, DATABASE_URL: database.url })

beforeAll(async () => {
  database = await createTestDatabase()
  await run(['subscribers', 'add', 'Canary.Person@example.org', '--topics', 'tokenization'])
})
afterAll(() => database.close())

test('an operator prints all that is kept of a person, and erases it for good', async () => {
  const printed = await run(['privacy', 'export', 'canary.person@example.org', '--json'])
  expect(jsonLines(printed.out)).toMatchObject([
    { subscription: { status: 'active' }, consents: [{ kind: 'added', source: 'operator' }] },
  ])
  const erased = await run(['privacy', 'erase', 'canary.person@example.org', '--json'])
  expect({ code: erased.code, lines: jsonLines(erased.out) }).toEqual({
    code: 0,
    lines: [{ ok: true, erased: true }],
  })
  expect((await dumpDatabase(database.db)).toLowerCase()).not.toContain('canary')
  const again = await run(['subscribers', 'add', 'canary.person@example.org', '--topics', 'tokenization'])
  expect(again.code).toBe(1)
  const nothing = await run(['privacy', 'erase', 'nobody@example.org'])
  expect(nothing.out).toContain('Nothing was kept')
})
