import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deliverDue } from '../../services/delivery/deliver.ts'
import { planDue } from '../../services/delivery/plan.ts'
import { connectWorldMailer, createWorld, type World } from '../harness/delivery-world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

async function planFor(...emails: string[]) {
  await world.addPaper()
  for (const email of emails) await world.addReader(email)
  world.clock.advance({ hours: 1 })
  await planDue(world.deps)
}

const only = async () => (await world.ledger())[0]
const count = async (table: 'suppressions' | 'soft_bounces' | 'mail_groups') =>
  (await world.db.execute(sql`select from ${sql.identifier(table)}`)).length
const editionState = async () =>
  (await world.db.execute(sql`select state, state_reason from editions`))[0] ?? {}
const many = (domain: string, size: number) =>
  Array.from({ length: size }, (_, number) => `r${number}@${domain}`)

test('greylisting waits some minutes and is tried again, without a score', async () => {
  await planFor('reader@example.org')
  world.sink.behave((_, nth) => (nth < 3 ? { reply: '450 4.2.0 greylisted' } : 'accept'))
  await deliverDue(world.deps)
  expect(await only()).toMatchObject({ state: 'deferred', smtp_status: 450 })
  world.clock.advance({ minutes: 4 })
  await deliverDue(world.deps)
  expect(world.sink.tried).toHaveLength(1)
  world.clock.advance({ minutes: 3 })
  await deliverDue(world.deps)
  world.clock.advance({ minutes: 20 })
  await deliverDue(world.deps)
  expect(await only()).toMatchObject({ state: 'sent', reason: null })
  expect(await count('soft_bounces')).toBe(0)
})

test.each(['rcpt', 'dot'] as const)(
  'a mailbox that does not exist, said at %s, fails and is suppressed at once',
  async (at) => {
    await planFor('reader@example.org', 'other@example.org')
    world.sink.behave((to) => (to.startsWith('reader') ? { reply: '550 5.1.1 no such user', at } : 'accept'))
    await deliverDue(world.deps)
    expect(await world.ledger()).toMatchObject([{ state: 'failed', smtp_status: 550 }, { state: 'sent' }])
    await world.addPaper()
    world.clock.advance({ hours: 24 })
    world.sink.behave(() => 'accept')
    await world.run()
    expect(world.sink.mails.filter((mail) => mail.to === 'reader@example.org')).toHaveLength(
      at === 'dot' ? 1 : 0,
    )
    expect((await world.ledger())[2]).toMatchObject({ state: 'skipped', reason: 'suppressed' })
  },
)

test('a fault of our own pauses the edition: nobody fails, nobody is suppressed, and it is tried again by itself', async () => {
  await planFor(...many('example.org', 40))
  world.sink.behave(() => ({ reply: '550 5.7.26 unauthenticated mail' }))
  await deliverDue(world.deps)
  expect(world.sink.tried.length).toBeLessThanOrEqual(6)
  expect(await editionState()).toMatchObject({
    state: 'paused',
    state_reason: '550 5.7.26 unauthenticated mail',
  })
  expect(new Set((await world.ledger()).map((row) => row.state))).toEqual(new Set(['pending', 'deferred']))
  expect(await count('suppressions')).toBe(0)
  await deliverDue(world.deps)
  expect(world.sink.tried.length).toBeLessThanOrEqual(6)
  world.sink.behave(() => 'accept')
  world.clock.advance({ minutes: 15 })
  await deliverDue(world.deps)
  expect(new Set((await world.ledger()).map((row) => row.state))).toEqual(new Set(['sent']))
})

test('a throttling system is left alone for 10 minutes, then gets one message at a time and one more with each success', async () => {
  await planFor(...many('gmail.com', 12), ...many('example.org', 12))
  world.sink.behave((to) => (to.endsWith('gmail.com') ? { reply: '421 4.7.28 rate', at: 'dot' } : 'accept'))
  await deliverDue(world.deps)
  const tried = world.sink.tried.filter((to) => to.endsWith('gmail.com')).length
  expect(tried).toBeLessThanOrEqual(6)
  expect((await world.ledger()).filter((row) => row.state === 'sent')).toHaveLength(12)
  world.clock.advance({ minutes: 9 })
  await deliverDue(world.deps)
  expect(world.sink.tried.filter((to) => to.endsWith('gmail.com'))).toHaveLength(tried)
  const state: { open: number; most: number[] } = { open: 0, most: [] }
  world.sink.behave(() => 'accept')
  const send: typeof world.deps.send = async (message) => {
    state.open += 1
    state.most.push(state.open)
    const outcome = await world.mailer.send(message)
    state.open -= 1
    return outcome
  }
  world.clock.advance({ minutes: 1 })
  await deliverDue({ ...world.deps, send })
  expect(state.most.slice(0, 2)).toEqual([1, 1])
  expect(Math.max(...state.most)).toBeLessThanOrEqual(3)
  expect((await world.ledger()).filter((row) => row.state !== 'sent')).toEqual([])
  expect(await count('mail_groups')).toBe(0)
})

test('ten refusals for policy in a row close that system for an hour and suppress nobody', async () => {
  await planFor(...many('gmail.com', 30), 'reader@example.org')
  world.sink.behave((to) => (to.endsWith('gmail.com') ? { reply: '550 5.7.1 looks like spam' } : 'accept'))
  await deliverDue(world.deps)
  const rows = await world.ledger()
  const failed = rows.filter((row) => row.state === 'failed').length
  expect(failed).toBeGreaterThanOrEqual(10)
  expect(failed).toBeLessThanOrEqual(18)
  expect(rows.filter((row) => row.state === 'deferred')).toHaveLength(30 - failed)
  expect(rows.at(-1)?.state).toBe('sent')
  expect(await count('suppressions')).toBe(0)
})

test('a full mailbox scores once a day, five days within 30 suppress it, and a mail that arrives clears it', async () => {
  await world.addReader('full@example.org')
  await world.addReader('lucky@example.org')
  world.clock.advance({ hours: 1 })
  const clearedOn = 3
  for (let day = 0; day < 6; day += 1) {
    await world.addPaper()
    world.sink.behave((to) =>
      to.startsWith('lucky') && day === clearedOn ? 'accept' : { reply: '552 5.2.2 mailbox full' },
    )
    await world.run()
    world.clock.advance({ hours: 24 })
  }
  const of = async (name: string) =>
    (await world.ledger()).filter((row) => row.email?.startsWith(name)).map((row) => row.reason ?? row.state)
  expect((await of('full')).at(-1)).toBe('suppressed')
  expect((await of('full')).filter((reason) => reason !== 'suppressed')).toHaveLength(5)
  expect((await of('lucky')).at(-1)).toMatch(/mailbox full/)
})

test.each(['drop', 'hang'] as const)(
  'a line that ends in "%s" after the dot is uncertain; held, it stays so',
  async (line) => {
    await planFor('reader@example.org')
    world.sink.behave(() => ({ line, at: 'dot' }))
    const mailer = connectWorldMailer(world.sink.url, 300)
    await deliverDue({ ...world.deps, send: mailer.send, onUncertain: 'hold' })
    mailer.close()
    world.clock.advance({ hours: 5 })
    await deliverDue({ ...world.deps, onUncertain: 'hold' })
    expect(await only()).toMatchObject({ state: 'uncertain' })
    expect(world.sink.mails).toHaveLength(1)
  },
)

test('with resend an unknown end is sent again once, never more', async () => {
  await planFor('reader@example.org')
  world.sink.behave(() => ({ line: 'drop', at: 'dot' }))
  for (let round = 0; round < 4; round += 1) {
    await deliverDue(world.deps)
    world.clock.advance({ hours: 1 })
  }
  expect(await only()).toMatchObject({ state: 'uncertain', resends: 1 })
  expect(world.sink.mails).toHaveLength(2)
})

test('a line that drops before the message surely brought nothing: it waits, and arrives once', async () => {
  await planFor('reader@example.org', 'other@example.org')
  world.sink.behave((to, nth) =>
    to.startsWith('reader') && nth === 1 ? { line: 'drop', at: 'rcpt' } : 'accept',
  )
  await deliverDue(world.deps)
  world.clock.advance({ minutes: 2 })
  await deliverDue(world.deps)
  expect((await world.ledger()).map((row) => [row.state, row.resends])).toEqual([
    ['sent', 0],
    ['sent', 0],
  ])
})

test('what a server says with control characters, NUL and addresses is kept as one safe line', async () => {
  await planFor('reader@example.org')
  const reason = `550 5.1.1 <reader@example.org> no\u0000 such \r\n user ${'😀'.repeat(400)} \ud83d`
  const send: typeof world.deps.send = async () => ({
    kind: 'refused',
    status: 550,
    enhanced: '5.1.1',
    reason,
  })
  await deliverDue({ ...world.deps, send })
  const row = await only()
  expect(row?.state).toBe('failed')
  expect(row?.reason).toMatch(/^550 5\.1\.1 <…@example\.org> no such user/)
  expect(world.logged.join('')).not.toContain('reader@')
})
