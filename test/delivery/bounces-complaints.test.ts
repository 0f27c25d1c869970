import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { sendNotices } from '../../services/delivery/send-notices.ts'
import { signId } from '../../services/delivery/signed-id.ts'
import { queryRows } from '../../services/platform/db/rows.ts'
import { parseEmailAddress } from '../../services/subscribers/email-address.ts'
import { buildPrivacyLinkRenderer } from '../../services/subscribers/export-mail.ts'
import { preferencesSchema } from '../../services/subscribers/preferences.ts'
import { buildConfirmationRenderer } from '../../services/subscribers/render-confirmation.ts'
import { buildGoodbyeRenderer } from '../../services/subscribers/render-goodbye.ts'
import { subscribe } from '../../services/subscribers/subscribe.ts'
import { findSubscriberByEmail } from '../../services/subscribers/subscriber-store.ts'
import { suppress } from '../../services/subscribers/suppress.ts'
import { mailTemplates } from '../harness/delivery-world.ts'
import { buildArf, buildDsn, headerField, headerOf } from './returned-mail.ts'
import { bounceDomain, createReturnedWorld, type ReturnedWorld } from './returned-world.ts'

let world: ReturnedWorld
beforeEach(async () => {
  world = await createReturnedWorld()
})
afterEach(() => world.close())

const loop = { from: 'feedback@isp.test', to: [`fbl@${bounceDomain}`] }
const reader = { from: 'ada@reader.test' }

const statusOf = async (email: string) => (await findSubscriberByEmail(world.db, email))?.status
const consents = () =>
  queryRows(
    world.db,
    z.object({ source: z.string() }),
    sql`select source from consent_events where kind = 'unsubscribed'`,
  )

test.each(['abuse', 'fraud'])(
  'a complaint (%s) suppresses at once, found by the returned Message-ID',
  async (type) => {
    const mailTo = await world.sendTo('ada@reader.test', 'ben@reader.test')
    const returned = mailTo('ada@reader.test').raw
    expect(await world.receive(buildArf({ type, returned }), loop)).toBe('applied')
    expect(await world.suppressed()).toEqual(['ada@reader.test: complaint'])
  },
)

test.each(['not-spam', 'virus', 'other', 'auth-failure', ''])(
  'a report of "%s" changes nothing',
  async (type) => {
    const mailTo = await world.sendTo('ada@reader.test')
    const returned = mailTo('ada@reader.test').raw
    expect(await world.receive(buildArf({ type, returned }), loop)).toBe('ignored')
    expect(await world.suppressed()).toEqual([])
  },
)

test('a complaint is found by the original return address and by the ENVID as well', async () => {
  const mailTo = await world.sendTo('ada@reader.test', 'ben@reader.test')
  const { from } = mailTo('ada@reader.test')
  expect(await world.receive(buildArf({ fields: [`Original-Mail-From: <${from}>`] }), loop)).toBe('applied')
  const id = Number(/^b\+(\d+)/.exec(mailTo('ben@reader.test').from)?.[1])
  const envelopeId = `d${signId(world.links, 'envelope', id)}`
  expect(await world.receive(buildArf({ fields: [`Original-Envelope-Id: ${envelopeId}`] }), loop)).toBe(
    'applied',
  )
  expect(await world.suppressed()).toEqual(['ada@reader.test: complaint', 'ben@reader.test: complaint'])
})

test('a complaint with a made-up id, or that only names an address, changes nothing', async () => {
  const mailTo = await world.sendTo('ada@reader.test')
  const returned = headerOf(mailTo('ada@reader.test').raw).replace(
    /(Message-ID: <d\d+\.)[0-9a-f]{4}/,
    '$10000',
  )
  expect(await world.receive(buildArf({ returned }), loop)).toBe('forged')
  const named = buildArf({ returned: 'To: ada@reader.test\r\nMessage-ID: <x@y.test>' })
  expect(await world.receive(named, loop)).toBe('unmatched')
  expect(await world.suppressed()).toEqual([])
})

test('a complaint outranks what was known before, and no bounce softens it', async () => {
  const mailTo = await world.sendTo('ada@reader.test')
  await suppress(world.deps, 'ada@reader.test', 'bounce')
  await world.receive(buildArf({ returned: mailTo('ada@reader.test').raw }), loop)
  await world.receive(buildDsn({ to: mailTo('ada@reader.test').from }))
  expect(await world.suppressed()).toEqual(['ada@reader.test: complaint'])
})

test('whoever complains had the mail: a delivery without a reply counts as sent', async () => {
  world.sink.behave(() => ({ line: 'drop', at: 'dot' }))
  const mailTo = await world.sendTo('ada@reader.test')
  await world.db.execute(sql`update deliveries set state = 'uncertain'`)
  await world.receive(buildArf({ returned: mailTo('ada@reader.test').raw }), loop)
  expect(await world.stateOf('ada@reader.test')).toBe('sent: its reader answered')
})

test('a stranger who was signed up by somebody else and complains is not mailed again', async () => {
  const signUp = () =>
    subscribe(world.deps, parseEmailAddress('victim@reader.test'), {
      preferences: preferencesSchema(new Set()).parse({}),
      origin: { form: 'home', ip: undefined, userAgent: undefined },
    })
  const notices = {
    ...world.deps,
    renderConfirmation: buildConfirmationRenderer(mailTemplates),
    renderGoodbye: buildGoodbyeRenderer(mailTemplates),
    renderPrivacyLink: buildPrivacyLinkRenderer(mailTemplates),
  }
  await signUp()
  await sendNotices(notices)
  const { raw = '', from = '' } = world.sink.mails[0] ?? {}
  expect(await world.receive(buildDsn({ to: from }))).toBe('applied')
  expect(await queryRows(world.db, z.unknown(), sql`select * from suppressions`)).toEqual([])
  const [notice] = await queryRows(world.db, z.object({ state: z.string() }), sql`select state from notices`)
  expect(notice).toEqual({ state: 'failed' })
  expect(await world.receive(buildArf({ returned: raw }), loop)).toBe('applied')
  world.clock.advance({ hours: 24 * 10 })
  await signUp()
  await sendNotices(notices)
  expect(world.sink.count('victim@reader.test')).toBe(1)
})

test('a mail to the address in List-Unsubscribe ends the subscription, and is not answered', async () => {
  const mailTo = await world.sendTo('ada@reader.test', 'ben@reader.test')
  const [, to = ''] =
    /<mailto:([^?>]+)\?subject=unsubscribe>/.exec(
      headerField(mailTo('ada@reader.test').raw, 'list-unsubscribe'),
    ) ?? []
  const mail = `From: ada@reader.test\r\nTo: ${to}\r\nSubject: unsubscribe\r\n\r\n`
  expect(await world.receive(mail, { ...reader, to: [to] })).toBe('applied')
  expect([await statusOf('ada@reader.test'), await statusOf('ben@reader.test')]).toEqual([
    'unsubscribed',
    'active',
  ])
  expect(await consents()).toEqual([{ source: 'mailto' }])
  expect(await queryRows(world.db, z.unknown(), sql`select * from notices`)).toEqual([])
  expect(await world.receive(mail, { ...reader, to: [to] })).toBe('repeated')
  await world.sendTo()
  expect(world.sink.count('ada@reader.test')).toBe(1)
})

test('without a bounce domain the token in the subject does the same, from a mailbox too', async () => {
  await world.sendTo('ada@reader.test')
  const id = (await findSubscriberByEmail(world.db, 'ada@reader.test'))?.id
  const token = world.links.sign('unsubscribe', String(id))
  const mail = `Return-Path: <ada@reader.test>\r\nTo: news@broadsheet.test\r\nSubject: =?utf-8?Q?unsubscribe_${token}?=\r\n\r\nbye`
  expect(await world.receive(mail, { source: 'imap', from: undefined })).toBe('applied')
  expect(await statusOf('ada@reader.test')).toBe('unsubscribed')
})

test('a forged token, another purpose’s token, a bounce and an absence notice end nothing', async () => {
  await world.sendTo('ada@reader.test')
  const id = String((await findSubscriberByEmail(world.db, 'ada@reader.test'))?.id)
  const token = world.links.sign('unsubscribe', id)
  const subject = (text: string, more = '') => `To: x@y.test\r\nSubject: ${text}\r\n${more}\r\n\r\n`
  expect(await world.receive(subject(`unsubscribe ${token.slice(0, -1)}_`), reader)).toBe('forged')
  expect(await world.receive(subject(`unsubscribe ${world.links.sign('preferences', id)}`), reader)).toBe(
    'forged',
  )
  expect(await world.receive(subject('unsubscribe'), reader)).toBe('unmatched')
  expect(await world.receive(subject(`unsubscribe ${token}`), { from: '' })).toBe('ignored')
  const away = subject(`unsubscribe ${token}`, 'Auto-Submitted: auto-replied')
  expect(await world.receive(away, reader)).toBe('ignored')
  expect(await statusOf('ada@reader.test')).toBe('active')
})
