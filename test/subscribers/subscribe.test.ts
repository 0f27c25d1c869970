import { sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Db } from '../../services/platform/db/connect.ts'
import { parseEmailAddress } from '../../services/subscribers/email-address.ts'
import { subscribe } from '../../services/subscribers/subscribe.ts'
import { findSubscriber } from '../../services/subscribers/subscriber-store.ts'
import { suppress } from '../../services/subscribers/suppress.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { addReader, buildClock, buildDeps, minutesOf, origin, prefer, rows, signUp } from './readers.ts'

let database: TestDatabase
let serial = 0

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const freshEmail = () => {
  serial += 1
  // Each at a domain of its own, which has a limit of its own.
  return `reader${serial}@domain${serial}.example`
}

async function countConfirmations(email: string): Promise<number> {
  const [row] = await rows(
    database.db,
    sql`select count(*)::int as n from notices n join signup_requests r on r.id = n.request_id where lower(r.email) = lower(${email})`,
  )
  return Number(row?.['n'])
}

test('confirmations to one address are 15, then 30 minutes apart, and three in 7 days', async () => {
  const { now, pass } = buildClock()
  const deps = buildDeps(database.db, now)
  const email = freshEmail()
  const steps: [number, number][] = [
    [0, 1],
    [14, 1],
    [1, 2],
    [29, 2],
    [1, 3],
    [60, 3],
    [3 * minutesOf.day, 3],
    [4 * minutesOf.day - 45 - 60 - 1, 3],
    [1, 4],
  ]
  for (const [minutes, expected] of steps) {
    pass(minutes)
    await signUp(deps, email)
    expect({ minutes, sent: await countConfirmations(email) }).toEqual({ minutes, sent: expected })
  }
})

test('however sign-ups are spread, no 7 days see more than three confirmations, and no two come within 15 minutes', async () => {
  const gaps = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 8 * minutesOf.day })),
    { minLength: 5, maxLength: 15 },
  )
  await fc.assert(
    fc.asyncProperty(gaps, async (minutes) => {
      const { now, pass } = buildClock()
      const deps = buildDeps(database.db, now)
      const email = freshEmail()
      const sent: number[] = []
      for (const gap of minutes) {
        pass(gap)
        const before = await countConfirmations(email)
        await signUp(deps, email)
        if ((await countConfirmations(email)) > before) sent.push(now().getTime() / 60_000)
      }
      for (const [index, at] of sent.entries()) {
        expect(at - (sent[index - 1] ?? -Infinity)).toBeGreaterThanOrEqual(15)
        expect(at - (sent[index - 3] ?? -Infinity)).toBeGreaterThanOrEqual(7 * minutesOf.day)
      }
      // An address that was left alone for 7 days always gets one.
      pass(7 * minutesOf.day)
      const before = await countConfirmations(email)
      await signUp(deps, email)
      expect(await countConfirmations(email)).toBe(before + 1)
    }),
    { numRuns: 25 },
  )
})

test('a tag or ignored dots do not give an address another turn', async () => {
  const deps = buildDeps(database.db, buildClock().now)
  for (const email of ['first.last@gmail.com', 'firstlast+a@gmail.com', 'FirstLast@googlemail.com'])
    await signUp(deps, email)
  const sent = await rows(
    database.db,
    sql`select r.email from notices n join signup_requests r on r.id = n.request_id where r.email ilike '%l%st%mail.com'`,
  )
  expect(sent).toEqual([{ email: 'first.last@gmail.com' }])
})

test('a suppressed address leaves the same trace of a request, and gets no mail', async () => {
  const deps = buildDeps(database.db, buildClock().now)
  const [suppressed, unknown] = [freshEmail(), freshEmail()]
  await suppress(deps, suppressed, 'complaint')
  await signUp(deps, suppressed)
  await signUp(deps, unknown)
  const requests = await rows(
    database.db,
    sql`select preferences, form, host(ip) as ip, user_agent from signup_requests where email in (${suppressed}, ${unknown})`,
  )
  expect(requests).toHaveLength(2)
  expect(requests[0]).toEqual(requests[1])
  expect([await countConfirmations(suppressed), await countConfirmations(unknown)]).toEqual([0, 1])
})

test('an erased address may come back by its own confirmation', async () => {
  const deps = buildDeps(database.db, buildClock().now)
  const email = freshEmail()
  await suppress(deps, email, 'erased')
  await signUp(deps, email)
  expect(await countConfirmations(email)).toBe(1)
})

test('known, unknown, suppressed and cooling addresses run one statement, the same, and get the same nothing', async () => {
  const { now } = buildClock()
  const deps = buildDeps(database.db, now)
  const [known, unknown, suppressed] = [freshEmail(), freshEmail(), freshEmail()]
  await addReader(deps, known)
  await suppress(deps, suppressed, 'bounce')
  const statements: string[][] = []
  const answers: unknown[] = []
  for (const email of [known, unknown, suppressed, unknown]) {
    const run: string[] = []
    answers.push(await signUp({ ...deps, db: watch(database.db, run) }, email))
    statements.push(run)
  }
  expect(answers).toEqual([undefined, undefined, undefined, undefined])
  expect(statements[0]).toHaveLength(1)
  expect(new Set(statements.map((run) => run.join('\n'))).size).toBe(1)
})

/** The database, with the text of each statement noted. */
function watch(db: Db, statements: string[]): Db {
  const dialect = new PgDialect()
  const execute: Db['execute'] = (query) => {
    statements.push(typeof query === 'string' ? query : dialect.sqlToQuery(query.getSQL()).sql)
    return db.execute(query)
  }
  return { ...db, execute, transaction: () => Promise.reject(new Error('another path')) }
}

test('a new sign-up of a reader changes nothing for them until it is confirmed', async () => {
  const { now, pass } = buildClock()
  const deps = buildDeps(database.db, now)
  const email = freshEmail()
  const id = await addReader(deps, email, { topics: 'vision', hour: 9 })
  const before = await findSubscriber(database.db, id)
  pass(20)
  await signUp(deps, email.toUpperCase(), { topics: 'tokenization', hour: 3 })
  expect(await findSubscriber(database.db, id)).toEqual(before)
  expect(await countConfirmations(email)).toBe(2)
})

test('an origin that is no network address, or a very long program name, costs nobody the sign-up', async () => {
  const deps = buildDeps(database.db, buildClock().now)
  for (const ip of ['unknown', 'fe80::1%eth0', '', '192.0.2.7, 10.0.0.1']) {
    const email = freshEmail()
    const userAgent = 'x'.repeat(5_000)
    await subscribe(deps, parseEmailAddress(email), {
      preferences: prefer(),
      origin: { ...origin, ip, userAgent },
    })
    const [row] = await rows(
      database.db,
      sql`select host(ip) as ip, length(user_agent)::int as length from signup_requests where email = ${email}`,
    )
    expect(row).toEqual({ ip: ip.startsWith('fe80') ? 'fe80::1' : null, length: 300 })
  }
})

test('hostile words in preferences are kept as they are', async () => {
  const deps = buildDeps(database.db, buildClock().now)
  const email = freshEmail()
  const keywords = [
    '"quoted" OR -not',
    "'; drop table subscribers; --",
    '{a,b}',
    '\\',
    'NULL',
    'a\0b',
    '\ud800x',
  ].map((word) => `${word} `)
  const id = await addReader(deps, email, { keywords: keywords.map((word) => `${word}word`) })
  const kept = (await findSubscriber(database.db, id))?.preferences.keywords
  expect(kept).toEqual(prefer({ keywords: keywords.map((word) => `${word}word`) }).keywords)
})
