import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isOneSlipAway, suggestAddress } from '../../services/subscribers/address-typo.ts'
import { parseEmailAddress } from '../../services/subscribers/email-address.ts'
import {
  domainMeter,
  meterNetworks,
  networkMeter,
  networkOf,
  readLoad,
  takePlaceInLine,
} from '../../services/subscribers/limits.ts'
import { spendProof } from '../../services/subscribers/limits-proof.ts'
import { purgeSignups } from '../../services/subscribers/purge-signups.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { buildClock, buildDeps, rows, signUp } from './readers.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const meterNetwork = async (deps: ReturnType<typeof buildDeps>, ip: string) =>
  (await meterNetworks(deps, [networkOf(ip)]))[0]

const count = async (statement: ReturnType<typeof sql>) =>
  Number((await rows(database.db, statement))[0]?.['n'])

test.each([
  ['192.0.2.7', '192.0.2.200', true],
  ['192.0.2.7', '192.0.3.7', false],
  ['::ffff:192.0.2.7', '192.0.2.9', true],
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ['fe80::1%eth0', 'fe80::2', true],
  ['not an address', 'nor this', true],
])('%s and %s are one network: %s', (one, other, isSame) => {
  expect(networkOf(one) === networkOf(other)).toBe(isSame)
})

test('a network has 200 requests at once, hears when to come back, and then one in two seconds', async () => {
  const { now, pass } = buildClock()
  const deps = buildDeps(database.db, now)
  const burst = networkMeter.roomMs / networkMeter.costMs
  const answers = await Promise.all(
    Array.from({ length: burst + 30 }, () => meterNetwork(deps, '198.51.100.9')),
  )
  expect(answers.filter((answer) => answer?.ok)).toHaveLength(burst)
  const refused = await meterNetwork(deps, '198.51.100.77')
  expect(refused).toEqual({ ok: false, retryAfterMs: networkMeter.costMs })
  expect(await meterNetwork(deps, '198.51.101.9')).toMatchObject({ ok: true })
  pass(1)
  const later = await Promise.all(Array.from({ length: 40 }, () => meterNetwork(deps, '198.51.100.9')))
  expect(later.filter((answer) => answer?.ok)).toHaveLength(30)
})

test('many networks are counted with one statement, and two that fill the same at once never block each other', async () => {
  const deps = buildDeps(database.db, buildClock('2027-06-01T00:00:00Z').now)
  const networks = Array.from({ length: 60 }, (_, n) => `net${n}`)
  const rounds = Array.from({ length: 40 }, (_, turn) =>
    meterNetworks(deps, turn % 2 ? networks : [...networks].reverse()),
  )
  const answers = await Promise.all(rounds)
  expect(answers.flat().every((answer) => answer.ok)).toBe(true)
  expect(answers.flat()).toHaveLength(60 * 40)
  const burst = networkMeter.roomMs / networkMeter.costMs
  const more = await Promise.all(Array.from({ length: burst }, () => meterNetworks(deps, ['net7', 'other'])))
  expect(more.filter(([net7]) => net7?.ok)).toHaveLength(burst - 40)
  expect(more.filter(([, other]) => other?.ok)).toHaveLength(burst)
})

test('each place in the line is one step later, and nobody waits longer than two hours', async () => {
  const deps = buildDeps(database.db, buildClock().now)
  const places = []
  for (let place = 0; place < 4; place += 1) places.push(await takePlaceInLine(deps, 60))
  expect(places.map((place) => place.ok && place.waitMs)).toEqual([0, 1_000, 2_000, 3_000])
  const rest = await Promise.all(Array.from({ length: 7_300 }, () => takePlaceInLine(deps, 60)))
  expect(rest.filter((place) => place.ok)).toHaveLength(7_200 - 4)
  expect(Math.max(...rest.map((place) => (place.ok ? place.waitMs : 0)))).toBeLessThan(7_200_000)
})

test('a domain of few gets 200 confirmations at once; a refused address keeps its turn, a freemail domain has no limit', async () => {
  const { now, pass } = buildClock()
  const deps = buildDeps(database.db, now)
  const most = domainMeter.roomMs / domainMeter.costMs
  for (let person = 0; person < most + 3; person += 1) await signUp(deps, `p${person}@small.example`)
  for (let person = 0; person < most + 3; person += 1) await signUp(deps, `p${person}@gmail.com`)
  const sentTo = (domain: string) =>
    count(
      sql`select count(*)::int as n from notices n join signup_requests r on r.id = n.request_id where r.email like ${`%@${domain}`}`,
    )
  expect([await sentTo('small.example'), await sentTo('gmail.com')]).toEqual([most, most + 3])
  pass(1)
  await signUp(deps, `p${most + 2}@small.example`)
  expect(await sentTo('small.example')).toBe(most + 1)
})

test('the load rises by one for each doubling of the sign-ups in the last minute', async () => {
  const { now, pass } = buildClock('2026-12-01T00:00:00Z')
  const deps = buildDeps(database.db, now)
  const levels = []
  for (let person = 0; person < 36; person += 1) {
    await signUp(deps, `load${person}@load${person}.example`)
    levels.push(await readLoad(deps, 2))
  }
  expect(levels.slice(0, 8)).toEqual([0, 0, 1, 2, 2, 2, 2, 3])
  expect(levels.at(-1)).toBe(4)
  pass(2)
  expect(await readLoad(deps, 2)).toBe(0)
})

test('of twenty who hand in one proof at the same moment, one is let through', async () => {
  const proof = { hash: Buffer.alloc(32, 7), expiresAt: new Date('2026-11-24T07:00:00Z') }
  const answers = await Promise.all(Array.from({ length: 20 }, () => spendProof(database.db, proof)))
  expect(answers.filter(Boolean)).toHaveLength(1)
})

test('counts and proofs are forgotten when they no longer matter', async () => {
  await purgeSignups(database.db, new Date('2028-01-01T00:00:00Z'))
  expect(await count(sql`select count(*)::int as n from signup_meters`)).toBe(0)
  expect(await count(sql`select count(*)::int as n from spent_proofs`)).toBe(0)
  expect(await count(sql`select count(*)::int as n from confirmation_turns`)).toBe(0)
})

test.each(['signup_requests', 'confirmation_turns', 'signup_meters'])(
  'what is used of %s at this moment is neither waited for nor forgotten',
  async (table) => {
    const deps = buildDeps(database.db, buildClock().now)
    await signUp(deps, `used@${table.replace('_', '-')}.example`)
    const rowsLeft = sql`select count(*)::int as n from ${sql.identifier(table)}`
    await database.db.transaction(async (using) => {
      await using.execute(sql`select from ${sql.identifier(table)} limit 1 for update`)
      await purgeSignups(database.db, new Date('2028-01-01T00:00:00Z'))
      expect(await count(rowsLeft)).toBe(1)
    })
    await purgeSignups(database.db, new Date('2028-01-01T00:00:00Z'))
    expect(await count(rowsLeft)).toBe(0)
  },
)

test.each([
  ['ada@gmial.com', 'ada@gmail.com'],
  ['ada@gmai.com', 'ada@gmail.com'],
  ['ada@gmaill.com', 'ada@gmail.com'],
  ['ada@gmail.co', 'ada@gmail.com'],
  ['Ada.B+x@hotnail.com', 'Ada.B+x@hotmail.com'],
  ['ada@otulook.com', 'ada@outlook.com'],
  ['ada@gmail.com', undefined],
  ['ada@mail.com', undefined],
  ['ada@gmx.at', undefined],
  ['ada@mit.edu', undefined],
  ['ada@he.com', undefined],
  ['ada@gmall.example', undefined],
])('%s may mean %s', (typed, meant) => {
  expect(suggestAddress(parseEmailAddress(typed))).toBe(meant)
})

test('one slip is one letter more, less, other, or two exchanged; nothing else is', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '.'), minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(word, word, (one, other) => {
      expect(isOneSlipAway(one, other)).toBe(distance(one, other) === 1)
    }),
    { numRuns: 3_000 },
  )
})

/** Optimal string alignment, by its definition. */
function distance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length
  const swapped = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)
  return Math.min(
    distance(a.slice(0, -1), b) + 1,
    distance(a, b.slice(0, -1)) + 1,
    distance(a.slice(0, -1), b.slice(0, -1)) + (a.at(-1) === b.at(-1) ? 0 : 1),
    swapped ? distance(a.slice(0, -2), b.slice(0, -2)) + 1 : Number.POSITIVE_INFINITY,
  )
}
