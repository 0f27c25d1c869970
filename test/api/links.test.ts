import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { queryRows } from '../../services/platform/db/rows.ts'
import { confirm, issueConfirmationToken } from '../../services/subscribers/confirm.ts'
import { parseEmailAddress } from '../../services/subscribers/email-address.ts'
import { preferencesSchema } from '../../services/subscribers/preferences.ts'
import { subscribe } from '../../services/subscribers/subscribe.ts'
import { findSubscriber } from '../../services/subscribers/subscriber-store.ts'
import { startTestApi, type TestApi } from '../harness/api.ts'

let api: TestApi
let token: string
let subscriberId: number
let person = 0

beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

const deps = () => ({ db: api.database.db, links: api.links, now: () => new Date() })

async function signUp(): Promise<string> {
  person += 1
  const email = `person${person}@example.org`
  const preferences = preferencesSchema(new Set(['agents'])).parse({
    topics: 'agents',
    timezone: 'Europe/Berlin',
  })
  await subscribe(deps(), parseEmailAddress(email), {
    preferences,
    origin: { form: 'home', ip: '192.0.2.1', userAgent: 'test' },
  })
  const [row] = await queryRows(
    api.database.db,
    z.object({ id: z.coerce.number() }),
    sql`select id from signup_requests where email = ${email}`,
  )
  return issueConfirmationToken(deps(), row?.id ?? 0)
}

beforeEach(async () => {
  token = await signUp()
  const signedUp = await confirm(deps(), token, { ip: undefined, userAgent: undefined })
  subscriberId = signedUp.subscriberId
})

const statusOf = async () => (await findSubscriber(api.database.db, subscriberId))?.status
const unsubscribeUrl = () => `/unsubscribe/${api.links.sign('unsubscribe', String(subscriberId))}`
const preferencesUrl = () => `/preferences/${api.links.sign('preferences', String(subscriberId))}`

const dump = async () => {
  const tables = ['subscribers', 'signup_requests', 'confirmation_tokens', 'consent_events', 'notices']
  const rows = await Promise.all(
    tables.map((table) =>
      queryRows(api.database.db, z.unknown(), sql`select * from ${sql.identifier(table)} order by 1`),
    ),
  )
  return JSON.stringify(rows)
}

test('GET and HEAD of every link of a mail change nothing in the database', async () => {
  const fresh = await signUp()
  const before = await dump()
  for (const url of [`/confirm/${fresh}`, unsubscribeUrl(), preferencesUrl()]) {
    for (const method of ['GET', 'HEAD', 'OPTIONS'] as const) await api.app.inject({ method, url })
    expect((await api.app.inject({ method: 'GET', url })).statusCode).toBe(200)
  }
  expect(await dump()).toBe(before)
})

test('pages behind a link are kept by no cache, sent onward by no referrer and load nothing from elsewhere', async () => {
  for (const url of [`/confirm/${token}`, unsubscribeUrl(), preferencesUrl()]) {
    const { headers, body } = await api.app.inject({ method: 'GET', url })
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['set-cookie']).toBeUndefined()
    expect(body).not.toMatch(/(?:src|href)="https?:\/\/(?!broadsheet\.test)/)
  }
})

test('the button confirms, and pressing it again shows the same page', async () => {
  const fresh = await signUp()
  const first = await api.app.inject({ method: 'POST', url: `/confirm/${fresh}` })
  const second = await api.app.inject({ method: 'POST', url: `/confirm/${fresh}` })
  expect([first.statusCode, second.statusCode]).toEqual([200, 200])
  expect(first.body).toContain('You are subscribed')
  expect(second.body).toContain('You are subscribed')
  expect(api.woken).toContain('plan-digests')
})

test.each([
  [
    'multipart/form-data; boundary=xx',
    '--xx\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--xx--\r\n',
  ],
  ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
])(
  'one-click unsubscribe as %s answers 200 without redirect or cookie, again and again',
  async (type, payload) => {
    for (let time = 0; time < 3; time += 1) {
      const answer = await api.app.inject({
        method: 'POST',
        url: unsubscribeUrl(),
        headers: { 'content-type': type },
        payload,
      })
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['set-cookie']).toBeUndefined()
      expect(answer.headers['location']).toBeUndefined()
    }
    expect(await statusOf()).toBe('unsubscribed')
    const notices = await queryRows(
      api.database.db,
      z.unknown(),
      sql`select from notices where subscriber_id = ${subscriberId}`,
    )
    expect(notices).toEqual([])
  },
)

test('a thousand one-clicks from one address of the network all succeed', async () => {
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, () =>
      api.app.inject({
        method: 'POST',
        url: unsubscribeUrl(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'List-Unsubscribe=One-Click',
      }),
    ),
  )
  expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([200]))
})

test('leaving by the page can be undone on the page that says goodbye', async () => {
  const goodbye = await api.app.inject({ method: 'POST', url: unsubscribeUrl() })
  expect(goodbye.body).toContain(`action="${unsubscribeUrl()}/undo"`)
  expect(await statusOf()).toBe('unsubscribed')
  const back = await api.app.inject({ method: 'POST', url: `${unsubscribeUrl()}/undo` })
  expect(back.statusCode).toBe(200)
  expect(await statusOf()).toBe('active')
})

test('a week after leaving there is nothing to undo: the page says how to come back', async () => {
  await api.app.inject({ method: 'POST', url: unsubscribeUrl() })
  const leftDaysAgo = (days: number) =>
    api.database.db.execute(
      sql`update subscribers set unsubscribed_at = now() - make_interval(days => ${days}) where id = ${subscriberId}`,
    )
  await leftDaysAgo(6)
  expect((await api.app.inject(unsubscribeUrl())).body).toContain('Was it a slip?')
  await leftDaysAgo(8)
  const page = await api.app.inject(unsubscribeUrl())
  expect(page.statusCode).toBe(200)
  expect(page.body).toContain('To come back, <a href="/">sign up again</a>')
  expect(page.body).not.toContain('/undo')
  const late = await api.app.inject({ method: 'POST', url: `${unsubscribeUrl()}/undo` })
  expect(late.statusCode).toBe(410)
  expect(late.body).toContain('To come back, <a href="/">sign up again</a>')
  expect(await statusOf()).toBe('unsubscribed')
})

test('a link of another purpose, a forged one and one cut short open nothing', async () => {
  const preferences = api.links.sign('preferences', String(subscriberId))
  const good = api.links.sign('unsubscribe', String(subscriberId))
  for (const bad of [preferences, `${good}x`, good.slice(0, -2), 'x', good.replace(/\.[^.]+\./, '.MQ.')]) {
    const answer = await api.app.inject({ method: 'POST', url: `/unsubscribe/${bad}` })
    expect(answer.statusCode).toBe(404)
  }
  expect(await statusOf()).toBe('active')
})

test('preferences are saved from the form, and what is wrong is said beside its field with nothing lost', async () => {
  const post = (fields: Record<string, string>) =>
    api.app.inject({
      method: 'POST',
      url: preferencesUrl(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    })
  const good = await post({
    topics: 'tokenization',
    frequency: 'weekly',
    weekday: '5',
    hour: '18',
    timezone: 'Asia/Tokyo',
    maxPapers: '4',
    pausedUntil: '',
  })
  expect(good.statusCode).toBe(200)
  expect(good.body).toContain('Saved.')
  const saved = await findSubscriber(api.database.db, subscriberId)
  expect(saved?.preferences).toMatchObject({
    topics: ['tokenization'],
    frequency: 'weekly',
    weekday: 5,
    hour: 18,
    timezone: 'Asia/Tokyo',
    maxPapers: 4,
  })
  const bad = await post({
    frequency: 'weekly',
    weekday: '9',
    hour: '18',
    timezone: 'Asia/Tokyo',
    maxPapers: '400',
    pausedUntil: 'soon',
  })
  expect(bad.statusCode).toBe(400)
  for (const field of ['weekday-error', 'maxPapers-error', 'pausedUntil-error'])
    expect(bad.body).toContain(`id="${field}"`)
  expect((await findSubscriber(api.database.db, subscriberId))?.preferences.maxPapers).toBe(4)
})

test('a pause holds until the start of its day in the reader’s zone', async () => {
  const day = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10)
  await api.app.inject({
    method: 'POST',
    url: preferencesUrl(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({
      topics: 'agents',
      frequency: 'daily',
      hour: '7',
      timezone: 'Asia/Tokyo',
      pausedUntil: day,
    }).toString(),
  })
  const saved = await findSubscriber(api.database.db, subscriberId)
  expect(saved?.nextDigestAt?.toISOString()).toBe(new Date(`${day}T07:00:00+09:00`).toISOString())
  expect((await api.app.inject({ method: 'GET', url: preferencesUrl() })).body).toContain('Paused until')
})

test('no token reaches the log', async () => {
  const secrets = [
    token,
    api.links.sign('unsubscribe', String(subscriberId)),
    api.links.sign('preferences', String(subscriberId)),
  ]
  for (const secret of secrets) expect(api.logged.join('')).not.toContain(secret)
})
