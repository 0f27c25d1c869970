import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { deliverDue } from '../../services/delivery/deliver.ts'
import { signId } from '../../services/delivery/signed-id.ts'
import { queryRows } from '../../services/platform/db/rows.ts'
import { eraseAddress } from '../../services/subscribers/erase.ts'
import { buildDsn, recipientGroup } from './returned-mail.ts'
import { bounceDomain, createReturnedWorld, type ReturnedWorld } from './returned-world.ts'

let world: ReturnedWorld
beforeEach(async () => {
  world = await createReturnedWorld()
})
afterEach(() => world.close())

test('a full mailbox scores once a day, is not cleared by a relay that accepts, and is given up at five in 30 days', async () => {
  const full = { status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 Mailbox full' }
  let mailTo = await world.sendTo('full@reader.test')
  for (let day = 1; day <= 4; day++) {
    expect(await world.receive(buildDsn({ to: mailTo('full@reader.test').from, ...full }))).toBe('applied')
    expect(await world.suppressed()).toEqual([])
    mailTo = await world.sendTo()
  }
  await world.receive(buildDsn({ to: mailTo('full@reader.test').from, ...full }))
  expect(await world.suppressed()).toEqual(['full@reader.test: bounce'])
})

test('a mail that has not come back within a relay’s patience clears what was held against the mailbox', async () => {
  const mailTo = await world.sendTo('full@reader.test')
  await world.receive(
    buildDsn({ to: mailTo('full@reader.test').from, status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 full' }),
  )
  const scores = () =>
    queryRows(world.db, z.object({ day: z.string() }), sql`select day::text from soft_bounces`)
  for (let day = 1; day <= 7; day++) {
    await world.sendTo()
    expect(await scores()).toHaveLength(1)
  }
  await world.sendTo()
  await world.sendTo()
  expect(await scores()).toEqual([])
})

test.each([
  ['5.7.1', 'smtp; 554 5.7.1 Message refused as spam'],
  ['5.7.26', 'smtp; 550 5.7.26 This mail has been blocked because the sender is unauthenticated'],
  ['5.0.0', 'X-Mailer; nobody knows'],
  ['4.7.28', 'smtp; 421 4.7.28 rate limited'],
])(
  'a bounce for policy or a fault of ours (%s) is recorded and nobody pays for it',
  async (status, diagnostic) => {
    const mailTo = await world.sendTo('ada@reader.test')
    expect(await world.receive(buildDsn({ to: mailTo('ada@reader.test').from, status, diagnostic }))).toBe(
      'applied',
    )
    expect(await world.stateOf('ada@reader.test')).toMatch(/^failed: returned: /)
    expect(await world.suppressed()).toEqual([])
    expect(await queryRows(world.db, z.unknown(), sql`select * from soft_bounces`)).toEqual([])
    const editions = await queryRows(
      world.db,
      z.object({ state: z.string() }),
      sql`select state from editions`,
    )
    expect(editions).toEqual([{ state: 'running' }])
  },
)

test('a bounce settles a delivery whose transmission had no reply, and it is not sent again', async () => {
  world.sink.behave(() => ({ line: 'drop', at: 'dot' }))
  const mailTo = await world.sendTo('ada@reader.test')
  expect(await world.stateOf('ada@reader.test')).toMatch(/^deferred: /)
  await world.receive(buildDsn({ to: mailTo('ada@reader.test').from }))
  expect(await world.stateOf('ada@reader.test')).toMatch(/^failed: returned: /)
  world.clock.advance({ minutes: 30 })
  await deliverDue(world.deps)
  expect(world.sink.count('ada@reader.test')).toBe(1)
})

test('a bounce that is faster than the reply to its mail holds', async () => {
  world.sink.behave(async (recipient): Promise<'accept'> => {
    const [row] = (await world.ledger()).filter((one) => one.email === recipient)
    expect(row?.state).toBe('transmitting')
    const to = `b+${signId(world.links, 'bounce', row?.id ?? 0)}@${bounceDomain}`
    expect(await world.receive(buildDsn({ to }))).toBe('applied')
    return 'accept'
  })
  await world.sendTo('fast@reader.test')
  expect(await world.stateOf('fast@reader.test')).toMatch(/^failed: returned: /)
  expect(await world.suppressed()).toEqual(['fast@reader.test: bounce'])
})

test('a bounce about a reader who was erased changes the ledger and names nobody', async () => {
  const mailTo = await world.sendTo('ada@reader.test')
  await eraseAddress(world.deps, 'ada@reader.test')
  expect(await world.receive(buildDsn({ to: mailTo('ada@reader.test').from }))).toBe('applied')
  const rows = await queryRows(
    world.db,
    z.object({ reason: z.string() }),
    sql`select reason from suppressions`,
  )
  expect(rows).toEqual([{ reason: 'erased' }])
  const dump = JSON.stringify(
    await queryRows(world.db, z.unknown(), sql`select * from mail_reports, deliveries`),
  )
  expect(dump).not.toContain('ada@')
})

test('where an address forwards to several, only the death of all of them is its own', async () => {
  const mailTo = await world.sendTo('ada@reader.test', 'ben@reader.test')
  const dead = recipientGroup({})
  const full = recipientGroup({ status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 full' })
  const alive = recipientGroup({ action: 'delivered', status: '2.0.0', diagnostic: 'smtp; 250 ok' })
  const to = mailTo('ada@reader.test').from
  expect(await world.receive(buildDsn({ to, recipients: [dead, alive] }))).toBe('ignored')
  expect(await world.receive(buildDsn({ to, recipients: [dead, full] }))).toBe('applied')
  expect(await world.suppressed()).toEqual([])
  expect(
    await world.receive(buildDsn({ to: mailTo('ben@reader.test').from, recipients: [dead, dead] })),
  ).toBe('applied')
  expect(await world.suppressed()).toEqual(['ben@reader.test: bounce'])
})
