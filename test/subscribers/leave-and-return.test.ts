import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nextDigestAt } from '../../services/subscribers/next-digest.ts'
import { prefer } from '../../services/subscribers/prefer.ts'
import { findSubscriber, streamSubscribers } from '../../services/subscribers/subscriber-store.ts'
import { undoUnsubscribe, unsubscribe } from '../../services/subscribers/unsubscribe.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import {
  addReader,
  buildClock,
  buildDeps,
  dumpDatabase,
  minutesOf,
  prefer as preferences,
  rows,
} from './readers.ts'

let database: TestDatabase
let serial = 0

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

async function setUp(wanted: Record<string, unknown> = {}) {
  serial += 1
  const clock = buildClock()
  const deps = buildDeps(database.db, clock.now)
  const id = await addReader(deps, `reader${serial}@example.org`, wanted)
  const reader = () => findSubscriber(database.db, id)
  const kinds = async () => {
    const consents = await rows(
      database.db,
      sql`select kind, source from consent_events where subscriber_id = ${id} order by id`,
    )
    return consents.slice(2).map(({ kind, source }) => `${kind} by ${source}`)
  }
  const goodbyes = async () => {
    const notices = await rows(
      database.db,
      sql`select state from notices where subscriber_id = ${id} order by id`,
    )
    return notices.map(({ state }) => state)
  }
  return { ...clock, deps, id, reader, kinds, goodbyes }
}

test.each([
  ['page', ['pending']],
  ['one-click', []],
  ['mailto', []],
  ['operator', []],
] as const)(
  'leaving by %s ends the subscription, and only the page is answered by mail',
  async (source, notices) => {
    const { deps, id, reader, kinds, goodbyes, now } = await setUp()
    await unsubscribe(deps, id, source)
    expect(await reader()).toMatchObject({
      status: 'unsubscribed',
      nextDigestAt: null,
      unsubscribedAt: now(),
    })
    expect(await kinds()).toEqual([`unsubscribed by ${source}`])
    expect(await goodbyes()).toEqual(notices)
  },
)

test('leaving again and again, at once or later, changes nothing more', async () => {
  const { deps, id, pass } = await setUp()
  await Promise.all(Array.from({ length: 10 }, () => unsubscribe(deps, id, 'page')))
  const before = await dumpDatabase(database.db)
  pass(60)
  await unsubscribe(deps, id, 'one-click')
  await unsubscribe(deps, 999_999, 'one-click')
  expect(await dumpDatabase(database.db)).toBe(before)
  expect(await rows(database.db, sql`select kind from notices where subscriber_id = ${id}`)).toHaveLength(1)
})

test('an undo within 7 days brings the old preferences back, due at their hour, and takes the goodbye back', async () => {
  const { deps, id, reader, kinds, goodbyes, now, pass } = await setUp({
    topics: 'vision',
    hour: 9,
    timezone: 'Asia/Tokyo',
  })
  const before = await reader()
  await unsubscribe(deps, id, 'page')
  pass(7 * minutesOf.day)
  await Promise.all(Array.from({ length: 5 }, () => undoUnsubscribe(deps, id)))
  const schedule = { frequency: 'daily', hour: 9, weekday: 1, timezone: 'Asia/Tokyo' } as const
  expect(await reader()).toEqual({ ...before, nextDigestAt: nextDigestAt(schedule, now()) })
  expect(await kinds()).toEqual(['unsubscribed by page', 'resubscribed by page'])
  expect(await goodbyes()).toEqual(['expired'])
})

test('an undo after 7 days, or of nobody, is refused with what to do', async () => {
  const { deps, id, reader, pass } = await setUp()
  await unsubscribe(deps, id, 'one-click')
  pass(7 * minutesOf.day + 1)
  await expect(undoUnsubscribe(deps, id)).rejects.toMatchObject({
    code: 'UNDO_TOO_LATE',
    message: 'You left more than 7 days ago. Sign up again to return.',
  })
  expect(await reader()).toMatchObject({ status: 'unsubscribed' })
  await expect(undoUnsubscribe(deps, 999_999)).rejects.toMatchObject({ code: 'SUBSCRIBER_UNKNOWN' })
})

test('an undo of a reader who never left changes nothing', async () => {
  const { deps, id } = await setUp()
  const before = await dumpDatabase(database.db)
  await undoUnsubscribe(deps, id)
  expect(await dumpDatabase(database.db)).toBe(before)
})

test('new preferences replace the old, and move the next digest to the first hour of the new schedule', async () => {
  const { deps, id, reader, kinds } = await setUp({ topics: 'vision' })
  const wanted = preferences({
    topics: ['agents', 'tokenization'],
    frequency: 'monthly',
    hour: 5,
    timezone: 'Europe/Berlin',
    maxPapers: 3,
  })
  await prefer(deps, id, { preferences: wanted, pausedUntil: null, source: 'page' })
  expect(await reader()).toMatchObject({
    preferences: wanted,
    nextDigestAt: new Date('2026-12-01T04:00:00Z'),
    pausedUntil: null,
  })
  expect(await kinds()).toEqual(['changed by page'])
})

test('a pause moves the next digest behind its end, and an end in the past is no pause', async () => {
  const { deps, id, reader } = await setUp()
  const pausedUntil = new Date('2026-12-24T12:00:00Z')
  await prefer(deps, id, { preferences: preferences(), pausedUntil, source: 'page' })
  expect(await reader()).toMatchObject({ pausedUntil, nextDigestAt: new Date('2026-12-25T07:00:00Z') })
  await prefer(deps, id, {
    preferences: preferences(),
    pausedUntil: new Date('2026-01-01T00:00:00Z'),
    source: 'page',
  })
  expect(await reader()).toMatchObject({ nextDigestAt: new Date('2026-11-24T07:00:00Z') })
})

test('preferences of a reader who left, or of nobody, are refused and leave no trace', async () => {
  const { deps, id } = await setUp()
  await unsubscribe(deps, id, 'page')
  const before = await dumpDatabase(database.db)
  for (const subscriberId of [id, 999_999]) {
    const change = prefer(deps, subscriberId, {
      preferences: preferences({ keywords: 'new word' }),
      pausedUntil: null,
      source: 'page',
    })
    await expect(change).rejects.toMatchObject({ code: 'SUBSCRIBER_UNKNOWN' })
  }
  expect(await dumpDatabase(database.db)).toBe(before)
})

test('readers who follow the same share one row of interests', async () => {
  const wanted = {
    topics: ['agents', 'vision'],
    keywords: 'shared words',
    authors: ['B', 'A'].map((name) => `${name}. Author`),
  }
  await setUp(wanted)
  await setUp({ ...wanted, hour: 11, authors: ['A. Author', 'B. Author'] })
  const shared = await rows(
    database.db,
    sql`select count(*)::int as n from interests where 'shared words' = any(keywords)`,
  )
  expect(shared).toEqual([{ n: 1 }])
})

test('all readers stream by in pages, each once', async () => {
  for (let index = 0; index < 5; index += 1) await setUp()
  const [row] = await rows(database.db, sql`select count(*)::int as n from subscribers`)
  const ids: number[] = []
  for await (const subscriber of streamSubscribers(database.db, 2)) ids.push(subscriber.id)
  expect(ids).toHaveLength(Number(row?.['n']))
  expect(ids).toEqual([...new Set(ids)].sort((one, other) => one - other))
})
