import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { listSuppressions, suppress, unsuppress } from '../../services/subscribers/suppress.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { addReader, buildClock, buildDeps, dumpDatabase, rows, signUp } from './readers.ts'

const [oldKey, newKey] = ['old-'.repeat(10), 'new-'.repeat(10)]
let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterEach(() =>
  database.db.execute(
    sql`truncate suppressions, signup_requests, confirmation_turns, notices, confirmation_tokens`,
  ),
)
afterAll(() => database.close())

const depsWith = (...keys: string[]) => buildDeps(database.db, buildClock().now, keys)

async function isMailed(keys: string[], email: string): Promise<boolean> {
  await signUp(depsWith(...keys), email)
  const [row] = await rows(database.db, sql`select count(*)::int as n from notices`)
  await database.db.execute(sql`truncate signup_requests, confirmation_turns, notices, confirmation_tokens`)
  return Number(row?.['n']) > 0
}

test('a suppressed address is not mailed, however it is written; a tag makes another address', async () => {
  await suppress(depsWith(oldKey), 'Reader@example.org', 'bounce')
  expect(await isMailed([oldKey], 'reader@EXAMPLE.org')).toBe(false)
  expect(await isMailed([oldKey], 'reader+tag@example.org')).toBe(true)
})

test('a suppression outlives the rotation of the keys as long as its key is in the ring', async () => {
  await suppress(depsWith(oldKey), 'before@example.org', 'complaint')
  await suppress(depsWith(newKey, oldKey), 'during@example.org', 'complaint')
  expect(await isMailed([newKey, oldKey], 'before@example.org')).toBe(false)
  expect(await isMailed([newKey, oldKey], 'during@example.org')).toBe(false)
  expect(await isMailed([newKey], 'during@example.org')).toBe(false)
})

test('lifting a suppression lifts it under every key, and says whether there was one', async () => {
  await suppress(depsWith(newKey, oldKey), 'reader@example.org', 'manual')
  expect(await unsuppress(depsWith(oldKey, newKey), 'READER@example.org')).toBe(true)
  expect(await rows(database.db, sql`select * from suppressions`)).toEqual([])
  expect(await unsuppress(depsWith(newKey), 'reader@example.org')).toBe(false)
})

test('suppressing again keeps the first reason', async () => {
  const deps = depsWith(oldKey)
  await suppress(deps, 'reader@example.org', 'complaint')
  await suppress(deps, 'reader@example.org', 'bounce')
  expect(await rows(database.db, sql`select reason from suppressions`)).toEqual([{ reason: 'complaint' }])
})

test('the list cannot be read back: it holds keyed hashes, and names a reader only where we still have one', async () => {
  const deps = depsWith(oldKey)
  await addReader(deps, 'known@example.org')
  await suppress(deps, 'known@example.org', 'bounce')
  await suppress(deps, 'gone@example.org', 'erased')
  expect(await dumpDatabase(database.db)).not.toContain('gone@')
  const listed = await listSuppressions(database.db)
  expect(listed.map(({ email, reason }) => ({ email, reason })).sort((one) => (one.email ? 1 : -1))).toEqual([
    { email: null, reason: 'erased' },
    { email: 'known@example.org', reason: 'bounce' },
  ])
  for (const { hash } of listed) expect(hash).toMatch(/^[0-9a-f]{16}$/)
})

test('a reader who confirms again after a rotation is found under the new key', async () => {
  await addReader(depsWith(oldKey), 'rotated@example.org')
  await database.db.execute(sql`truncate confirmation_turns`)
  await addReader(depsWith(newKey, oldKey), 'rotated@example.org')
  await suppress(depsWith(newKey), 'rotated@example.org', 'bounce')
  const listed = await listSuppressions(database.db)
  expect(listed.map(({ email }) => email)).toEqual(['rotated@example.org'])
})
