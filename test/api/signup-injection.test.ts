import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { elementsOf } from '../harness/parse-mail-html.ts'
import { type ReaderSite, startReaderSite } from '../harness/reader-site.ts'

let site: ReaderSite
let serial = 0

beforeAll(async () => {
  site = await startReaderSite({ calmSignups: 100_000, trustProxy: ['127.0.0.1'] })
  await site.world.addPaper({ title: 'Plain paper', abstract: 'Every word of it.', authors: ['Ada Brandt'] })
})
afterAll(() => site.close())

const breakOuts = [
  '\r\nBcc: evil@evil.example',
  '\nSubject: You won',
  '\r\n\r\n<h1>You won</h1>',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<a href="https://evil.example">Confirm here</a>',
  'https://evil.example/win',
  '"><b>x',
  '<%= it %>',
  '{{html}}',
  '<mj-raw>',
  '=?utf-8?q?Bcc?=',
  '\0',
  '\ud800',
  '\u202e',
  'You won a prize, call now',
]
const hostile = fc
  .array(
    fc.oneof(fc.constantFrom(...breakOuts), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 })),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) => `ev${parts.join('')}il`.slice(0, 100))

const typed = fc.record({
  keywords: fc.array(hostile, { maxLength: 3 }),
  authors: fc.array(hostile, { maxLength: 3 }),
  name: hostile,
  subject: hostile,
  form: hostile,
  locale: hostile,
})

function post(email: string, body: object): Promise<Response> {
  serial += 1
  return fetch(`${site.url}/api/v1/subscriptions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': `203.0.${serial % 250}.7`,
      'user-agent': '<b>You won</b> https://evil.example',
      'accept-language': '<b>evil</b>',
    },
    body: JSON.stringify({ email, ...body }),
  })
}

/** A mail without what differs from mail to mail: its link, its boundary, its ids and its receiver. */
async function shapeOf(raw: string, email: string) {
  const mail = await simpleParser(raw)
  const plain = (text: string) =>
    text
      .replaceAll(email, 'RECEIVER')
      .replace(/(\/(?:confirm|preferences|unsubscribe|papers)\/)[\w.-]+/g, '$1TOKEN')
  return {
    headers: [...mail.headerLines]
      .map(({ key, line }) => (/^(message-id|content-type|list-unsubscribe)$/.test(key) ? key : plain(line)))
      .sort(),
    text: plain(mail.text ?? ''),
    html: plain(mail.html || ''),
    receivers: site.world.sink.mails.filter((one) => one.raw === raw).map((one) => one.to === email),
  }
}

async function mailsTo(email: string) {
  await site.sendAll()
  const mails = site.world.sink.mails.filter((mail) => mail.to === email)
  return Promise.all(mails.map(({ raw }) => shapeOf(raw, email)))
}

test('whatever a stranger types, the confirmation mail is the same to the letter', async () => {
  await post('plain@domain0.example', {})
  const [expected] = await mailsTo('plain@domain0.example')
  expect(expected?.text).toContain('One step left')
  await fc.assert(
    fc.asyncProperty(typed, async (body) => {
      serial += 1
      const email = `victim${serial}@domain${serial}.example`
      const answer = await post(email, body)
      // A word that is too short for a keyword is said to the stranger, and nobody is mailed.
      if (answer.status === 400) return
      expect(answer.status).toBe(202)
      expect(await mailsTo(email)).toEqual([expected])
    }),
    { numRuns: 40 },
  )
})

test('an address that carries more than an address is refused and nobody is mailed', async () => {
  const before = site.world.sink.mails.length
  const addresses = [
    'a@ex.example\r\nRCPT TO:<evil@evil.example>',
    'a@ex.example, evil@evil.example',
    '"a\r\nBcc: evil@evil.example"@ex.example',
    'a@ex.example\nBcc: evil@evil.example',
    '<a@ex.example>',
    'a@ex.example?subject=You%20won',
    'a b@ex.example',
    'You won <a@ex.example>',
  ]
  for (const email of addresses) expect((await post(email, {})).status).toBe(400)
  await site.sendAll()
  expect(site.world.sink.mails.length).toBe(before)
})

test('what a reader typed for themselves adds no element, header or receiver to their digest', async () => {
  const digestOf = async (body: object) => {
    serial += 1
    const email = `reader${serial}@domain${serial}.example`
    const answer = await post(email, { ...body, topics: [] })
    if (answer.status === 400) return undefined
    await site.sendAll()
    await fetch(await site.linkTo(email, '/confirm/'), { method: 'POST' })
    return (await mailsTo(email)).at(-1)
  }
  const names = ({ headers }: { headers: string[] }) => headers.map((line) => line.split(':')[0])
  const skeleton = (html: string) =>
    elementsOf(html).map(({ tag, attributes }) => [tag, ...Object.keys(attributes)].join(' '))
  const plain = await digestOf({ keywords: ['plain'] })
  if (!plain) throw new Error('the plain reader got nothing')
  await fc.assert(
    fc.asyncProperty(hostile, async (word) => {
      const digest = await digestOf({ keywords: ['plain', word], authors: [word] })
      if (!digest) return
      expect(names(digest)).toEqual(names(plain))
      expect(digest.receivers).toEqual([true])
      expect(skeleton(digest.html)).toEqual(skeleton(plain.html))
      expect(digest.html).not.toMatch(/href="https:\/\/evil/)
    }),
    { numRuns: 20 },
  )
})
