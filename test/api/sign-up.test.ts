import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { queryRows } from '../../services/platform/db/rows.ts'
import { suppress } from '../../services/subscribers/suppress.ts'
import { startTestApi, type TestApi } from '../harness/api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

const form = (fields: [string, string][]) => ({
  method: 'POST' as const,
  url: '/subscribe',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  payload: new URLSearchParams(fields).toString(),
})

const count = async (table: 'signup_requests' | 'notices') => {
  const [row] = await queryRows(
    api.database.db,
    z.object({ n: z.coerce.number() }),
    sql`select count(*) as n from ${sql.identifier(table)}`,
  )
  return row?.n
}

test('the form answers with where the link went, and asks the worker to send it', async () => {
  const answer = await api.app.inject(
    form([
      ['email', 'ada@example.org'],
      ['topics', 'agents'],
      ['topics', 'tokenization'],
      ['frequency', 'weekly'],
    ]),
  )
  expect(answer.statusCode).toBe(200)
  expect(answer.body).toContain('a•••@example.org')
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(api.woken).toContain('send-notices')
})

test('a form with faults comes back with each fault beside its field and everything typed kept', async () => {
  const answer = await api.app.inject(
    form([
      ['email', 'not an address'],
      ['topics', 'no-such-topic'],
      ['frequency', 'hourly'],
      ['hour', '25'],
    ]),
  )
  expect(answer.statusCode).toBe(400)
  expect(answer.body).toContain('value="not an address"')
  for (const field of ['email-error', 'topics-error', 'frequency-error', 'hour-error'])
    expect(answer.body).toContain(`id="${field}"`)
})

test('a filled trap field gets the same answer and no mail', async () => {
  const before = await count('notices')
  const answer = await api.app.inject(
    form([
      ['email', 'robot@example.org'],
      ['website', 'https://spam.example'],
    ]),
  )
  expect(answer.statusCode).toBe(200)
  expect(await count('notices')).toBe(before)
})

test('known, unknown, suppressed and cooling addresses get the same status, headers and words', async () => {
  const { db } = api.database
  await suppress({ db, links: api.links, now: () => new Date() }, 'blocked@example.net', 'complaint')
  const shapes = []
  for (const email of ['b1@example.net', 'b1@example.net', 'blocked@example.net', 'b2@example.net']) {
    const answer = await api.app.inject({
      method: 'POST',
      url: '/api/v1/subscriptions',
      payload: { email, topics: ['agents'] },
    })
    const { date: _date, ...headers } = answer.headers
    const names = Object.entries(headers)
      .filter(([name]) => !name.startsWith('x-ratelimit'))
      .sort()
    shapes.push(JSON.stringify({ status: answer.statusCode, names, body: answer.json() }))
  }
  expect(new Set(shapes).size).toBe(1)
  expect(shapes[0]).toContain('202')
})

test('the API names every faulty field and what to do about it', async () => {
  const answer = await api.app.inject({
    method: 'POST',
    url: '/api/v1/subscriptions',
    payload: { email: 'x', topics: ['nope'], hour: 99, timezone: 'Mars/Base' },
  })
  expect(answer.statusCode).toBe(400)
  expect(Object.keys(answer.json().error.fields).sort()).toEqual(['email', 'hour', 'timezone', 'topics'])
})

test('a body that is no JSON, or far too large, is refused with a reason and changes nothing', async () => {
  const before = await count('signup_requests')
  const broken = await api.app.inject({
    method: 'POST',
    url: '/api/v1/subscriptions',
    headers: { 'content-type': 'application/json' },
    payload: '{"email":',
  })
  const large = await api.app.inject({
    method: 'POST',
    url: '/api/v1/subscriptions',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({ email: 'a'.repeat(200_000) }),
  })
  expect([broken.statusCode, large.statusCode]).toEqual([400, 413])
  expect(broken.json().error.message).not.toBe('')
  expect(await count('signup_requests')).toBe(before)
})

test('a hundred parallel sign-ups of one address over HTTP lead to one confirmation', async () => {
  const before = await count('notices')
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      api.app.inject({
        method: 'POST',
        url: '/api/v1/subscriptions',
        payload: { email: 'crowd@example.com' },
      }),
    ),
  )
  expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([202]))
  expect(await count('notices')).toBe((before ?? 0) + 1)
})

test('no address that was typed reaches the log', async () => {
  expect(api.logged.length).toBeGreaterThan(0)
  expect(api.logged.join('')).not.toMatch(/ada@|crowd@|not an address/)
})
