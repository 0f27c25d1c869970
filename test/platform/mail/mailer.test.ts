import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { wholeText } from '../../../services/platform/mail/mail-text.ts'
import { connectMailer, type Mailer } from '../../../services/platform/mail/mailer.ts'
import { checkDkim } from './dkim-signature.ts'
import { type MailServer, startMailServer } from './mail-server.ts'
import { buildMessage, buildSettings } from './outgoing-message.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
let server: MailServer
let mailer: Mailer

beforeAll(async () => {
  server = await startMailServer()
  mailer = connectMailer(
    buildSettings(server.url, {
      connections: 1,
      ratePerSecond: 100_000,
      dkim: {
        domainName: 'example.org',
        keySelector: 's1',
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      },
    }),
  )
})
afterAll(async () => {
  mailer.close()
  await server.close()
})

async function deliver(...changes: Parameters<typeof buildMessage>) {
  const before = server.messages.length
  expect(await mailer.send(buildMessage(...changes))).toMatchObject({ kind: 'accepted' })
  const [message, ...more] = server.messages.slice(before)
  if (!message || more.length > 0) throw new Error('not exactly one message arrived')
  return message
}

const headerNames = (raw: string) =>
  raw
    .slice(0, raw.indexOf('\r\n\r\n'))
    .split(/\r\n(?![ \t])/)
    .map((header) => header.slice(0, header.indexOf(':')).toLowerCase())

test('a message that is sent twice is the same byte for byte, signature and boundary included', async () => {
  const first = await deliver()
  const second = await deliver()
  expect(second).toEqual(first)
})

test('each header stands once, and the text comes before the HTML', async () => {
  const { raw, from, to } = await deliver()
  const names = headerNames(raw)
  expect([...names].sort()).toEqual([
    'auto-submitted',
    'content-type',
    'date',
    'dkim-signature',
    'feedback-id',
    'from',
    'list-id',
    'list-unsubscribe',
    'list-unsubscribe-post',
    'message-id',
    'mime-version',
    'precedence',
    'subject',
    'to',
  ])
  expect({ from, to }).toEqual({ from: 'bounces+17@example.org', to: ['reader@example.net'] })
  expect(raw.indexOf('text/plain')).toBeLessThan(raw.indexOf('text/html'))
  const parsed = await simpleParser(raw)
  const sent = buildMessage()
  expect(parsed.subject).toBe(sent.subject)
  expect(parsed.messageId).toBe(sent.messageId)
  expect(parsed.date).toEqual(sent.date)
  expect(parsed.text?.trim()).toBe(wholeText(sent.text).trim())
  expect(parsed.html).toBe(sent.html)
})

test('the message is 7-bit, with CRLF only and short lines', async () => {
  const { raw } = await deliver({ subject: '語'.repeat(300), html: `<p>${'é'.repeat(5_000)}</p>` })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what must not be there.
  expect(raw).not.toMatch(/[^\x01-\x7f]/)
  expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
})

test('the signature holds, covers what RFC 8058 asks for, and breaks with each header and the body', async () => {
  const { raw } = await deliver()
  const { signed, isValid } = checkDkim(raw, publicPem)
  expect(isValid).toBe(true)
  expect(signed).toEqual(
    expect.arrayContaining([
      'list-unsubscribe',
      'list-unsubscribe-post',
      'feedback-id',
      'list-id',
      'from',
      'to',
    ]),
  )
  for (const name of headerNames(raw).filter((header) => header !== 'dkim-signature')) {
    const changed = raw.replace(new RegExp(`^${name}:\\s*\\S`, 'im'), (start) => `${start}x`)
    expect(changed).not.toBe(raw)
    expect({ name, isValid: checkDkim(changed, publicPem).isValid }).toEqual({ name, isValid: false })
  }
  expect(checkDkim(`${raw}x\r\n`, publicPem).isValid).toBe(false)
  expect(raw).not.toMatch(/\bl=\d/)
})

test('a comma, a quote or a bracket in the sender stays in its name', async () => {
  for (const [from, name] of [
    ['Papers, Daily <news@example.org>', 'Papers, Daily'],
    ['"Papers, Daily" <news@example.org>', 'Papers, Daily'],
    ['The "Sheet" <news@example.org>', 'The "Sheet"'],
    ['Ä Ö <news@example.org>', 'Ä Ö'],
    ['news@example.org', ''],
  ] as const) {
    const parsed = await simpleParser((await deliver({ from })).raw)
    expect(parsed.from?.value).toEqual([{ name, address: 'news@example.org' }])
  }
})

test('nothing in a name, subject, header or text adds a header or a recipient', async () => {
  const hostile = fc
    .array(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '\0',
        ',',
        ';',
        '<',
        '>',
        '"',
        ':',
        ' ',
        'Bcc: evil@x.test',
        'RCPT TO:<evil@x.test>',
        '.',
        'ü',
      ),
      {
        maxLength: 8,
      },
    )
    .map((parts) => parts.join(''))
  const names = headerNames((await deliver()).raw).sort()
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (one, two, three) => {
      const before = server.recipients.length
      const headers = { ...buildMessage().headers, 'List-Id': `${three}<daily.example.org>` }
      const { raw, to } = await deliver({
        subject: `S${one}`,
        text: two,
        html: two,
        replyTo: undefined,
        headers,
      })
      expect(to).toEqual(['reader@example.net'])
      expect(server.recipients.length - before).toBe(1)
      expect(headerNames(raw).sort()).toEqual(names)
    }),
    { numRuns: 60 },
  )
})

test('a delivery report is asked for under the id of the delivery', async () => {
  const { dsn } = await deliver({ envelopeId: 'd17' })
  expect(dsn).toEqual([
    { ret: 'HDRS', envid: 'd17' },
    { notify: ['FAILURE', 'DELAY'], orcpt: 'rfc822;reader@example.net' },
  ])
})
