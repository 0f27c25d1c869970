import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { confirm, findPendingSignup } from '../../services/subscribers/confirm.ts'
import { purgeSignups } from '../../services/subscribers/purge-signups.ts'
import { findSubscriber, findSubscriberByEmail } from '../../services/subscribers/subscriber-store.ts'
import { suppress } from '../../services/subscribers/suppress.ts'
import { unsubscribe } from '../../services/subscribers/unsubscribe.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import {
  addReader,
  buildClock,
  buildDeps,
  dumpDatabase,
  issueToken,
  minutesOf,
  noOrigin,
  rows,
  signUp,
} from './readers.ts'

let database: TestDatabase
let serial = 0

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

function setUp() {
  serial += 1
  const clock = buildClock()
  return { ...clock, deps: buildDeps(database.db, clock.now), email: `reader${serial}@example.org` }
}

const consentsOf = (subscriberId: number) =>
  rows(
    database.db,
    sql`select kind, source, host(ip) as ip, user_agent, at from consent_events where subscriber_id = ${subscriberId} order by id`,
  )

test('a confirmation makes an active reader with the chosen preferences, whose first edition is due', async () => {
  const { deps, email, now, pass } = setUp()
  await signUp(deps, email, {
    topics: ['vision', 'agents'],
    frequency: 'weekly',
    timezone: 'Asia/Tokyo',
    keywords: 'vlm',
  })
  const token = await issueToken(deps, email)
  pass(30)
  const result = await confirm(deps, token, { ip: '192.0.2.8', userAgent: 'browser' })
  expect(result).toMatchObject({ email, isConfirmed: false })
  expect(await findSubscriber(database.db, result.subscriberId)).toMatchObject({
    email,
    status: 'active',
    preferences: {
      topics: ['agents', 'vision'],
      keywords: ['vlm'],
      frequency: 'weekly',
      timezone: 'Asia/Tokyo',
    },
    nextDigestAt: now(),
    confirmedAt: now(),
  })
})

test('the consent record holds request and confirmation, each with its time and origin, and refuses to be changed', async () => {
  const { deps, email, now, pass } = setUp()
  const requestedAt = now()
  await signUp(deps, email)
  const token = await issueToken(deps, email)
  pass(30)
  const { subscriberId } = await confirm(deps, token, { ip: '2001:db8::1', userAgent: 'browser' })
  const consents = await consentsOf(subscriberId)
  expect(consents.map((consent) => ({ ...consent, at: new Date(String(consent['at'])) }))).toEqual([
    { kind: 'requested', source: 'home', ip: '192.0.2.7', user_agent: 'test', at: requestedAt },
    { kind: 'confirmed', source: 'home', ip: '2001:db8::1', user_agent: 'browser', at: now() },
  ])
  const change = database.db.execute(
    sql`update consent_events set kind = 'added' where subscriber_id = ${subscriberId}`,
  )
  await expect(change).rejects.toMatchObject({ cause: { message: 'consent_events is append-only' } })
})

test('looking at the link changes nothing, before and after', async () => {
  const { deps, email } = setUp()
  await signUp(deps, email)
  const token = await issueToken(deps, email)
  const before = await dumpDatabase(database.db)
  expect(await findPendingSignup(deps, token)).toMatchObject({ email, isConfirmed: false })
  expect(await dumpDatabase(database.db)).toBe(before)
  await confirm(deps, token, noOrigin)
  const after = await dumpDatabase(database.db)
  expect(await findPendingSignup(deps, token)).toMatchObject({ email, isConfirmed: true })
  expect(await dumpDatabase(database.db)).toBe(after)
})

test('the database never holds the token itself', async () => {
  const { deps, email } = setUp()
  await signUp(deps, email)
  const token = await issueToken(deps, email)
  expect(token).toMatch(/^[\w-]{43}$/)
  const dump = await dumpDatabase(database.db)
  expect(dump).toContain(email)
  expect(dump).not.toContain(token)
  expect(dump).not.toContain(Buffer.from(token).toString('hex'))
  expect(dump).not.toContain(Buffer.from(token, 'base64url').toString('hex'))
})

test('confirming again changes nothing and answers the same, also after the reader has left', async () => {
  const { deps, email } = setUp()
  await signUp(deps, email)
  const token = await issueToken(deps, email)
  const { subscriberId } = await confirm(deps, token, noOrigin)
  const before = await dumpDatabase(database.db)
  expect(await confirm(deps, token, noOrigin)).toMatchObject({ email, subscriberId, isConfirmed: true })
  expect(await dumpDatabase(database.db)).toBe(before)
  await unsubscribe(deps, subscriberId, 'one-click')
  await confirm(deps, token, noOrigin)
  expect(await findSubscriber(database.db, subscriberId)).toMatchObject({ status: 'unsubscribed' })
})

test('a used link makes no new reader of one whose data is gone', async () => {
  const { deps, email } = setUp()
  await signUp(deps, email)
  const token = await issueToken(deps, email)
  const { subscriberId } = await confirm(deps, token, noOrigin)
  await database.db.execute(sql`delete from subscribers where id = ${subscriberId}`)
  await expect(confirm(deps, token, noOrigin)).rejects.toMatchObject({ code: 'CONFIRMATION_UNKNOWN' })
  expect(await findSubscriberByEmail(database.db, email)).toBeUndefined()
})

test('a link works until its three days are over', async () => {
  const { deps, email, pass } = setUp()
  await signUp(deps, email)
  const token = await issueToken(deps, email)
  pass(3 * minutesOf.day - 1)
  await findPendingSignup(deps, token)
  pass(1)
  await expect(confirm(deps, token, noOrigin)).rejects.toMatchObject({ code: 'CONFIRMATION_EXPIRED' })
  await expect(findPendingSignup(deps, token)).rejects.toMatchObject({ code: 'CONFIRMATION_EXPIRED' })
  expect(await findSubscriberByEmail(database.db, email)).toBeUndefined()
})

test.each(['', 'x', '\0', 'a'.repeat(5_000)])('a link that was never sent (%j) is unknown', async (token) => {
  await expect(confirm(setUp().deps, token, noOrigin)).rejects.toMatchObject({ code: 'CONFIRMATION_UNKNOWN' })
})

test('a first link confirms what was asked for last, as long as it was not used', async () => {
  const { deps, email } = setUp()
  await signUp(deps, email, { topics: 'vision' })
  const token = await issueToken(deps, email)
  await signUp(deps, email, { topics: 'tokenization' })
  const { subscriberId } = await confirm(deps, token, noOrigin)
  expect((await findSubscriber(database.db, subscriberId))?.preferences.topics).toEqual(['tokenization'])
})

test('a used link does not confirm what a stranger asks for later; a new link does', async () => {
  const { deps, email, pass } = setUp()
  await signUp(deps, email, { topics: 'vision' })
  const used = await issueToken(deps, email)
  const { subscriberId } = await confirm(deps, used, noOrigin)
  pass(20)
  await signUp(deps, email, { topics: 'tokenization' })
  await expect(confirm(deps, used, noOrigin)).rejects.toMatchObject({ code: 'CONFIRMATION_UNKNOWN' })
  const topicsOf = async () => (await findSubscriber(database.db, subscriberId))?.preferences.topics
  expect(await topicsOf()).toEqual(['vision'])
  const again = await confirm(deps, await issueToken(deps, email), noOrigin)
  expect(again.subscriberId).toBe(subscriberId)
  expect(await topicsOf()).toEqual(['tokenization'])
})

test('a reader who left comes back by a new sign-up and its confirmation', async () => {
  const { deps, email, pass } = setUp()
  const id = await addReader(deps, email)
  await unsubscribe(deps, id, 'page')
  pass(20)
  await signUp(deps, email)
  expect(await findSubscriber(database.db, id)).toMatchObject({ status: 'unsubscribed' })
  await confirm(deps, await issueToken(deps, email), noOrigin)
  expect(await findSubscriber(database.db, id)).toMatchObject({ status: 'active', unsubscribedAt: null })
  expect((await consentsOf(id)).map(({ kind }) => kind)).toEqual([
    'requested',
    'confirmed',
    'unsubscribed',
    'requested',
    'confirmed',
  ])
})

test('a confirmation lifts the mark of an erasure and no other suppression', async () => {
  const { deps, email } = setUp()
  await suppress(deps, email, 'erased')
  await addReader(deps, email)
  const { deps: others, email: complainer } = setUp()
  await signUp(others, complainer)
  const token = await issueToken(others, complainer)
  await suppress(others, complainer, 'complaint')
  await confirm(others, token, noOrigin)
  expect(await rows(database.db, sql`select reason from suppressions`)).toEqual([{ reason: 'complaint' }])
})

test('a sign-up is forgotten 7 days after it was last made, and with it all that it left', async () => {
  const own = await createTestDatabase()
  const { now, pass } = buildClock()
  const deps = buildDeps(own.db, now)
  const countLeft = async () => {
    await purgeSignups(own.db, now())
    const [row] = await rows(
      own.db,
      sql`select (select count(*) from signup_requests)::int as requests, (select count(*) from confirmation_tokens)::int as tokens,
        (select count(*) from notices)::int as notices, (select count(*) from confirmation_turns)::int as turns`,
    )
    return row
  }
  await signUp(deps, 'reader@example.org')
  await issueToken(deps, 'reader@example.org')
  pass(6 * minutesOf.day)
  await signUp(deps, 'reader@example.org')
  pass(7 * minutesOf.day - 1)
  expect(await countLeft()).toEqual({ requests: 1, tokens: 1, notices: 2, turns: 1 })
  pass(2)
  expect(await countLeft()).toEqual({ requests: 0, tokens: 0, notices: 0, turns: 0 })
  await own.close()
})
