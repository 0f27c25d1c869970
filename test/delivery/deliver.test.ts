import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deliverDue } from '../../services/delivery/deliver.ts'
import { beginTransmission, claimDeliveries } from '../../services/delivery/ledger-store.ts'
import { planDue } from '../../services/delivery/plan.ts'
import { endStale } from '../../services/delivery/recover-store.ts'
import { openSender } from '../../services/delivery/sender.ts'
import { suppress } from '../../services/subscribers/suppress.ts'
import { unsubscribe } from '../../services/subscribers/unsubscribe.ts'
import { connectWorldMailer, createWorld, type World } from '../harness/delivery-world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

async function planFor(...emails: string[]) {
  await world.addPaper()
  const ids: number[] = []
  for (const email of emails) ids.push(await world.addReader(email))
  world.clock.advance({ hours: 1 })
  await planDue(world.deps)
  return ids
}

const many = (count: number) => Array.from({ length: count }, (_, number) => `r${number}@example.org`)
const states = async () => (await world.ledger()).map((row) => row.state)
const only = async () => {
  const [row] = await world.ledger()
  if (!row) throw new Error('the ledger is empty')
  return row
}

test('two senders in parallel send each mail once', async () => {
  await planFor(...many(120))
  const results = await Promise.all([deliverDue(world.deps), deliverDue(world.deps)])
  expect(results.reduce((sum, result) => sum + result.sent, 0)).toBe(120)
  expect(new Set(world.sink.mails.map((mail) => mail.to)).size).toBe(120)
  expect(world.sink.mails).toHaveLength(120)
  expect(new Set(await states())).toEqual(new Set(['sent']))
})

test('processes share the connections: two have no more open than one may', async () => {
  await planFor(...many(60))
  const other = connectWorldMailer(world.sink.url)
  const third = await openSender(world.deps)
  world.sink.behave(async () => {
    await delay(20)
    return 'accept' as const
  })
  const processes = [world.deps, { ...world.deps, send: other.send }]
  await Promise.all(processes.map((deps) => deliverDue(deps)))
  await third.close()
  other.close()
  expect(world.sink.mails).toHaveLength(60)
  expect(world.sink.mostConnections()).toBeLessThanOrEqual(3)
})

test('a mail server that is down loses nobody: everything waits and is sent when it is back', async () => {
  await planFor(...many(30))
  world.sink.greet('close')
  expect(await deliverDue(world.deps)).toMatchObject({ sent: 0, halted: true })
  expect(new Set(await states())).toEqual(new Set(['pending', 'deferred']))
  expect(await deliverDue(world.deps)).toEqual({ attempted: 0, sent: 0, halted: true })
  world.sink.greet('normal')
  world.clock.advance({ minutes: 1 })
  await deliverDue(world.deps)
  expect(new Set(await states())).toEqual(new Set(['sent']))
  expect(world.sink.mails).toHaveLength(30)
})

test('an outage of our server does not count as refusals of the readers', async () => {
  await planFor('reader@example.org')
  world.sink.greet({ reply: '421 4.3.2 busy' })
  for (let round = 0; round < 6; round += 1) {
    await deliverDue(world.deps)
    world.clock.advance({ minutes: 6 })
  }
  world.sink.greet('normal')
  world.sink.behave((_, nth) => (nth === 1 ? { reply: '450 4.2.0 greylisted' } : 'accept'))
  await deliverDue(world.deps)
  const row = await only()
  const waits = (row.next_at?.getTime() ?? 0) - world.clock.now().getTime()
  expect(waits / 60_000).toBeLessThan(6.5)
})

test('an unsubscribe between claim and transmission holds', async () => {
  const [leaver] = await planFor('leaver@example.org', 'stayer@example.org')
  const claims = await claimDeliveries(world.db, { limit: 10, worker: 'test', now: world.clock.now() })
  await unsubscribe(world.deps, leaver ?? 0, 'one-click')
  const ready = claims.map((claim) => ({ claim, hashes: [], group: 'example.org', messageHash: '00' }))
  const cleared = await beginTransmission(world.db, ready, world.clock.now())
  expect(cleared.size).toBe(1)
  expect(await world.ledger()).toMatchObject([
    { state: 'skipped', reason: 'unsubscribed' },
    { state: 'transmitting', reason: null },
  ])
})

test('an unsubscribe during an edition takes effect for mails that have not begun', async () => {
  const ids = await planFor(...many(100))
  world.sink.behave(async (recipient) => {
    if (recipient === 'r0@example.org') await unsubscribe(world.deps, ids[99] ?? 0, 'one-click')
    return 'accept' as const
  })
  await deliverDue(world.deps)
  expect(world.sink.count('r99@example.org')).toBe(0)
  expect((await world.ledger())[99]).toMatchObject({ state: 'skipped', reason: 'unsubscribed' })
})

test('suppressed, paused and erased readers get nothing, and the row says why', async () => {
  const [, paused, erased] = await planFor('no@example.org', 'paused@example.org', 'gone@example.org')
  await suppress(world.deps, 'no@example.org', 'complaint')
  await world.db.execute(sql`update subscribers set paused_until = '2026-12-24' where id = ${paused}`)
  await deliverDue(world.deps)
  expect(world.sink.tried).toEqual(['gone@example.org'])
  await world.db.execute(sql`update deliveries set state = 'pending' where subscriber_id = ${erased}`)
  await world.db.execute(sql`delete from subscribers where id = ${erased}`)
  world.clock.advance({ hours: 24 })
  await endStale(world.db, world.clock.now())
  expect((await world.ledger()).map((row) => `${row.state}: ${row.reason}`)).toEqual([
    'skipped: suppressed',
    'skipped: paused',
    'skipped: erased',
  ])
})

test('a suppression holds across the rotation of keys, whichever of them it was stored under', async () => {
  const { buildLinkSigner } = await import('../../services/platform/links.ts')
  const ring = ['a-test-key-that-is-long-enough-000', 'another-test-key-that-is-long-too-0']
  await planFor('old@example.org', 'new@example.org')
  await suppress(world.deps, 'old@example.org', 'manual')
  const rotated = { ...world.deps, links: buildLinkSigner([ring[1] ?? '']) }
  await suppress(rotated, 'new@example.org', 'manual')
  await deliverDue(rotated)
  expect(world.sink.tried).toEqual([])
})

test('a digest that cannot be rendered waits, then fails alone, while the others of its group are sent', async () => {
  await world.addReader('bad@example.org', { topics: ['agents'] })
  await world.addPaper({ topics: ['agents'] })
  await planFor('good@example.org')
  await world.db.execute(sql`
    update digests set paper_ids = '{}' where id = (
      select digest_id from deliveries d join subscribers s on s.id = d.subscriber_id where s.email = 'bad@example.org')`)
  const bad = async () => (await world.ledger()).find((row) => row.email === 'bad@example.org')
  await deliverDue(world.deps)
  expect((await world.ledger()).find((row) => row.email === 'good@example.org')?.state).toBe('sent')
  expect(await bad()).toMatchObject({ state: 'deferred' })
  for (let round = 0; round < 4; round += 1) {
    world.clock.advance({ minutes: 90 })
    await deliverDue(world.deps)
  }
  expect(await bad()).toMatchObject({ state: 'failed' })
  expect((await bad())?.reason).toMatch(/^could not be rendered: /)
})

test('what may have arrived is not sent again as another mail, after a release that changed it', async () => {
  await planFor('reader@example.org')
  world.sink.behave(() => ({ line: 'drop', at: 'dot' }))
  await deliverDue(world.deps)
  world.sink.behave(() => 'accept')
  world.clock.advance({ minutes: 20 })
  const sender = { ...world.deps.sender, postalAddress: '2 Other Street' }
  await deliverDue({ ...world.deps, sender })
  expect(world.sink.mails).toHaveLength(1)
  expect(await only()).toMatchObject({
    state: 'uncertain',
    reason: 'sent before, and would not be the same mail any more',
  })
})

test('a stop signal ends the group that is under way and gives the other claims back', async () => {
  await planFor(...many(50))
  const stop = new AbortController()
  world.sink.behave(() => {
    stop.abort()
    return 'accept'
  })
  const result = await deliverDue(world.deps, stop.signal)
  expect(result.sent).toBeGreaterThan(0)
  expect(result.sent).toBeLessThan(10)
  expect(new Set(await states())).toEqual(new Set(['sent', 'pending']))
  expect((await world.db.execute(sql`select from deliveries where lease_until is not null`)).length).toBe(0)
  await deliverDue(world.deps)
  expect(world.sink.mails).toHaveLength(50)
})

test('an edition that came too late is not sent any more', async () => {
  await planFor('reader@example.org')
  world.clock.advance({ hours: 21 })
  await deliverDue(world.deps)
  expect(await only()).toMatchObject({ state: 'expired', reason: 'too late' })
  expect(world.sink.tried).toEqual([])
})
