import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { type ReturnedMail, receiveMail } from '../../services/delivery/bounces/receive-mail.ts'
import { deliverDue } from '../../services/delivery/deliver.ts'
import { signId } from '../../services/delivery/signed-id.ts'
import { queryRows } from '../../services/platform/db/rows.ts'
import { eraseAddress } from '../../services/subscribers/erase.ts'
import { createWorld, type World } from '../harness/delivery-world.ts'
import { buildDsn, headerOf, recipientGroup } from './returned-mail.ts'

const bounceDomain = 'bounces.broadsheet.test'
let world: World

beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

function receive(raw: string | Buffer, envelope: Partial<ReturnedMail> = { from: '' }) {
  return receiveMail({ ...world.deps, bounceDomain }, { source: 'smtp', raw: Buffer.from(raw), ...envelope })
}

/** Sends an edition to these readers; the last mail of each, by address. */
async function sendTo(...emails: string[]) {
  for (const email of emails) await world.addReader(email)
  await world.addPaper()
  world.clock.advance({ hours: 24 })
  await world.run()
  return (email: string) => {
    const mail = world.sink.mails.findLast(({ to }) => to === email)
    if (!mail) throw new Error(`no mail to ${email}`)
    return mail
  }
}

const suppressed = async () =>
  (
    await queryRows(
      world.db,
      z.object({ email: z.string(), reason: z.string() }),
      sql`select s.email, p.reason from suppressions p join subscribers s on s.email_hash = p.email_hash order by 1`,
    )
  ).map(({ email, reason }) => `${email}: ${reason}`)

const counts = async () =>
  Object.fromEntries(
    (
      await queryRows(
        world.db,
        z.object({ outcome: z.string(), count: z.number() }),
        sql`select outcome, count from report_counts`,
      )
    ).map(({ outcome, count }) => [outcome, count]),
  )

const stateOf = async (email: string) => {
  const row = (await world.ledger()).findLast((one) => one.email === email)
  return `${row?.state}: ${row?.reason}`
}

test('a bounce to the return address of one mail suppresses its reader and touches nobody else', async () => {
  const mailTo = await sendTo('gone@reader.test', 'other@reader.test')
  const { from } = mailTo('gone@reader.test')
  expect(await receive(buildDsn({ to: from }), { from: '', to: [from] })).toBe('applied')
  expect(await suppressed()).toEqual(['gone@reader.test: bounce'])
  expect(await stateOf('gone@reader.test')).toBe(
    'failed: returned: 550 5.1.1 <…@reader.test>: Recipient address rejected: User unknown',
  )
  expect(await stateOf('other@reader.test')).toBe('sent: null')
})

test('a reader who bounced gets nothing more', async () => {
  const mailTo = await sendTo('gone@reader.test')
  await receive(buildDsn({ to: mailTo('gone@reader.test').from }))
  await world.addPaper()
  world.clock.advance({ hours: 24 })
  await world.run()
  expect(world.sink.count('gone@reader.test')).toBe(1)
  expect(await stateOf('gone@reader.test')).toBe('skipped: suppressed')
})

test('what is only delayed, delivered, relayed or expanded changes nothing', async () => {
  const mailTo = await sendTo('ada@reader.test')
  const before = await world.ledger()
  for (const action of ['delayed', 'delivered', 'relayed', 'expanded', 'nonsense'])
    expect(await receive(buildDsn({ to: mailTo('ada@reader.test').from, action, status: '4.4.1' }))).toBe(
      'ignored',
    )
  expect(await world.ledger()).toEqual(before)
  expect(await suppressed()).toEqual([])
  expect(await counts()).toEqual({ ignored: 5 })
})

test('a bounce is matched by the ENVID alone, and by the Message-ID of the returned header alone', async () => {
  const mailTo = await sendTo('ada@reader.test', 'ben@reader.test')
  const [, id = ''] = /^b\+(\d+)\./.exec(mailTo('ada@reader.test').from) ?? []
  const envelopeId = `d${signId(world.links, 'envelope', Number(id))}`
  expect(await receive(buildDsn({ envelopeId }))).toBe('applied')
  expect(await receive(buildDsn({ returned: headerOf(mailTo('ben@reader.test').raw) }))).toBe('applied')
  expect(await suppressed()).toEqual(['ada@reader.test: bounce', 'ben@reader.test: bounce'])
})

test('a forged report changes nothing, wherever it carries its made-up id, and is counted', async () => {
  const mailTo = await sendTo('ada@reader.test')
  const before = await world.ledger()
  const { from, raw } = mailTo('ada@reader.test')
  const flip = (text: string) =>
    text.replace(/\.([0-9a-f])/, (_, digit: string) => `.${digit === '0' ? '1' : '0'}`)
  const [, id = ''] = /^b\+(\d+)\./.exec(from) ?? []
  const mac = from.slice(from.indexOf('.') + 1, from.indexOf('@'))
  // The return address's MAC does not open the ENVID, nor one delivery's the next one's.
  const forged = [
    buildDsn({ to: flip(from) }),
    buildDsn({ to: from.replace(/\d+\./, `${Number(id) + 1}.`) }),
    buildDsn({ envelopeId: `d${id}.${mac}` }),
    buildDsn({ returned: `Message-ID: <d${id}.${mac}@broadsheet.test>` }),
    buildDsn({ returned: flip(headerOf(raw).replaceAll(/[^]*(Message-ID: [^\r\n]*)[^]*/g, '$1')) }),
  ]
  for (const dsn of forged) expect(await receive(dsn)).toBe('forged')
  expect(await receive(buildDsn({ to: 'ada@reader.test', returned: 'To: ada@reader.test' }))).toBe(
    'unmatched',
  )
  expect(await world.ledger()).toEqual(before)
  expect(await suppressed()).toEqual([])
  expect(await counts()).toEqual({ forged: 5, unmatched: 1 })
  expect(await queryRows(world.db, z.unknown(), sql`select * from mail_reports`)).toEqual([])
})

test('a report that does not come from the null sender is only somebody forwarding one', async () => {
  const mailTo = await sendTo('ada@reader.test')
  const dsn = buildDsn({ to: mailTo('ada@reader.test').from })
  expect(await receive(dsn, { from: 'someone@else.test' })).toBe('ignored')
  expect(
    await receive(dsn.replace('Return-Path: <>', 'Return-Path: <x@else.test>'), { source: 'imap' }),
  ).toBe('ignored')
  expect(await suppressed()).toEqual([])
})

test('the same report counts once, also while it is being taken in', async () => {
  const mailTo = await sendTo('ada@reader.test')
  const dsn = buildDsn({
    to: mailTo('ada@reader.test').from,
    status: '5.2.2',
    diagnostic: 'smtp; 552 5.2.2 full',
  })
  const outcomes = await Promise.all([receive(dsn), receive(dsn), receive(dsn)])
  expect(outcomes.sort()).toEqual(['applied', 'repeated', 'repeated'])
  expect(await counts()).toEqual({ repeated: 2 })
})

test('a full mailbox scores once a day, is not cleared by a relay that accepts, and is given up at five in 30 days', async () => {
  const full = { status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 Mailbox full' }
  let mailTo = await sendTo('full@reader.test')
  for (let day = 1; day <= 4; day++) {
    expect(await receive(buildDsn({ to: mailTo('full@reader.test').from, ...full }))).toBe('applied')
    expect(await suppressed()).toEqual([])
    mailTo = await sendTo()
  }
  await receive(buildDsn({ to: mailTo('full@reader.test').from, ...full }))
  expect(await suppressed()).toEqual(['full@reader.test: bounce'])
})

test('a mail that has not come back within a relay’s patience clears what was held against the mailbox', async () => {
  const mailTo = await sendTo('full@reader.test')
  await receive(
    buildDsn({ to: mailTo('full@reader.test').from, status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 full' }),
  )
  const scores = () =>
    queryRows(world.db, z.object({ day: z.string() }), sql`select day::text from soft_bounces`)
  for (let day = 1; day <= 7; day++) {
    await sendTo()
    expect(await scores()).toHaveLength(1)
  }
  await sendTo()
  await sendTo()
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
    const mailTo = await sendTo('ada@reader.test')
    expect(await receive(buildDsn({ to: mailTo('ada@reader.test').from, status, diagnostic }))).toBe(
      'applied',
    )
    expect(await stateOf('ada@reader.test')).toMatch(/^failed: returned: /)
    expect(await suppressed()).toEqual([])
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
  const mailTo = await sendTo('ada@reader.test')
  expect(await stateOf('ada@reader.test')).toMatch(/^deferred: /)
  await receive(buildDsn({ to: mailTo('ada@reader.test').from }))
  expect(await stateOf('ada@reader.test')).toMatch(/^failed: returned: /)
  world.clock.advance({ minutes: 30 })
  await deliverDue(world.deps)
  expect(world.sink.count('ada@reader.test')).toBe(1)
})

test('a bounce that is faster than the reply to its mail holds', async () => {
  world.sink.behave(async (recipient) => {
    const [row] = (await world.ledger()).filter((one) => one.email === recipient)
    expect(row?.state).toBe('transmitting')
    const to = `b+${signId(world.links, 'bounce', row?.id ?? 0)}@${bounceDomain}`
    expect(await receive(buildDsn({ to }))).toBe('applied')
    return 'accept'
  })
  await sendTo('fast@reader.test')
  expect(await stateOf('fast@reader.test')).toMatch(/^failed: returned: /)
  expect(await suppressed()).toEqual(['fast@reader.test: bounce'])
})

test('a mail that was never begun cannot bounce, though its id is signed right', async () => {
  await world.addReader('ada@reader.test')
  await world.addPaper()
  world.clock.advance({ hours: 24 })
  world.sink.greet('close')
  await world.run()
  await world.db.execute(sql`update deliveries set attempt = 0, state = 'pending'`)
  const [row] = await world.ledger()
  const to = `b+${signId(world.links, 'bounce', row?.id ?? 0)}@${bounceDomain}`
  expect(await receive(buildDsn({ to }))).toBe('unmatched')
  expect(await receive(buildDsn({ to: `b+${signId(world.links, 'bounce', 4_711)}@${bounceDomain}` }))).toBe(
    'unmatched',
  )
})

test('a bounce about a reader who was erased changes the ledger and names nobody', async () => {
  const mailTo = await sendTo('ada@reader.test')
  await eraseAddress(world.deps, 'ada@reader.test')
  expect(await receive(buildDsn({ to: mailTo('ada@reader.test').from }))).toBe('applied')
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
  const mailTo = await sendTo('ada@reader.test', 'ben@reader.test')
  const dead = recipientGroup({})
  const full = recipientGroup({ status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 full' })
  const alive = recipientGroup({ action: 'delivered', status: '2.0.0', diagnostic: 'smtp; 250 ok' })
  const to = mailTo('ada@reader.test').from
  expect(await receive(buildDsn({ to, recipients: [dead, alive] }))).toBe('ignored')
  expect(await receive(buildDsn({ to, recipients: [dead, full] }))).toBe('applied')
  expect(await suppressed()).toEqual([])
  expect(await receive(buildDsn({ to: mailTo('ben@reader.test').from, recipients: [dead, dead] }))).toBe(
    'applied',
  )
  expect(await suppressed()).toEqual(['ben@reader.test: bounce'])
})

test('no bytes that come as a bounce break the intake or touch a reader', async () => {
  const mailTo = await sendTo('ada@reader.test')
  const before = await world.ledger()
  const good = buildDsn({
    to: mailTo('ada@reader.test').from.replace(/[0-9a-f]@/, (hex) => (hex === '0@' ? '1@' : '0@')),
  })
  const broken = fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    fc
      .array(
        fc.tuple(
          fc.nat(good.length - 1),
          fc.oneof(fc.constantFrom('\r\n', '\0', '--B1.1/mx', ': ', ';'), fc.string()),
        ),
        {
          maxLength: 6,
        },
      )
      .map((edits) =>
        Buffer.from(edits.reduce((text, [at, bit]) => text.slice(0, at) + bit + text.slice(at + 1), good)),
      ),
  )
  await fc.assert(
    fc.asyncProperty(broken, async (raw) => {
      expect(['unreadable', 'unmatched', 'forged', 'ignored']).toContain(await receive(raw))
    }),
    { numRuns: 150 },
  )
  for (const bomb of [
    'Content-Type: message/rfc822\r\n\r\n'.repeat(20_000),
    `A: b\r\n`.repeat(150_000),
    nested(3_000),
  ])
    expect(['unreadable', 'unmatched', 'ignored']).toContain(await receive(bomb))
  expect(await world.ledger()).toEqual(before)
  expect(await suppressed()).toEqual([])
})

function nested(depth: number): string {
  const open = Array.from(
    { length: depth },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
  )
  return open.join('')
}
