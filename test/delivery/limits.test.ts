import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deliverDue } from '../../services/delivery/deliver.ts'
import { cancelEdition, pauseEdition, resumeEdition } from '../../services/delivery/edition-control.ts'
import { reserveDay, reservePace } from '../../services/delivery/pace-store.ts'
import { planDue } from '../../services/delivery/plan.ts'
import { DomainError } from '../../services/platform/errors.ts'
import { createWorld, type World } from '../harness/delivery-world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

async function planFor(size: number) {
  await world.addPaper()
  for (let number = 0; number < size; number += 1) await world.addReader(`r${number}@example.org`)
  world.clock.advance({ hours: 1 })
  await planDue(world.deps)
}

const statesOf = async () => {
  const counts = new Map<string, number>()
  for (const row of await world.ledger()) {
    const key = row.reason ? `${row.state}: ${row.reason}` : row.state
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return Object.fromEntries(counts)
}

test('an edition that is paused while it is sent stops within a group of messages, and goes on when it is resumed', async () => {
  await planFor(60)
  const state = { begun: 0 }
  world.sink.behave(async () => {
    state.begun += 1
    if (state.begun === 3) await pauseEdition(world, 1, 'a typo in the lead')
    return 'accept' as const
  })
  await deliverDue(world.deps)
  expect(world.sink.mails.length).toBeLessThanOrEqual(18)
  expect(await statesOf()).toMatchObject({ pending: 60 - world.sink.mails.length })
  world.clock.advance({ hours: 1 })
  await deliverDue(world.deps)
  expect(world.sink.mails.length).toBeLessThanOrEqual(18)
  await resumeEdition(world, 1)
  await deliverDue(world.deps)
  expect(await statesOf()).toEqual({ sent: 60 })
})

test('an edition that is cancelled while it is sent ends for all who do not have it, and stays so', async () => {
  await planFor(60)
  const state = { begun: 0 }
  world.sink.behave(async () => {
    state.begun += 1
    if (state.begun === 3) await cancelEdition(world, 1, 'withdrawn')
    return 'accept' as const
  })
  await deliverDue(world.deps)
  const sent = world.sink.mails.length
  expect(sent).toBeLessThanOrEqual(18)
  expect(await statesOf()).toEqual({ sent, 'skipped: edition cancelled': 60 - sent })
  await expect(resumeEdition(world, 1)).rejects.toMatchObject({ code: 'EDITION_CANCELLED' })
  await expect(pauseEdition(world, 99, '')).rejects.toBeInstanceOf(DomainError)
})

test('the papers of a cancelled edition come in the next one', async () => {
  await planFor(1)
  await cancelEdition(world, 1, 'withdrawn')
  world.clock.advance({ hours: 24 })
  await world.run()
  expect((await world.ledger()).map((row) => [row.state, row.paper_ids])).toEqual([
    ['skipped', [1]],
    ['sent', [1]],
  ])
})

test('a paused edition does not hold up another one', async () => {
  await planFor(3)
  await pauseEdition(world, 1, 'wait')
  await world.addPaper()
  await world.addReader('other@example.org', { frequency: 'weekly', weekday: 3 })
  world.clock.set('2026-11-25T07:00:00Z')
  await planDue(world.deps)
  await deliverDue(world.deps)
  expect(world.sink.tried).toContain('other@example.org')
})

test('the rate is one for all processes', async () => {
  const start = performance.now()
  const waits = await Promise.all(
    Array.from({ length: 10 }, () => reservePace(world.db, { count: 2, ratePerSecond: 10 })),
  )
  const spent = performance.now() - start
  const sorted = waits.sort((one, other) => one - other)
  expect(sorted[0]).toBe(0)
  for (const [place, wait] of sorted.entries()) {
    expect(wait).toBeGreaterThan(place * 200 - spent - 20)
    expect(wait).toBeLessThanOrEqual(place * 200 + 1)
  }
})

test('a sender keeps to the rate', async () => {
  await planFor(12)
  const start = performance.now()
  await deliverDue({ ...world.deps, ratePerSecond: 30 })
  // Groups of three: the last one begins after the nine before it.
  expect(performance.now() - start).toBeGreaterThan(290)
  expect(await statesOf()).toEqual({ sent: 12 })
})

test('a day that is full sends nothing more, and the rest waits for the next day', async () => {
  await planFor(20)
  const deps = { ...world.deps, warmUpLimit: () => 6 }
  expect(await deliverDue(deps)).toMatchObject({ sent: 6, halted: true })
  expect(await deliverDue(deps)).toMatchObject({ sent: 0, halted: true })
  expect(await statesOf()).toEqual({ sent: 6, pending: 14 })
  world.clock.set('2026-11-25T00:00:01Z')
  expect(await deliverDue(deps)).toMatchObject({ sent: 6 })
})

test('the limit of a day counts for all processes together', async () => {
  const day = '2026-11-24'
  const granted = await Promise.all(
    Array.from({ length: 30 }, () => reserveDay(world.db, { day, count: 5, limit: 50 })),
  )
  expect(granted.filter(Boolean)).toHaveLength(10)
  expect(await reserveDay(world.db, { day: '2026-11-25', count: 5, limit: 0 })).toBe(false)
})

test('claims and due readers are found by index among 100,000', async () => {
  await planFor(2)
  await world.db.execute(sql`
    insert into subscribers (email, email_hash, status, interests_id, frequency, hour, timezone, next_digest_at, confirmed_at)
    select 'x' || n || '@example.org', decode(md5(n::text), 'hex'), 'active', 1, 'daily', 7, 'UTC', timestamptz '2026-11-25 07:00Z' + n * interval '1 second', now()
    from generate_series(1, 100000) n`)
  await world.db.execute(sql`
    insert into deliveries (edition_id, subscriber_id, digest_id, state, next_at, expires_at, message_at, created_at)
    select 1, s.id, 1, case when s.id % 3 = 0 then 'sent' else 'pending' end, '2026-11-24 07:00Z', '2026-11-25 07:00Z', now(), now()
    from subscribers s where s.email like 'x%'`)
  await world.db.execute(sql`analyze`)
  const plan = async (statement: ReturnType<typeof sql>) =>
    JSON.stringify(await world.db.execute(sql`explain (format json) ${statement}`))
  const claims = await plan(sql`
    select d.id from deliveries d where d.edition_id = 1 and d.state in ('pending', 'deferred') and d.next_at <= '2026-11-24 08:00Z'
      and d.subscriber_id is not null order by d.next_at, d.id limit 100 for update skip locked`)
  expect(claims).toContain('deliveries_waiting')
  expect(claims).not.toContain('Seq Scan')
  const due = await plan(sql`
    select id from subscribers where status = 'active' and next_digest_at <= '2026-11-25 08:00Z'
    order by next_digest_at, interests_id, id limit 2000 for update skip locked`)
  expect(due).toContain('subscribers_due')
  expect(due).not.toContain('Seq Scan')
  const leases = await plan(sql`
    select id from deliveries where state in ('claimed', 'transmitting') and lease_until < '2026-11-24 08:00Z' for update skip locked`)
  expect(leases).toContain('deliveries_leased')
})
