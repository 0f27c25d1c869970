import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { queryRows } from '../../services/platform/db/rows.ts'
import { createChallenge } from '../../services/platform/proof-of-work.ts'
import { buildTestApp, startTestApi, type TestApi } from '../harness/api.ts'
import { encodePayload, solve } from '../harness/solve-challenge.ts'

let api: TestApi
let at = new Date('2026-11-24T06:00:00Z')
const now = () => at
const pass = (ms: number) => {
  at = new Date(at.getTime() + ms)
}
beforeEach(async () => {
  at = new Date('2026-11-24T06:00:00Z')
  api = await startTestApi({ now, calmSignups: 3 })
})
afterEach(() => api.close())

type Fields = Record<string, string | readonly string[]>

function encode(fields: Fields): string {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(fields))
    for (const one of typeof value === 'string' ? [value] : value) body.append(name, one)
  return body.toString()
}

const post = (fields: Fields, headers: Record<string, string> = {}) =>
  api.app.inject({
    method: 'POST',
    url: '/subscribe',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: encode(fields),
  })

const postJson = (body: object) =>
  api.app.inject({ method: 'POST', url: '/api/v1/subscriptions', payload: body })

/** Minutes each confirmation waits, by address. */
async function waits(): Promise<Record<string, number>> {
  const rows = await queryRows(
    api.database.db,
    z.object({ email: z.string(), minutes: z.coerce.number() }),
    sql`select r.email, extract(epoch from n.next_at - n.created_at) / 60 as minutes from notices n join signup_requests r on r.id = n.request_id`,
  )
  return Object.fromEntries(rows.map(({ email, minutes }) => [email, minutes]))
}

const hidden = (page: string, name: string) =>
  new RegExp(`type="hidden" name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''
const showForm = async () => hidden((await api.app.inject('/')).body, 'formTime')
const crowd = async (size: number) => {
  for (let person = 0; person < size; person += 1) await postJson({ email: `crowd${person}@example.org` })
  // The load is read once a second.
  pass(1_001)
}

test('a hundred parallel sign-ups of one address from one network all get the same page and lead to one mail', async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, () => post({ email: 'crowd@example.com' })))
  expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([200]))
  expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
  expect(Object.keys(await waits())).toEqual(['crowd@example.com'])
})

test('a flood from one network is told when to come back, as a page and as JSON; nobody else notices', async () => {
  const answers = []
  for (let time = 0; time < 203; time += 1) answers.push(await post({ email: 'not an address' }))
  expect(answers.map((answer) => answer.statusCode)).toEqual([
    ...Array.from({ length: 200 }, () => 400),
    ...[429, 429, 429],
  ])
  expect(answers.at(-1)?.headers['retry-after']).toBe('2')
  expect(answers.at(-1)?.body).toContain('Too many requests')
  const json = await postJson({ email: 'ada@example.org' })
  expect([json.statusCode, json.json().error.code]).toEqual([429, 'REQUESTS_TOO_MANY'])
  const other = await api.app.inject({
    method: 'POST',
    url: '/api/v1/subscriptions',
    payload: { email: 'bob@example.org' },
    remoteAddress: '203.0.113.7',
  })
  expect(other.statusCode).toBe(202)
  pass(2_000)
  expect((await post({ email: 'ada@example.org' })).statusCode).toBe(200)
})

test('two processes count a network together', async () => {
  const { database, links } = api
  const sender = { from: 'news@broadsheet.test', publicUrl: 'https://broadsheet.test', postalAddress: '1' }
  const second = await buildTestApp({ db: database.db, links, sender, now, logged: [] })
  const send = (app: typeof second) =>
    app.inject({ method: 'POST', url: '/api/v1/subscriptions', payload: { email: 'x' } })
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, time) => send(time % 2 ? second : api.app)),
  )
  expect(answers.filter((answer) => answer.statusCode === 400)).toHaveLength(200)
  await second.close()
})

test('a forged X-Forwarded-For is no new network, and that of a trusted proxy is', async () => {
  const flood = async (app: typeof api.app) => {
    const codes = new Set<number>()
    for (let time = 0; time < 210; time += 1) {
      const answer = await app.inject({
        method: 'POST',
        url: '/subscribe',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-forwarded-for': `203.0.${time}.1`,
        },
        payload: 'email=x',
      })
      codes.add(answer.statusCode)
    }
    return codes
  }
  expect(await flood(api.app)).toEqual(new Set([400, 429]))
  const behindProxy = await startTestApi({ trustProxy: ['127.0.0.1'] })
  expect(await flood(behindProxy.app)).toEqual(new Set([400]))
  await behindProxy.close()
})

test('a form that comes back within two seconds asks to press again with nothing lost, and pressing again is enough', async () => {
  const fields = {
    email: 'quick@example.org',
    topics: ['agents', 'tokenization'],
    frequency: 'weekly',
    hour: '18',
  }
  const first = await post({ ...fields, formTime: await showForm() })
  expect(first.statusCode).toBe(400)
  expect(first.body).toContain('press Subscribe once more')
  expect(first.body).toContain('value="quick@example.org"')
  expect(first.body.match(/ checked>/g)).toHaveLength(3)
  expect(await waits()).toEqual({})
  const second = await post({ ...fields, formTime: hidden(first.body, 'formTime') })
  expect(second.statusCode).toBe(200)
  expect(await waits()).toEqual({ 'quick@example.org': 0 })
})

test('a form older than a day, or with a time that is not ours, comes back once too; one at a human pace goes through', async () => {
  const shown = await showForm()
  pass(3_000)
  expect((await post({ email: 'human@example.org', formTime: shown })).statusCode).toBe(200)
  pass(25 * 3_600_000)
  for (const formTime of [shown, 'forged.x.y', `${shown}x`]) {
    const answer = await post({ email: 'late@example.org', formTime })
    expect(answer.statusCode).toBe(400)
    expect(
      (await post({ email: 'late@example.org', formTime: hidden(answer.body, 'formTime') })).statusCode,
    ).toBe(200)
  }
})

test('in quiet times no work is asked for and mail goes at once', async () => {
  const answer = await api.app.inject('/api/v1/challenge')
  expect([answer.statusCode, answer.body]).toEqual([204, ''])
  await post({ email: 'ada@example.org' })
  expect(await waits()).toEqual({ 'ada@example.org': 0 })
})

test('while many sign up, who did the work is mailed at once and the others are told how long they wait', async () => {
  await crowd(8)
  const challenge = (await api.app.inject('/api/v1/challenge')).json()
  const altcha = solve(challenge)
  const worked = await post({ email: 'worked@example.com', altcha })
  expect(worked.body).not.toContain('Many people are signing up')
  for (const person of [1, 2, 3, 4]) await post({ email: `waits${person}@example.com` })
  const waiting = await post({ email: 'waits5@example.com' })
  expect(waiting.statusCode).toBe(200)
  expect(waiting.body).toMatch(/Many people are signing up right now.*may take up to 2 minutes/s)
  const again = await postJson({ email: 'again@example.com', altcha })
  expect(again.statusCode).toBe(202)
  const minutes = await waits()
  expect(minutes['worked@example.com']).toBe(0)
  expect(minutes['waits5@example.com']).toBeCloseTo(4 / 3)
  expect(minutes['again@example.com']).toBeCloseTo(5 / 3)
})

test('work that is forged, changed, unsolved or too old puts nobody in front', async () => {
  await crowd(8)
  const challenge = createChallenge({ links: api.links, now }, 1)
  const easier = { ...challenge, parameters: { ...challenge.parameters, keyPrefix: '' } }
  const old = solve(createChallenge({ links: api.links, now: () => new Date(at.getTime() - 3_600_000) }, 1))
  const proofs = [
    encodePayload({ challenge: easier, solution: { counter: 0, derivedKey: '' } }),
    encodePayload({ challenge, solution: { counter: 0xffff_ffff, derivedKey: '00' } }),
    encodePayload({ challenge: { ...challenge, signature: '' }, solution: { counter: 0, derivedKey: '' } }),
    encodePayload({}),
    old,
    'not base64',
    '',
  ]
  await post({ email: 'first@example.com' })
  for (const [index, altcha] of proofs.entries()) await post({ email: `forged${index}@example.com`, altcha })
  const minutes = await waits()
  for (const [index] of proofs.entries()) expect(minutes[`forged${index}@example.com`]).toBeGreaterThan(0.3)
})

test('the work grows with the load', () => {
  const effort = (level: number) => {
    const { keyPrefix, cost } = createChallenge({ links: api.links, now }, level).parameters
    return cost * 16 ** keyPrefix.length
  }
  const efforts = [1, 2, 3, 4].map(effort)
  expect(efforts).toEqual([...new Set(efforts)].sort((a, b) => a - b))
})

test('a domain that looks mistyped is asked about with everything kept, and both answers work', async () => {
  const fields = { topics: ['agents'], frequency: 'monthly', hour: '9', timezone: 'Asia/Tokyo' }
  const question = await post({ ...fields, email: 'ada@gmial.com' })
  expect(question.statusCode).toBe(200)
  expect(question.body).toMatch(/Did you mean <strong>ada@gmail.com<\/strong>\?/)
  expect(question.body).toContain('value="ada@gmial.com"')
  expect(await waits()).toEqual({})
  const askedAbout = hidden(question.body, 'askedAbout')
  const kept = await post({ ...fields, email: 'ada@gmial.com', askedAbout })
  const changed = await post({
    ...fields,
    email: 'eve@gmial.com',
    askedAbout,
    useSuggestion: 'eve@gmail.com',
  })
  expect([kept.body, changed.body].map((body) => /•••@[a-z.]+/.exec(body)?.[0])).toEqual([
    '•••@gmial.com',
    '•••@gmail.com',
  ])
  expect(Object.keys(await waits()).sort()).toEqual(['ada@gmial.com', 'eve@gmail.com'])
})

test('a suggestion counts for the address it was made for, and nothing is asked of a script', async () => {
  await post({ email: 'bob@example.org', askedAbout: 'gmial.com', useSuggestion: 'ada@gmail.com' })
  await post({ email: 'bob@gmial.com', askedAbout: 'gmial.com', useSuggestion: 'mallory@gmail.com' })
  await postJson({ email: 'carl@gmial.com' })
  expect(Object.keys(await waits()).sort()).toEqual(['bob@example.org', 'bob@gmial.com', 'carl@gmial.com'])
})
