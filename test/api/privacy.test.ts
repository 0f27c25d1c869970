import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildLog } from '../../services/platform/log.ts'
import { connectQueue, type JobQueue } from '../../services/platform/queue/connect-queue.ts'
import { addSubscribers } from '../../services/subscribers/add.ts'
import { preferencesSchema } from '../../services/subscribers/preferences.ts'
import { suppress } from '../../services/subscribers/suppress.ts'
import { dumpDatabase } from '../harness/dump-database.ts'
import { type ReaderSite, startReaderSite } from '../harness/reader-site.ts'

let site: ReaderSite
let queue: JobQueue<string>

beforeAll(async () => {
  // The queue lies in the same database, as it does where there is no Redis.
  const wakes: (() => Promise<void>)[] = []
  site = await startReaderSite({ wake: async () => wakes[0]?.() })
  queue = await connectQueue({ databaseUrl: site.world.database.url }, buildLog('silent'))
  wakes.push(() => queue.wake('send-notices'))
})
afterAll(async () => {
  await queue.close()
  await site.close()
})

const send = (path: string, fields: Record<string, string> = {}) =>
  fetch(path.startsWith('http') ? path : site.url + path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'user-agent': 'Test Browser' },
  })

/** Signs up by the form, confirms by the mail and gets a digest. */
async function becomeReader(email: string): Promise<{ preferences: string; unsubscribe: string }> {
  await site.world.addPaper({ topics: ['tokenization'], title: 'News of tokenization' })
  await send('/subscribe', { email, topics: 'tokenization', timezone: 'UTC', hour: '7' })
  await site.sendAll()
  await send(await site.linkTo(email, '/confirm/'))
  await site.sendAll()
  return {
    preferences: await site.linkTo(email, '/preferences/'),
    unsubscribe: await site.linkTo(email, '/unsubscribe/'),
  }
}

const dump = () => dumpDatabase(site.world.db)
const everythingLogged = () => [...site.logged, ...site.world.logged].join('')

test('a reader downloads all that is kept of them by a link that works once', async () => {
  const email = 'Ada.Export@example.org'
  const { preferences } = await becomeReader(email)
  expect((await send(`${preferences}/export`)).status).toBe(200)
  await site.sendAll()
  const link = await site.linkTo(email, '/export/')
  expect((await fetch(link)).status).toBe(200)
  const answer = await send(link)
  expect(answer.headers.get('content-disposition')).toContain('broadsheet-data.json')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(await answer.json()).toMatchObject({
    email,
    subscription: { status: 'active', preferences: { topics: ['tokenization'], hour: 7 } },
    signup: { form: 'home', ip: '127.0.0.1', user_agent: 'Test Browser' },
    consents: [
      { kind: 'requested', source: 'home', ip: '127.0.0.1' },
      { kind: 'confirmed', source: 'home' },
    ],
    editions: [{ cadence: 'daily', state: 'sent', papers: ['News of tokenization'] }],
    otherMails: [
      { kind: 'confirmation', state: 'sent' },
      { kind: 'export', state: 'sent' },
    ],
    suppressions: [],
  })
  expect((await fetch(link)).status).toBe(410)
  expect((await send(link)).status).toBe(410)
})

test('after an erasure the address is nowhere in the database and the logs; a keyed hash alone is added', async () => {
  const email = 'Canary.Erased@example.org'
  const { preferences, unsubscribe } = await becomeReader(email)
  await send('/subscribe', { email, topics: 'agents' })
  await send(`${preferences}/export`)
  await send(`${preferences}/erase`)
  await site.sendAll()
  expect((await dump()).toLowerCase()).toContain(email.toLowerCase())
  const sentBefore = site.world.sink.count(email)

  const answer = await send(await site.linkTo(email, '/erase/'))
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain('Your data is erased')

  const after = await dump()
  expect(after.toLowerCase()).not.toContain('canary')
  expect(everythingLogged().toLowerCase()).not.toContain('canary')
  expect(after.match(/^public\.suppressions: .*erased/gm)).toHaveLength(1)
  expect(after).toMatch(/^public\.deliveries: \(\d+,\d+,,/m)
  site.world.clock.advance({ hours: 48 })
  await site.sendAll()
  expect(site.world.sink.count(email)).toBe(sentBefore)
  // The old links open nothing, and leaving still answers a mail program with 200.
  expect((await fetch(preferences)).status).toBe(404)
  expect((await send(unsubscribe, { 'List-Unsubscribe': 'One-Click' })).status).toBe(200)
})

test('an erased address is not brought back by an import, and comes back by its own confirmation', async () => {
  const email = 'returns@example.org'
  const { preferences } = await becomeReader(email)
  await send(`${preferences}/erase`)
  await site.sendAll()
  await send(await site.linkTo(email, '/erase/'))
  const { db, links } = site.world
  const now = () => site.world.clock.now()
  const preferencesOfOld = preferencesSchema(new Set()).parse({})
  const entries = [{ email, preferences: preferencesOfOld }]
  expect(await addSubscribers({ db, links, now }, entries, { atTheirHour: false })).toEqual(['suppressed'])
  site.world.clock.advance({ hours: 24 * 8 })
  const again = await becomeReader(email)
  expect((await fetch(again.preferences)).status).toBe(200)
})

test('known, unknown, cooling and suppressed addresses get the same page, and only the first gets a mail', async () => {
  const { db, links, clock } = site.world
  await becomeReader('known@example.org')
  await becomeReader('complained@example.org')
  await suppress({ db, links, now: clock.now }, 'complained@example.org', 'complaint')
  const shapes = new Set<string>()
  for (const name of ['known', 'knock', 'known', 'kkkkk', 'complained']) {
    const email = `${name}@example.org`
    const answer = await send('/privacy/erase', { email })
    const text = (await answer.text()).replaceAll('c•••@', 'k•••@')
    const headers = [...answer.headers].filter(([header]) => header !== 'date').sort()
    shapes.add(JSON.stringify({ status: answer.status, headers, text }).replace(/"content-length","\d+"/, ''))
  }
  expect(shapes.size).toBe(1)
  const before = site.world.sink.mails.length
  await site.sendAll()
  expect(site.world.sink.mails.slice(before).map((mail) => mail.to)).toEqual(['known@example.org'])
})

test('a link opens what it was mailed for and nothing else, and no longer than half an hour', async () => {
  const email = 'kinds@example.org'
  const { preferences } = await becomeReader(email)
  await send(`${preferences}/export`)
  await site.sendAll()
  const link = await site.linkTo(email, '/export/')
  expect((await send(link.replace('/export/', '/erase/'))).status).toBe(410)
  expect((await fetch(link)).status).toBe(200)
  site.world.clock.advance({ minutes: 30 })
  const late = await send(link)
  expect(late.status).toBe(410)
  expect(await late.text()).toContain('This link no longer works')
  expect((await fetch(preferences)).status).toBe(200)
})

test('a sign-up that was never confirmed can be erased by its address too', async () => {
  const email = 'pending.canary2@example.org'
  await send('/subscribe', { email })
  expect((await send('/privacy/erase', { email: 'no address' })).status).toBe(400)
  await send('/privacy/erase', { email })
  await site.sendAll()
  await send(await site.linkTo(email, '/erase/'))
  expect((await dump()).toLowerCase()).not.toContain('canary2')
})

test('the page says who is responsible, what is read and how long things are kept, from the settings in force', async () => {
  const page = await (await fetch(`${site.url}/privacy`)).text()
  for (const words of [
    '1 Example Street',
    'ops@broadsheet.test',
    'Papers come from Hugging Face and arXiv;',
    '3 days',
    '7 days',
  ])
    expect(page).toContain(words)
  expect(await (await fetch(site.url)).text()).toContain('href="/privacy"')
})
