import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { signId } from '../../services/delivery/signed-id.ts'
import { queryRows } from '../../services/platform/db/rows.ts'
import { buildDsn, headerField, headerOf } from './returned-mail.ts'
import { bounceDomain, createReturnedWorld, type ReturnedWorld } from './returned-world.ts'

let world: ReturnedWorld
beforeEach(async () => {
  world = await createReturnedWorld()
})
afterEach(() => world.close())

test('a bounce to the return address of one mail suppresses its reader and touches nobody else', async () => {
  const mailTo = await world.sendTo('gone@reader.test', 'other@reader.test')
  const { from } = mailTo('gone@reader.test')
  expect(await world.receive(buildDsn({ to: from }), { from: '', to: [from] })).toBe('applied')
  expect(await world.suppressed()).toEqual(['gone@reader.test: bounce'])
  expect(await world.stateOf('gone@reader.test')).toBe(
    'failed: returned: 550 5.1.1 <…@reader.test>: Recipient address rejected: User unknown',
  )
  expect(await world.stateOf('other@reader.test')).toBe('sent: null')
})

test('a reader who bounced gets nothing more', async () => {
  const mailTo = await world.sendTo('gone@reader.test')
  await world.receive(buildDsn({ to: mailTo('gone@reader.test').from }))
  await world.sendTo()
  expect(world.sink.count('gone@reader.test')).toBe(1)
  expect(await world.stateOf('gone@reader.test')).toBe('skipped: suppressed')
})

test('what is only delayed, delivered, relayed or expanded changes nothing', async () => {
  const mailTo = await world.sendTo('ada@reader.test')
  const before = await world.ledger()
  for (const action of ['delayed', 'delivered', 'relayed', 'expanded', 'nonsense'])
    expect(
      await world.receive(buildDsn({ to: mailTo('ada@reader.test').from, action, status: '4.4.1' })),
    ).toBe('ignored')
  expect(await world.ledger()).toEqual(before)
  expect(await world.suppressed()).toEqual([])
  expect(await world.idle()).toEqual({ ignored: 5 })
})

test('a bounce is matched by the ENVID alone, and by the Message-ID of the returned header alone', async () => {
  const mailTo = await world.sendTo('ada@reader.test', 'ben@reader.test')
  const [, id = ''] = /^b\+(\d+)\./.exec(mailTo('ada@reader.test').from) ?? []
  const envelopeId = `d${signId(world.links, 'envelope', Number(id))}`
  expect(await world.receive(buildDsn({ envelopeId }))).toBe('applied')
  expect(await world.receive(buildDsn({ returned: headerOf(mailTo('ben@reader.test').raw) }))).toBe('applied')
  expect(await world.suppressed()).toEqual(['ada@reader.test: bounce', 'ben@reader.test: bounce'])
})

test('a forged report changes nothing, wherever it carries its made-up id, and is counted', async () => {
  const mailTo = await world.sendTo('ada@reader.test')
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
    buildDsn({ returned: flip(`Message-ID: ${headerField(raw, 'message-id')}`) }),
  ]
  for (const dsn of forged) expect(await world.receive(dsn)).toBe('forged')
  expect(await world.receive(buildDsn({ to: 'ada@reader.test', returned: 'To: ada@reader.test' }))).toBe(
    'unmatched',
  )
  expect(await world.ledger()).toEqual(before)
  expect(await world.suppressed()).toEqual([])
  expect(await world.idle()).toEqual({ forged: 5, unmatched: 1 })
  expect(await queryRows(world.db, z.unknown(), sql`select * from mail_reports`)).toEqual([])
})

test('a report that does not come from the null sender is only somebody forwarding one', async () => {
  const mailTo = await world.sendTo('ada@reader.test')
  const dsn = buildDsn({ to: mailTo('ada@reader.test').from })
  expect(await world.receive(dsn, { from: 'someone@else.test' })).toBe('ignored')
  expect(
    await world.receive(dsn.replace('Return-Path: <>', 'Return-Path: <x@else.test>'), { source: 'imap' }),
  ).toBe('ignored')
  expect(await world.suppressed()).toEqual([])
})

test('the same report counts once, also while it is being taken in', async () => {
  const mailTo = await world.sendTo('ada@reader.test')
  const dsn = buildDsn({
    to: mailTo('ada@reader.test').from,
    status: '5.2.2',
    diagnostic: 'smtp; 552 5.2.2 full',
  })
  const outcomes = await Promise.all([world.receive(dsn), world.receive(dsn), world.receive(dsn)])
  expect(outcomes.sort()).toEqual(['applied', 'repeated', 'repeated'])
  expect(await world.idle()).toEqual({ repeated: 2 })
})

test('a mail that was never begun cannot bounce, though its id is signed right', async () => {
  await world.addReader('ada@reader.test')
  world.sink.greet('close')
  await world.sendTo()
  await world.db.execute(sql`update deliveries set attempt = 0, state = 'pending'`)
  const [row] = await world.ledger()
  const to = `b+${signId(world.links, 'bounce', row?.id ?? 0)}@${bounceDomain}`
  expect(await world.receive(buildDsn({ to }))).toBe('unmatched')
  expect(
    await world.receive(buildDsn({ to: `b+${signId(world.links, 'bounce', 4_711)}@${bounceDomain}` })),
  ).toBe('unmatched')
})

test('no bytes that come as a bounce break the intake or touch a reader', async () => {
  const mailTo = await world.sendTo('ada@reader.test')
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
      expect(['unreadable', 'unmatched', 'forged', 'ignored']).toContain(await world.receive(raw))
    }),
    { numRuns: 150 },
  )
  for (const bomb of [
    'Content-Type: message/rfc822\r\n\r\n'.repeat(20_000),
    `A: b\r\n`.repeat(150_000),
    nested(3_000),
  ])
    expect(['unreadable', 'unmatched', 'ignored']).toContain(await world.receive(bomb))
  expect(await world.ledger()).toEqual(before)
  expect(await world.suppressed()).toEqual([])
})

function nested(depth: number): string {
  const open = Array.from(
    { length: depth },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
  )
  return open.join('')
}
