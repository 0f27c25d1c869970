import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { queryRows } from '../../services/platform/db/rows.ts'
import { buildLinkSigner } from '../../services/platform/links.ts'
import { confirm, issueConfirmationToken } from '../../services/subscribers/confirm.ts'
import { parseEmailAddress } from '../../services/subscribers/email-address.ts'
import { preferencesSchema } from '../../services/subscribers/preferences.ts'
import { subscribe } from '../../services/subscribers/subscribe.ts'
import { findSubscriber } from '../../services/subscribers/subscriber-store.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

let database: TestDatabase
const links = buildLinkSigner(['a-test-key-that-is-long-enough-000'])
const now = () => new Date('2026-11-24T06:00:00Z')
const origin = { form: 'home', ip: '192.0.2.7', userAgent: 'test' }
const preferences = preferencesSchema(new Set(['agents', 'tokenization'])).parse({
  topics: ['tokenization', 'agents'],
})

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

test('a hundred parallel sign-ups of one address ask for one confirmation mail', async () => {
  const { db } = database
  const address = parseEmailAddress('crowd@example.org')
  await Promise.all(
    Array.from({ length: 100 }, () => subscribe({ db, links, now }, address, { preferences, origin })),
  )
  const notices = await queryRows(db, z.object({ kind: z.string() }), sql`select kind from notices`)
  expect(notices).toEqual([{ kind: 'confirmation' }])
})

test('twenty parallel confirmations make one reader and one consent', async () => {
  const { db } = database
  const deps = { db, links, now }
  await subscribe(deps, parseEmailAddress('twenty@example.org'), { preferences, origin })
  const [request] = await queryRows(
    db,
    z.object({ id: z.coerce.number() }),
    sql`select id from signup_requests where email = 'twenty@example.org'`,
  )
  const token = await issueConfirmationToken(deps, request?.id ?? 0)
  const results = await Promise.all(
    Array.from({ length: 20 }, () => confirm(deps, token, { ip: undefined, userAgent: undefined })),
  )
  expect(new Set(results.map((result) => result.subscriberId)).size).toBe(1)
  const consents = await queryRows(
    db,
    z.object({ kind: z.string() }),
    sql`select kind from consent_events order by id`,
  )
  expect(consents.map((consent) => consent.kind)).toEqual(['requested', 'confirmed'])
  const subscriber = await findSubscriber(db, results[0]?.subscriberId ?? 0)
  expect(subscriber).toMatchObject({
    email: 'twenty@example.org',
    status: 'active',
    preferences: { topics: ['agents', 'tokenization'], hour: 7 },
  })
})
