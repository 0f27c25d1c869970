import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../harness/api.ts'
import { createWorld, type World } from '../harness/delivery-world.ts'

let world: World
let api: TestApi
const readers = ['ada@example.org', 'grace@example.org', 'emmy@example.org', 'weekly@example.org']

beforeAll(async () => {
  world = await createWorld()
  await world.addPaper({ title: 'Known to all', topics: ['tokenization', 'agents'], score: 1 })
  await world.addPaper({ title: 'For agents alone', topics: ['agents'], score: 9 })
  await world.addPaper({ title: 'Nobody asked for this', topics: ['audio'], score: 9 })
  const [ada = '', grace = '', emmy = '', weekly = ''] = readers
  await world.addReader(ada, { topics: ['tokenization'], hour: 7, timezone: 'UTC' })
  await world.addReader(grace, { topics: ['agents'], hour: 7, timezone: 'UTC' })
  await world.addReader(emmy, {
    topics: ['tokenization', 'agents'],
    keywords: ['secret'],
    hour: 7,
    timezone: 'UTC',
  })
  await world.addReader(weekly, {
    topics: ['tokenization'],
    frequency: 'weekly',
    weekday: 2,
    hour: 7,
    timezone: 'UTC',
  })
  world.clock.advance({ hours: 2 })
  await world.run()
  api = await startTestApi({ db: world.db, now: () => world.clock.now() })
})
afterAll(async () => {
  await api.close()
  await world.close()
})

const get = (url: string) => api.app.inject({ method: 'GET', url })
const titlesOf = (html: string) =>
  [...html.matchAll(/class="title"><a [^>]+>([^<]+)</g)].map((match) => match[1])

test('the archive lists each edition that carried papers, by cadence too, under its permanent name', async () => {
  const all = (await get('/editions')).body
  expect(all).toContain('href="/editions/daily/2026-11-24"')
  expect(all).toContain('1 more paper')
  const weekly = (await get('/editions?cadence=weekly')).body
  expect(weekly).not.toContain('href="/editions/daily/')
  expect(weekly).toMatch(/href="\/editions\/weekly\/\d{4}-\d\d-\d\d"/)
  expect((await get('/editions?cadence=monthly')).body).toContain('No edition has appeared yet')
})

test('an edition shows all that its readers had, once each, first what most digests carried, and nothing of a reader', async () => {
  const { statusCode, body } = await get('/editions/daily/2026-11-24')
  expect(statusCode).toBe(200)
  expect(titlesOf(body)).toEqual(['Known to all', 'For agents alone'])
  expect(body).toContain('No. 1')
  for (const secret of [...readers, 'ada@', 'secret', 'preferences/', 'unsubscribe/'])
    expect(body).not.toContain(secret)
})

test('what an edition said stays, although the paper was renamed, withdrawn or merged since', async () => {
  await world.db.execute(
    sql`update papers set title = 'Renamed', withdrawn = true where title = 'For agents alone'`,
  )
  const { body } = await get('/editions/daily/2026-11-24')
  expect(titlesOf(body)).toEqual(['Known to all', 'For agents alone'])
  await world.db.execute(
    sql`update papers set merged_into = (select id from papers where title = 'Nobody asked for this') where title = 'Renamed'`,
  )
  const merged = (await get('/editions/daily/2026-11-24')).body
  const kept = /href="(\/papers\/\d+)">For agents alone/.exec(merged)?.[1]
  expect((await get(kept ?? '')).body).toContain('Nobody asked for this')
})

test('editions lead to the ones before and after of their cadence, and long ones have pages', async () => {
  world.clock.advance({ hours: 24 })
  for (let number = 0; number < 60; number += 1)
    await world.addPaper({ title: `Paper number ${number}`, topics: ['tokenization'], score: number })
  await world.run()
  const second = (await get('/editions/daily/2026-11-25')).body
  expect(second).toMatch(/rel="prev" href="\/editions\/daily\/2026-11-24"/)
  expect((await get('/editions/daily/2026-11-24')).body).toMatch(
    /rel="next" href="\/editions\/daily\/2026-11-25"/,
  )
  await world.db.execute(sql`
    insert into edition_papers (edition_id, paper_id, content)
    select e.id, p.id, jsonb_build_object('title', p.title, 'url', p.url, 'authors', p.authors, 'abstract', '', 'upvotes', 0, 'comments', 0, 'codeUrl', null, 'publishedAt', null)
    from editions e, papers p where e.cadence = 'daily' and e.date = '2026-11-25' on conflict do nothing`)
  const first = (await get('/editions/daily/2026-11-25')).body
  const rest = (await get('/editions/daily/2026-11-25?from=50')).body
  expect(titlesOf(first)).toHaveLength(50)
  expect(first).toContain('href="/editions/daily/2026-11-25?from=50"')
  expect(titlesOf(rest).length).toBeGreaterThan(5)
  expect(titlesOf(rest).filter((title) => titlesOf(first).includes(title))).toEqual([])
})

test('the archive turns by place, and what no edition is called is not there', async () => {
  await world.db.execute(sql`
    insert into editions (cadence, date, number, papers_read, created_at)
    select 'daily', date '2026-01-01' + n, 1000 + n, 5, now() from generate_series(1, 45) n`)
  await world.db.execute(sql`
    insert into edition_papers select e.id, p.id, jsonb_build_object('title', 'T' || e.number)
    from editions e, (select min(id) as id from papers) p where e.number > 1000`)
  const seen: string[] = []
  let url: string | undefined = '/editions'
  while (url !== undefined) {
    const { body } = await get(url)
    seen.push(...[...body.matchAll(/href="(\/editions\/\w+\/[\d-]+)"/g)].map((match) => match[1] ?? ''))
    url = /rel="next" href="([^"]+)"/.exec(body)?.[1]?.replaceAll('&amp;', '&')
  }
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toHaveLength(48)
  for (const path of [
    'daily/2026-11-20',
    'daily/2026-02-31',
    'daily/x',
    'yearly/2026-11-24',
    "daily/2026-11-24'--",
  ])
    expect([path, (await get(`/editions/${encodeURI(path)}`)).statusCode]).toEqual([path, 404])
  for (const after of ['x', '2026-13-01.5', '2026-01-01.99999999999999999999', '2026-01-01'])
    expect([after, (await get(`/editions?after=${after}`)).statusCode]).toEqual([after, 200])
})
