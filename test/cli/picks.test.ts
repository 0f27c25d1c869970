import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { cli, jsonLines } from './run-cli.ts'

let database: TestDatabase
const env = () => ({ DATABASE_URL: database.url })
const picks = (...args: string[]) => cli(['picks', ...args], env())

beforeAll(async () => {
  database = await createTestDatabase()
  await database.db.execute(sql`
    insert into papers (canonical_id, title, abstract, authors, author_keys, categories, url, changed_at)
    values ('arxiv:2611.00001', 'Sheep', '', '{}', '{}', '{}', 'https://example.org/', now())`)
})
afterAll(() => database.close())

test('an editor pins, notes, lists and takes back', async () => {
  const pinned = await picks('pin', '1', '--by', 'Ada', '--everyone', '--note', 'Read\n it.', '--json')
  expect({ code: pinned.code, out: jsonLines(pinned.out) }).toEqual({ code: 0, out: [{ ok: true, id: 1 }] })
  expect(
    await picks('note', '1', 'Short.', '--by', 'Ben', '--cadence', 'weekly', '--date', '2026-11-23'),
  ).toMatchObject({
    code: 0,
    out: 'Pick 2: it holds for digests of the weekly edition of 2026-11-23 that are planned from now on.\n',
  })
  expect((await picks('list')).out).toBe(
    [
      '1 · the next daily edition · pin for everyone · by Ada',
      '  1 Sheep — “Read it.”',
      '2 · the weekly edition of 2026-11-23 · note · by Ben',
      '  1 Sheep — “Short.”',
      '',
    ].join('\n'),
  )
  expect(await picks('remove', '1')).toMatchObject({ code: 0, out: 'Pick 1 is taken back.\n' })
  expect(jsonLines((await picks('list', '--json')).out)).toMatchObject([{ id: 2, paperId: 1, place: null }])
})

test('what cannot be is told', async () => {
  expect(await picks('hide', '7', '--by', 'Ada')).toMatchObject({ code: 1, err: 'There is no paper 7.\n' })
  expect(await picks('hide', '1')).toMatchObject({ code: 2 })
  expect(
    await picks('hide', '1', '--by', 'Ada', '--cadence', 'weekly', '--date', '2026-11-24'),
  ).toMatchObject({
    code: 2,
    err: 'A weekly edition has the date of its Monday.\n',
  })
  expect(await picks('pin', '1', '--by', 'Ada', '--date', '2026-02-30')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Give a day such as 2026-11-24.'),
  })
})
