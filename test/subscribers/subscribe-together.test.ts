import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectDatabase, type Db } from '../../services/platform/db/connect.ts'
import { parseEmailAddress } from '../../services/subscribers/email-address.ts'
import { domainMeter } from '../../services/subscribers/limits.ts'
import { buildSubscribe, type Subscribe } from '../../services/subscribers/subscribe.ts'
import { suppress } from '../../services/subscribers/suppress.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { addReader, buildClock, buildDeps, type Deps, origin, prefer, rows, signUp } from './readers.ts'

let database: TestDatabase
let deps: Deps
let clock: ReturnType<typeof buildClock>
beforeEach(async () => {
  database = await createTestDatabase()
  clock = buildClock()
  deps = buildDeps(database.db, clock.now)
})
afterEach(() => database.close())

const send = (subscribe: Subscribe, email: string, wanted: Record<string, unknown> = {}) =>
  subscribe(parseEmailAddress(email), { preferences: prefer(wanted), origin })

/** The database, with the result of each statement noted. */
function watch(db: Db) {
  const results: ('done' | 'failed')[] = []
  const execute = <Row extends Record<string, unknown>>(query: Parameters<Db['execute']>[0]) => {
    const result = db.execute<Row>(query)
    result.then(
      () => results.push('done'),
      () => results.push('failed'),
    )
    return result
  }
  return { db: { ...db, execute }, results }
}

const mailed = async () => {
  const found = await rows(
    database.db,
    sql`select email from notices join signup_requests r on r.id = request_id order by email`,
  )
  return found.map(({ email }) => email)
}

/** All that a sign-up writes, without the numbers of rows. */
async function written(db: Db) {
  const [requests, notices, turns, meters, tokens] = await Promise.all([
    rows(
      db,
      sql`select email, preferences, form, ip::text, user_agent, requested_at::text, confirmed_at::text from signup_requests order by email`,
    ),
    rows(
      db,
      sql`select r.email, kind, state, next_at::text, created_at::text from notices left join signup_requests r on r.id = request_id order by 1, 2, 4`,
    ),
    rows(db, sql`select t::text from confirmation_turns t order by 1`),
    rows(db, sql`select m::text from signup_meters m order by 1`),
    rows(db, sql`select r.email from confirmation_tokens join signup_requests r on r.id = request_id`),
  ])
  return { requests, notices, turns, meters, tokens }
}

/** One address of each kind there is. */
async function prepare(of: Deps): Promise<void> {
  await signUp(of, 'cooling@cooling.example')
  await signUp(of, 'full@gmail.com')
  await addReader(of, 'reader@reader.example', { topics: 'vision' })
  await suppress(of, 'blocked@blocked.example', 'complaint')
  await suppress(of, 'gone@gone.example', 'erased')
  const people = Array.from({ length: domainMeter.roomMs / domainMeter.costMs - 1 }, (_, n) => `p${n}`)
  await Promise.all(people.map((person) => signUp(of, `${person}@small.example`)))
}
const crowd = [
  ...['new@new.example', 'cooling@cooling.example', 'reader@reader.example', 'blocked@blocked.example'],
  ...['gone@gone.example', 'Fu.ll+tag@gmail.com', 'blocked+not@blocked.example', 'New@new.example'],
  ...['last@small.example', 'late@small.example', 'a@gmail.com', 'b@gmail.com', 'A+b@gmail.com'],
]

test('sign-ups that come together leave what they leave one after the other', async () => {
  const other = await createTestDatabase()
  try {
    const alone = buildDeps(other.db, clock.now)
    for (const one of [deps, alone]) await prepare(one)
    clock.pass(14)
    for (const email of crowd) await signUp(alone, email, { topics: 'tokenization' })
    const { db, results } = watch(database.db)
    const subscribe = buildSubscribe({ ...deps, db })
    await Promise.all(crowd.map((email) => send(subscribe, email, { topics: 'tokenization' })))
    expect(await written(database.db)).toEqual(await written(other.db))
    // Two of a domain, two of a mailbox: a second statement for the second of each, a third for the third.
    expect(results.length).toBeLessThanOrEqual(3)
  } finally {
    await other.close()
  }
})

test('one that the database refuses fails alone', async () => {
  const subscribe = buildSubscribe(deps)
  const bad = subscribe(parseEmailAddress('bad@gmail.com'), {
    preferences: { ...prefer(), keywords: ['a\0b'] },
    origin,
  })
  const others = ['one@gmail.com', 'two@gmail.com', 'three@three.example']
  const [refused, ...rest] = await Promise.allSettled([bad, ...others.map((email) => send(subscribe, email))])
  expect(refused.status).toBe('rejected')
  expect(rest.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
  expect(await mailed()).toEqual([...others].sort())
})

test('of a crowd that comes at once from one domain, as many are mailed as it has room for', async () => {
  const most = domainMeter.roomMs / domainMeter.costMs
  const subscribe = buildSubscribe(deps)
  await Promise.all(
    Array.from({ length: most + 30 }, (_, person) => send(subscribe, `p${person}@small.example`)),
  )
  expect(await mailed()).toHaveLength(most)
})

const rounds = 40
// Whatever order the addresses of a round stand in, that of the next is another.
test.each([
  ['addresses', (n: number, round: number) => `person${round % 2 ? n : 29 - n}@gmail.com`, 30],
  ['mailboxes', (n: number, round: number) => `x${round % 2 && n % 2 ? '.' : ''}${n}+${round}@gmail.com`, 30],
  [
    'domains',
    (n: number, round: number) => `${round % 2 ? n : 99 - n}in${round}@domain${n}.example`,
    30 * rounds,
  ],
])(
  'processes that take the same %s at once never wait for each other in a circle, and mail as one would',
  async (_, emailOf, expected) => {
    const processes = [1, 2, 3].map(() => connectDatabase(database.url, 3))
    const watched = processes.map(({ db }) => watch(db))
    try {
      await Promise.all(
        Array.from({ length: rounds }, (_, round) => {
          const subscribe = buildSubscribe({ ...deps, db: watched[round % 3]?.db ?? database.db })
          return Promise.all(Array.from({ length: 30 }, (_, n) => send(subscribe, emailOf(n, round))))
        }),
      )
    } finally {
      await Promise.all(processes.map((one) => one.close()))
    }
    expect(watched.flatMap(({ results }) => results)).not.toContain('failed')
    expect(await mailed()).toHaveLength(expected)
  },
)
