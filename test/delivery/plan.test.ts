import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { planDue } from '../../services/delivery/plan.ts'
import { createWorld, type World } from '../harness/delivery-world.ts'
import { waitUntil } from '../harness/wait-until.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const shortLedger = async () =>
  (await world.ledger()).map(({ email, date, state, reason }) => ({ email, date, state, reason }))

test('two planners in parallel make one delivery for each edition and reader', async () => {
  await world.addPaper()
  for (let number = 0; number < 300; number += 1) await world.addReader(`r${number}@example.org`)
  world.clock.advance({ hours: 1 })
  const plans = await Promise.all([planDue(world.deps), planDue(world.deps), planDue(world.deps)])
  expect(plans.reduce((sum, plan) => sum + plan.planned, 0)).toBe(300)
  const rows = await world.ledger()
  expect(rows).toHaveLength(300)
  expect(new Set(rows.map((row) => row.email)).size).toBe(300)
  expect(await planDue(world.deps)).toMatchObject({ due: 0, planned: 0 })
})

test('a planner passes over the readers whom another one holds', async () => {
  await world.addPaper()
  const held = await world.addReader('held@example.org')
  await world.addReader('free@example.org')
  world.clock.advance({ hours: 1 })
  let letGo = () => {}
  const holding = world.db.transaction(async (db) => {
    await db.execute(sql`select from subscribers where id = ${held} for update`)
    await new Promise<void>((resolve) => {
      letGo = resolve
    })
  })
  await waitUntil(async () => (await planDue(world.deps)).planned === 1)
  expect((await world.ledger()).map((row) => row.email)).toEqual(['free@example.org'])
  letGo()
  await holding
  expect((await planDue(world.deps)).planned).toBe(1)
})

test('after a downtime of three days a reader gets one digest with the best of all days', async () => {
  await world.addReader('reader@example.org')
  for (let day = 0; day < 3; day += 1) {
    await world.addPaper({ score: day })
    world.clock.advance({ hours: 24 })
  }
  world.clock.advance({ hours: 3 })
  await world.run()
  await world.run()
  expect(await world.ledger()).toMatchObject([{ date: '2026-11-27', state: 'sent', paper_ids: [3, 2, 1] }])
})

test('a schedule found long after its hour waits for the next one instead of sending twice in a few hours', async () => {
  const paper = await world.addPaper()
  await world.addReader('reader@example.org')
  world.clock.set('2026-11-25T06:30:00Z')
  await world.run()
  expect(await world.ledger()).toMatchObject([{ date: '2026-11-24', state: 'expired', reason: 'too late' }])
  world.clock.set('2026-11-25T07:00:00Z')
  await world.run()
  expect((await world.ledger())[1]).toMatchObject({ date: '2026-11-25', state: 'sent', paper_ids: [paper] })
  expect(world.sink.mails).toHaveLength(1)
})

test('nothing new: no mail, and the row says so', async () => {
  await world.addReader('reader@example.org')
  world.clock.advance({ hours: 1 })
  await world.run()
  expect(await shortLedger()).toEqual([
    { email: 'reader@example.org', date: '2026-11-24', state: 'skipped', reason: 'nothing new' },
  ])
  expect(world.sink.tried).toEqual([])
})

test('nothing new becomes a digest of the same edition when it is due again that day', async () => {
  const reader = await world.addReader('reader@example.org')
  world.clock.advance({ hours: 1 })
  await world.run()
  const paper = await world.addPaper()
  await world.db.execute(
    sql`update subscribers set next_digest_at = '2026-11-24T18:00:00Z', hour = 18 where id = ${reader}`,
  )
  world.clock.set('2026-11-24T18:00:00Z')
  await world.run()
  expect(await world.ledger()).toMatchObject([{ state: 'sent', reason: null, paper_ids: [paper] }])
  expect(world.sink.count('reader@example.org')).toBe(1)
})

test('an edition that a reader had is not sent again when they move its hour', async () => {
  const reader = await world.addReader('reader@example.org')
  await world.addPaper()
  world.clock.advance({ hours: 1 })
  await world.run()
  await world.addPaper()
  await world.db.execute(
    sql`update subscribers set next_digest_at = '2026-11-24T18:00:00Z' where id = ${reader}`,
  )
  world.clock.set('2026-11-24T18:00:00Z')
  await world.run()
  expect(world.sink.count('reader@example.org')).toBe(1)
})

test('a reader gets as many papers as they chose, others as many as the operator set', async () => {
  await world.addReader('three@example.org', { maxPapers: 3 })
  await world.addReader('others@example.org')
  for (let number = 0; number < 12; number += 1) await world.addPaper({ score: number })
  world.clock.advance({ hours: 1 })
  await planDue(world.deps)
  expect((await world.ledger()).map((row) => row.paper_ids)).toEqual([
    [12, 11, 10],
    [12, 11, 10, 9, 8, 7, 6, 5, 4, 3],
  ])
})

test('withdrawn papers and those of a backfill never appear', async () => {
  await world.addReader('reader@example.org')
  await world.addPaper({ withdrawn: true, score: 9 })
  await world.addPaper({ listedAt: null, score: 8 })
  const news = await world.addPaper()
  world.clock.advance({ hours: 1 })
  await planDue(world.deps)
  expect((await world.ledger()).map((row) => row.paper_ids)).toEqual([[news]])
})

test('each reader is due at their local hour, also on the days that summer time shortens and lengthens', async () => {
  world.clock.set('2027-03-26T12:00:00Z')
  await world.addReader('berlin@example.org', { timezone: 'Europe/Berlin', hour: 7 })
  await world.addReader('skipped-hour@example.org', { timezone: 'Europe/Berlin', hour: 2 })
  const due: string[] = []
  for (let hour = 0; hour < 72; hour += 1) {
    await world.addPaper()
    world.clock.advance({ hours: 1 })
    const before = (await world.ledger()).length
    await planDue(world.deps)
    for (const row of (await world.ledger()).slice(before))
      due.push(`${row.email?.split('@')[0]} ${world.clock.now().toISOString().slice(5, 16)}`)
  }
  expect(due).toEqual([
    'skipped-hour 03-27T01:00',
    'berlin 03-27T06:00',
    'skipped-hour 03-28T01:00',
    'berlin 03-28T05:00',
    'skipped-hour 03-29T00:00',
    'berlin 03-29T05:00',
  ])
})

test('a zone that this machine no longer knows counts as UTC and holds up nobody', async () => {
  await world.addPaper()
  const lost = await world.addReader('lost@example.org')
  await world.db.execute(sql`update subscribers set timezone = 'Mars/Olympus' where id = ${lost}`)
  await world.addReader('other@example.org')
  world.clock.advance({ hours: 1 })
  await planDue(world.deps)
  expect((await world.ledger()).map((row) => row.email)).toEqual(['lost@example.org', 'other@example.org'])
})

test('editions of a cadence are numbered without gaps in the order of their dates, by planners in parallel too', async () => {
  for (let number = 0; number < 8; number += 1) {
    await world.addReader(`late${number}@example.org`, { timezone: 'Pacific/Honolulu', hour: 20 })
    await world.addReader(`early${number}@example.org`, { timezone: 'Pacific/Kiritimati', hour: 21 })
  }
  for (let day = 0; day < 3; day += 1) {
    world.clock.advance({ hours: 24 })
    await Promise.all([planDue(world.deps), planDue(world.deps), planDue(world.deps)])
  }
  const editions = await world.db.execute(
    sql`select number, date::text from editions where cadence = 'daily' order by date`,
  )
  expect([...editions].map((row) => row['number'])).toEqual([...editions].map((_, index) => index + 1))
})

test('every reader who was due stands in the ledger once: states sum to the candidates', async () => {
  for (let number = 0; number < 40; number += 1)
    await world.addReader(`r${number}@example.org`, number % 4 === 0 ? { topics: ['nothing-here'] } : {})
  await world.addPaper()
  world.clock.advance({ hours: 1 })
  const plan = await planDue(world.deps)
  expect(plan).toEqual({ due: 40, planned: 30, nothingNew: 10, tooLate: 0 })
  expect(await world.ledger()).toHaveLength(40)
})

test('a reader whose row cannot be planned waits and holds up nobody', async () => {
  await world.addPaper()
  for (let number = 0; number < 7; number += 1) await world.addReader(`r${number}@example.org`)
  await world.db.execute(
    sql`update subscribers set next_digest_at = '-infinity' where email in ('r2@example.org', 'r5@example.org')`,
  )
  world.clock.advance({ hours: 1 })
  expect(await planDue(world.deps)).toMatchObject({ planned: 5 })
  expect(world.logged.join('')).toContain('a reader could not be planned')
  world.clock.advance({ hours: 1 })
  expect(await planDue(world.deps)).toMatchObject({ planned: 2 })
})

test('who is made to wait is the reader who cannot be planned, whatever they follow', async () => {
  await world.addPaper()
  const follows = await world.addReader('first-interests@example.org')
  for (let number = 0; number < 5; number += 1)
    await world.addReader(`r${number}@example.org`, { topics: ['tokenization'] })
  const faulty = await world.addReader('faulty@example.org')
  await world.db.execute(sql`update subscribers set next_digest_at = '2026-11-24T07:00:00Z'`)
  await world.db.execute(sql`
    create function refuse() returns trigger language plpgsql as $$ begin raise 'refused'; end $$`)
  await world.db.execute(
    sql.raw(
      `create trigger refuse before insert on deliveries for each row when (new.subscriber_id = ${faulty}) execute function refuse()`,
    ),
  )
  world.clock.advance({ hours: 1 })
  expect(await planDue(world.deps)).toMatchObject({ due: 6 })
  const waiting = await world.db.execute(
    sql`select id::int from subscribers where next_digest_at = '2026-11-24T08:00:00Z'`,
  )
  expect([...waiting]).toEqual([{ id: faulty }])
  expect(faulty).toBeGreaterThan(follows)
})

test('a fault that is not one reader’s ends the plan after a few', async () => {
  await world.addReader('reader@example.org')
  world.clock.advance({ hours: 1 })
  const describeSources = () => Promise.reject(new Error('no sources table'))
  for (let number = 0; number < 25; number += 1) await world.addReader(`r${number}@example.org`, { hour: 7 })
  await world.db.execute(sql`update subscribers set next_digest_at = '2026-11-24T07:00:00Z'`)
  await expect(planDue({ ...world.deps, describeSources })).rejects.toThrow('no sources table')
  expect(await world.ledger()).toEqual([])
})
