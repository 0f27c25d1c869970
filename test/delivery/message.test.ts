import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { simpleParser } from 'mailparser'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deliverDue } from '../../services/delivery/deliver.ts'
import { planDue } from '../../services/delivery/plan.ts'
import { createWorld, type World } from '../harness/delivery-world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

async function mailTo(email = 'reader@example.net') {
  await world.addReader(email)
  world.clock.advance({ hours: 1 })
  await world.run()
  const mail = world.sink.mails[0]
  if (!mail) throw new Error('no mail came')
  return mail
}

/** Header lines, unfolded. */
const headerLines = (raw: string) =>
  (raw.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ').split('\r\n')
const named = (raw: string, name: string) =>
  headerLines(raw).filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))

test('a digest carries each header of a bulk sender once, with its value', async () => {
  await world.addPaper({ title: 'A Small Verifier', topics: ['tokenization'] })
  const { raw } = await mailTo()
  const once = Object.fromEntries(
    [
      ...['From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type', 'List-Id'],
      ...['List-Unsubscribe', 'List-Unsubscribe-Post', 'Feedback-ID', 'Auto-Submitted', 'Precedence'],
    ].map((name) => {
      const lines = named(raw, name)
      expect(lines, name).toHaveLength(1)
      return [name, lines[0]?.slice(name.length + 2)]
    }),
  )
  expect(once).toMatchObject({
    From: 'Broadsheet <news@broadsheet.test>',
    To: 'reader@example.net',
    Date: 'Tue, 24 Nov 2026 07:00:00 +0000',
    'List-Id': 'Broadsheet <daily.broadsheet.test>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'Auto-Submitted': 'auto-generated',
    Precedence: 'bulk',
  })
  expect(once['Message-ID']).toMatch(/^<d1\.[0-9a-f]{16}@broadsheet\.test>$/)
  expect(once['Content-Type']).toMatch(/^multipart\/alternative;/)
  expect(once['Feedback-ID']).toMatch(/^daily1:daily:digest:[a-z0-9]{5,15}$/)
  expect(once['List-Unsubscribe']).toMatch(
    /^<https:\/\/broadsheet\.test\/unsubscribe\/[^>]+>, <mailto:[^>]+\?subject=unsubscribe>$/,
  )
  expect(named(raw, 'List-Post')).toEqual([])
})

test('text comes first, and both parts hold the paper, its link, the way out and the postal address', async () => {
  await world.addPaper({ title: 'A Small Verifier' })
  const { raw } = await mailTo()
  expect(raw.indexOf('text/plain')).toBeLessThan(raw.indexOf('text/html'))
  const parsed = await simpleParser(raw)
  for (const part of [parsed.text ?? '', parsed.html || '']) {
    for (const words of [
      'A Small Verifier',
      'https://example.org/paper',
      '/unsubscribe/',
      '1 Example Street',
    ])
      expect(part).toContain(words)
  }
})

test('the envelope sender names the delivery (VERP) with a proof that we made it', async () => {
  await world.addPaper()
  const { from } = await mailTo()
  const [, mac] = /^b\+1\.([0-9a-f]{16})@bounces\.broadsheet\.test$/.exec(from) ?? []
  expect(mac).toBe(world.links.hashes('bounce', '1')[0]?.subarray(0, 8).toString('hex'))
})

test('the one-click link opens this reader and nothing else', async () => {
  await world.addPaper()
  const { raw } = await mailTo()
  const token = /<https:\/\/broadsheet\.test\/unsubscribe\/([^>]+)>/.exec(
    named(raw, 'List-Unsubscribe')[0] ?? '',
  )?.[1]
  expect(world.links.verify('unsubscribe', token ?? '')).toBe('1')
  expect(world.links.verify('preferences', token ?? '')).toBeUndefined()
})

test.each([
  'Title\r\nBcc: evil@example.org',
  'Title\nX-Injected: yes\n\nbody',
  'a\u0000b\u2028Bcc: evil@example.org',
  '=?utf-8?q?=0D=0ABcc:_evil=40example.org?=',
  '<script>alert(1)</script> {{subject}} <%= it %>',
  '語😀'.repeat(2_000),
  '.\r\n.\r\n',
  '"; --, evil@example.org, <evil@example.org>',
])('a hostile title never adds a header, a recipient or a line that is too long: %#', async (title) => {
  await world.addPaper({ title: title.replaceAll('\u0000', ''), abstract: title.replaceAll('\u0000', '') })
  const { raw, to } = await mailTo()
  expect(world.sink.tried).toEqual(['reader@example.net'])
  expect(to).toBe('reader@example.net')
  for (const name of ['Bcc', 'Cc', 'X-Injected', 'Reply-To']) expect(named(raw, name)).toEqual([])
  for (const name of ['To', 'From', 'Subject']) expect(named(raw, name)).toHaveLength(1)
  for (const line of raw.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(998)
  expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  expect(Buffer.byteLength(raw)).toBe(raw.length)
  expect((await simpleParser(raw)).html || '').not.toContain('<script>')
})

test('a sender name with a comma, quotes or umlauts stays one sender', async () => {
  const sender = { ...world.deps.sender, from: 'Zeitung "für", Forschung <news@broadsheet.test>' }
  await world.addPaper()
  await world.addReader('reader@example.net')
  world.clock.advance({ hours: 1 })
  await planDue(world.deps)
  await deliverDue({ ...world.deps, sender })
  const parsed = await simpleParser(world.sink.mails[0]?.raw ?? '')
  expect(parsed.from?.value).toMatchObject([{ address: 'news@broadsheet.test' }])
  expect(parsed.from?.value).toHaveLength(1)
  expect(parsed.from?.value[0]?.name).toContain('für')
  expect(world.sink.mails[0]?.raw).toMatch(/^List-ID: [^\r\n]*<daily\.broadsheet\.test>\r$/m)
})

test('a mail sent again is the same mail to the byte, whatever became of its papers meanwhile', async () => {
  const paper = await world.addPaper({ title: 'Before' })
  await world.addReader('reader@example.net')
  world.clock.advance({ hours: 1 })
  await planDue(world.deps)
  world.sink.behave((_, nth) => (nth === 1 ? { line: 'drop', at: 'dot' } : 'accept'))
  await deliverDue(world.deps)
  await world.db.execute(
    sql`update papers set title = 'After', upvotes = 99, abstract = 'Changed.' where id = ${paper}`,
  )
  await world.db.execute(sql`update editions set sources = sources`)
  world.clock.advance({ minutes: 20 })
  await planDue(world.deps)
  await deliverDue(world.deps)
  expect(world.sink.mails).toHaveLength(2)
  expect(new Set(world.sink.mails.map((mail) => mail.sha256)).size).toBe(1)
  expect(await world.ledger()).toMatchObject([{ state: 'sent', resends: 1 }])
})

test('Message-IDs of 10,000 deliveries differ', async () => {
  const { buildDigestMessage } = await import('../../services/delivery/message.ts')
  await world.addPaper()
  await mailTo()
  const { listDigests } = await import('../../services/digests/digest-store.ts')
  const [digest] = await listDigests(world.db, [1], new Map())
  if (!digest) throw new Error('no digest')
  const at = world.clock.now()
  const recipient = {
    subscriberId: 1,
    email: 'reader@example.net',
    messageAt: at,
    confirmedAt: at,
    locale: 'en',
  }
  const render = () => ({ subject: '', html: '', text: '' })
  const deps = { ...world.deps, renderDigest: render }
  const ids = Array.from({ length: 10_000 }, (_, id) =>
    createHash('sha256')
      .update(buildDigestMessage(deps, digest, { ...recipient, id }).messageId)
      .digest('hex'),
  )
  expect(new Set(ids).size).toBe(10_000)
})
