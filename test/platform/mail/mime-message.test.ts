import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import DKIM from 'nodemailer/lib/dkim'
import MailComposer from 'nodemailer/lib/mail-composer'
import { encode, wrap } from 'nodemailer/lib/qp'
import { expect, test } from 'vitest'
import { buildDkimSigner } from '../../../services/platform/mail/dkim-sign.ts'
import { buildPlaces, fillLine, type MailText, wholeText } from '../../../services/platform/mail/mail-text.ts'
import { parseMailbox } from '../../../services/platform/mail/mime-headers.ts'
import {
  buildMimeWriter,
  type MimeMessage,
  type MimeSource,
} from '../../../services/platform/mail/mime-message.ts'
import { quotedPrintable } from '../../../services/platform/mail/mime-quoted-printable.ts'
import { checkDkim } from './dkim-signature.ts'
import { buildMessage } from './outgoing-message.ts'

const write = buildMimeWriter({ isSigned: true })
/** As it arrives, the dots that were stuffed taken out again. */
const rawOf = ({ fields, body }: MimeMessage) =>
  `${fields.join('\r\n')}\r\n\r\n${body.join('')}`.replaceAll('\r\n..', '\r\n.')

/** The same message by the library. */
async function composeByLibrary(source: MimeSource): Promise<string> {
  const crlf = (text: MailText) => wholeText(text).replace(/\r\n?|\n/g, '\r\n')
  const mail = new MailComposer({
    from: parseMailbox(source.from),
    to: { name: '', address: source.to },
    ...(source.replyTo ? { replyTo: source.replyTo } : {}),
    subject: source.subject,
    text: crlf(source.text),
    html: crlf(source.html),
    messageId: source.messageId,
    date: source.date,
    baseBoundary: source.messageId.replace(/[^A-Za-z0-9]/g, '').slice(0, 40),
    headers: { ...source.headers },
    textEncoding: 'quoted-printable',
    encoding: 'quoted-printable',
  })
  return (await mail.compile().build()).toString('latin1')
}

const words = fc.constantFrom(
  ...[
    'a',
    'Zürich',
    '語',
    '👩‍🔬',
    '=',
    '=3D',
    '.',
    ' ',
    '  ',
    '\t',
    '<a href="https://a.example/?b=c">',
    ',',
    '!?',
    'é'.repeat(30),
  ],
  ...['x'.repeat(74), 'x'.repeat(75), 'x'.repeat(76), 'word '.repeat(20), 'é', '\u0000', '\u00a0'],
)
const line = fc.array(words, { maxLength: 12 }).map((parts) => parts.join(''))
const lines = fc.array(line, { minLength: 1, maxLength: 8 }).map((some) => `${some.join('\n')}\n`)

test('quoted-printable is the library’s to the byte for any whole lines', () => {
  fc.assert(
    fc.property(lines, (text) => {
      expect(quotedPrintable(text)).toBe(wrap(encode(text.replaceAll('\n', '\r\n')), 76))
    }),
    { numRuns: 3_000 },
  )
})

test('quoted-printable decodes to the text, in lines of 76 characters of ASCII, in pieces too', () => {
  const decode = (encoded: string) =>
    Buffer.from(
      encoded
        .replaceAll('=\r\n', '')
        .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
      'latin1',
    ).toString()
  fc.assert(
    fc.property(fc.array(fc.oneof(lines, line)), (texts) => {
      const text = texts.join('')
      const encoded = quotedPrintable(text)
      expect(decode(encoded)).toBe(text.replaceAll('\n', '\r\n'))
      expect(encoded).toMatch(/^[\t\r\n\x20-\x7e]*$/)
      for (const one of encoded.split('\r\n')) expect(one.length).toBeLessThanOrEqual(76)
      const pieces = text.match(/[^\n]*\n|[^\n]+$/g) ?? []
      expect(pieces.map(quotedPrintable).join('')).toBe(encoded)
    }),
    { numRuns: 1_000 },
  )
})

test('a message is the library’s to the byte, whatever stands in its texts and headers', async () => {
  const hostile = fc.oneof(line, fc.string({ unit: 'binary' }), fc.constant('x\r\nBcc: evil@example.org'))
  await fc.assert(
    fc.asyncProperty(
      lines,
      lines,
      hostile,
      fc.integer({ min: 1, max: 10 ** 12 }),
      async (text, html, subject, id) => {
        const source = buildMessage({
          text: `x${text}`,
          html: `x${html}`,
          subject: `S ${subject}`,
          messageId: `<d${id}.0123456789abcdef@news.example.org>`,
          from: `${subject.replaceAll(/[<>]/g, '')} <news@example.org>`,
          replyTo: 'desk@example.org',
        })
        expect(rawOf(write(source))).toBe(await composeByLibrary(source))
      },
    ),
    { numRuns: 300 },
  )
})

test('a text that is filled into a shared one makes the same message as the whole text', async () => {
  const places = buildPlaces()
  const shared = (name: string) =>
    places.share(
      `<p>All — read this.</p>\n.<a href="${places.mark('link')}">${name}</a>\n\n<p>=</p>\n${places.mark('link')}\n`,
    )
  const [text, html] = [shared('text'), shared('html')]
  for (const link of ['https://a.example/1', `https://a.example/${'=é'.repeat(60)}`]) {
    const fill = (one: typeof text) => ({
      shared: [one],
      own: one.lines.map((own) => fillLine(own, new Map([['link', link]]))),
    })
    const filled = buildMessage({ text: fill(text), html: fill(html) })
    const whole = buildMessage({ text: wholeText(filled.text), html: wholeText(filled.html) })
    expect(rawOf(write(filled))).toBe(rawOf(write(whole)))
    expect(write(filled).relaxedBody.join('')).toBe(write(whole).relaxedBody.join(''))
    const parsed = await simpleParser(rawOf(write(filled)))
    expect(parsed.html).toBe(wholeText(filled.html))
    expect(parsed.text).toBe(wholeText(filled.text))
  }
})

test('a place without a value makes no mail', () => {
  const places = buildPlaces()
  const [own] = places.share(`see ${places.mark('link')}`).lines
  expect(() => fillLine(own ?? { words: [], places: [] }, new Map())).toThrow('no value for "link"')
})

test('the signature is the library’s to the byte, and holds for whoever checks it', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = {
    domainName: 'example.org',
    keySelector: 's1',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
  const sign = buildDkimSigner(key)
  const names =
    'from:to:subject:date:message-id:mime-version:content-type:reply-to:list-id:list-unsubscribe:list-unsubscribe-post:feedback-id:auto-submitted:precedence'
  const library = new DKIM({ ...key, headerFieldNames: names })
  await fc.assert(
    fc.asyncProperty(lines, line, async (text, subject) => {
      const message = write(buildMessage({ text, html: `x ${text}`, subject: `S ${subject}` }))
      const field = await sign(message)
      const chunks: Buffer[] = []
      for await (const chunk of library.sign(rawOf(message))) chunks.push(chunk)
      expect(`${field}\r\n${rawOf(message)}`).toBe(Buffer.concat(chunks).toString('latin1'))
      const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
      expect(checkDkim(`${field}\r\n${rawOf(message)}`, pem).isValid).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('a key that cannot be read is refused before anything is sent', () => {
  expect(() =>
    buildDkimSigner({ domainName: 'example.org', keySelector: 's1', privateKey: 'no key' }),
  ).toThrow()
})
