import { createReadStream } from 'node:fs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importPapers } from '../../services/papers/ingest.ts'
import { buildClassifier } from '../../services/papers/topics/classify.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'
import { startTestApi, type TestApi } from '../harness/api.ts'

const now = () => new Date('2026-11-24T12:00:00Z')
let api: TestApi

beforeAll(async () => {
  api = await startTestApi({ now })
  const { db } = api.database
  await importPapers(
    { db, now, classify: buildClassifier(loadTopics()) },
    createReadStream(new URL('../../services/papers/data/sample-papers.json', import.meta.url)),
    { source: 'sample' },
  )
  await db.execute(
    sql`update papers set listed_at = ${now().toISOString()}::timestamptz - id * interval '6 hours'`,
  )
  await db.execute(sql`analyze papers`)
})
afterAll(() => api.close())

const get = (url: string, headers: Record<string, string> = {}) =>
  api.app.inject({ method: 'GET', url, headers })
const idsOf = (html: string) =>
  [...html.matchAll(/class="title"><a href="\/papers\/(\d+)"/g)].map((m) => m[1])

test('a day that is no day is refused by the API and alarms nobody', async () => {
  for (const date of ['0000-01-01', '9999-12-31', '2026-02-30', 'x']) {
    expect([date, (await get(`/api/v1/papers?date=${date}`)).statusCode]).toEqual([date, 400])
    expect((await get(`/papers?date=${date}`)).statusCode).toBeLessThan(500)
  }
  expect((await get('/api/v1/papers?date=9998-12-31')).statusCode).toBe(200)
})

test('a typing error is forgiven, said, and its mended words are linked', async () => {
  const { body } = await get('/papers?q=tokenizaton')
  expect(body).toContain('Nothing has “tokenizaton”')
  expect(body).toContain('href="/papers?q=tokenization"')
  expect(idsOf(body)).toEqual(idsOf((await get('/papers?q=tokenization')).body))
})

test('the form keeps what was asked, and every filter stays while another changes', async () => {
  const { body } = await get('/papers?q=language&topic=tokenization&date=2026-11-20&sort=new')
  expect(body).toContain('name="q" type="search" value="language"')
  expect(body).toContain('<option value="tokenization" selected>')
  expect(body).toContain('type="date" value="2026-11-20"')
  expect(body).toContain('<input type="hidden" name="sort" value="new">')
  expect(body).toContain(
    'href="/papers?topic=tokenization&amp;q=language&amp;date=2026-11-20&amp;period=week"',
  )
})

test('a search without a hit says what to loosen', async () => {
  const { body } = await get('/papers?q=grounding+qxzvwkjy&topic=tokenization&date=2026-11-20')
  expect(body).toContain('No paper fits this yet')
  expect(body).toContain('>Any of these words</a>')
  expect(body).toContain('>On any day</a>')
  expect(body).toContain('Outside Tokenization too')
})

test('pages turn by cursor through the whole list, in every order', async () => {
  for (const start of [
    '/papers',
    '/papers?sort=new',
    '/papers?period=month',
    '/papers?q=model',
    '/topics/tokenization',
  ]) {
    const seen: (string | undefined)[] = []
    let url: string | undefined = start
    while (url !== undefined) {
      const { statusCode, body } = await get(url)
      expect([url, statusCode]).toEqual([url, 200])
      seen.push(...idsOf(body))
      url = /rel="next" href="([^"]+)"/.exec(body)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThan(5)
  }
})

test('what cannot be read in an address is as if it was not said', async () => {
  const plain = idsOf((await get('/papers')).body)
  for (const query of [
    'topic=nothing',
    'date=2026-02-31',
    'sort=best',
    'period=year',
    'q=',
    'q=%20',
    'sort=relevant',
    'topic=a&topic=b',
  ])
    expect([query, idsOf((await get(`/papers?${query}`)).body)]).toEqual([query, plain])
})

test('every public page has one canonical address and says what it is to those who share it', async () => {
  const canonical = async (url: string) =>
    /<link rel="canonical" href="([^"]+)">/.exec((await get(url)).body)?.[1]
  expect(await canonical('/?topics=agents')).toBe('https://broadsheet.test/')
  expect(await canonical('/papers')).toBe('https://broadsheet.test/papers')
  expect(await canonical('/papers?sort=trending')).toBe('https://broadsheet.test/papers')
  expect(await canonical('/papers?topic=tokenization')).toBe('https://broadsheet.test/topics/tokenization')
  expect(await canonical('/topics/tokenization?sort=new')).toBe(
    'https://broadsheet.test/topics/tokenization?sort=new',
  )
  const [id] = idsOf((await get('/papers')).body)
  const { body } = await get(`/papers/${id}`)
  expect(body).toContain(`<meta property="og:url" content="https://broadsheet.test/papers/${id}">`)
  expect(body).toContain('<meta property="og:type" content="article">')
  expect(body).toMatch(/<meta property="og:title" content=".{10,}">/)
  expect(body).toMatch(/<meta property="og:description" content=".{40,420}">/)
})

test('every public page names a title, a description, its address and the picture to those who share it', async () => {
  const { db } = api.database
  await db.execute(sql`
    insert into editions (cadence, date, number, papers_read, created_at) values ('daily', '2026-11-24', 1, 3, now())`)
  for (const url of [
    '/',
    '/papers',
    '/papers/1',
    '/topics/tokenization',
    '/editions',
    '/editions/daily/2026-11-24',
    '/privacy',
    '/embed/code',
  ]) {
    const { body } = await get(`${url}?lang=de`)
    const told = (name: string) =>
      new RegExp(`<meta property="og:${name}" content="([^"]+)">`).exec(body)?.[1] ?? `${url} has no ${name}`
    expect(told('url')).toBe(`https://broadsheet.test${url}`)
    for (const name of ['title', 'description', 'image:alt']) expect(told(name)).not.toContain(' has no ')
    const picture = await get(told('image').replace('https://broadsheet.test', ''))
    expect(picture.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'cross-origin',
    })
    expect(picture.rawPayload.length).toBeLessThanOrEqual(40_000)
    expect(picture.rawPayload.readUInt32BE(16)).toBe(Number(told('image:width')))
    expect(picture.rawPayload.readUInt32BE(20)).toBe(Number(told('image:height')))
  }
})

test('searches and turned pages are kept out of indexes, lists are not', async () => {
  expect((await get('/papers?q=token')).headers['x-robots-tag']).toBe('noindex, follow')
  expect((await get('/papers')).headers['x-robots-tag']).toBeUndefined()
  expect((await get('/topics/tokenization')).headers['x-robots-tag']).toBeUndefined()
})

test('a paper’s page links its original, its PDF and papers like it', async () => {
  await api.database.db.execute(
    sql`update papers set doi = '10.1101/2026.01.01.1', arxiv_id = '2406.05821', url = 'https://arxiv.org/abs/2406.05821' where id = 1`,
  )
  const { body } = await get('/papers/1')
  expect(body).toContain('href="https://arxiv.org/pdf/2406.05821">PDF</a>')
  expect(body).toContain('href="https://doi.org/10.1101/2026.01.01.1">DOI</a>')
  // The first button leads there already.
  expect(body).not.toContain('>arXiv</a>')
  const similar = (await get('/papers/63')).body
  expect(similar).toContain('Similar papers')
  expect(idsOf(similar).length).toBeGreaterThan(0)
  expect(idsOf(similar)).not.toContain('63')
})

test('a withdrawn paper says so; the page of a merged row leads on to the row that was kept', async () => {
  const { db } = api.database
  await db.execute(sql`update papers set withdrawn = true where id in (2, 3)`)
  await db.execute(sql`update papers set merged_into = 4 where id = 3`)
  expect((await get('/papers/2')).body).toContain('This paper was withdrawn')
  const moved = await get('/papers/3')
  expect([moved.statusCode, moved.headers.location]).toEqual([301, '/papers/4'])
})

test('public answers may be cached, are known again by their tag, and are the same for everybody', async () => {
  for (const url of [
    '/papers',
    '/papers?q=token',
    '/topics/tokenization',
    '/papers/5',
    '/editions',
    '/feed.xml',
    '/feed.json',
    '/topics/tokenization/feed.xml',
    '/sitemap.xml',
    '/sitemap/pages.xml',
    '/sitemap/papers-1.xml',
    '/robots.txt',
  ]) {
    const first = await get(url)
    expect([url, first.statusCode]).toEqual([url, 200])
    expect(first.headers['cache-control']).toMatch(/^public, max-age=\d+/)
    expect(first.headers['set-cookie']).toBeUndefined()
    const etag = String(first.headers.etag)
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/)
    for (const known of [etag, `"x", ${etag}`, etag.replace('W/', ''), '*']) {
      const again = await get(url, { 'if-none-match': known })
      expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag])
    }
    expect((await get(url, { 'if-none-match': 'W/"other"' })).statusCode).toBe(200)
    const other = await get(url, {
      'accept-language': 'de',
      cookie: 'a=b',
      'accept-encoding': 'gzip',
      'user-agent': 'x',
    })
    if (other.headers.vary === undefined) expect(other.headers.etag).toBe(etag)
    const head = await api.app.inject({ method: 'HEAD', url })
    expect([url, head.statusCode, head.body, head.headers.etag]).toEqual([url, 200, '', etag])
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(first.body)))
  }
})

test('robots are led to the sitemap, which names every page, list and listed paper once', async () => {
  const robots = (await get('/robots.txt')).body
  expect(robots).toContain('Disallow: /unsubscribe/')
  const index = new URL(/Sitemap: (\S+)/.exec(robots)?.[1] ?? '')
  const locations = async (path: string) =>
    [...(await get(path)).body.matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => new URL(match[1] ?? ''))
  const files = await locations(index.pathname)
  expect(files.map(({ pathname }) => pathname)).toEqual(['/sitemap/pages.xml', '/sitemap/papers-1.xml'])
  const pages = (await Promise.all(files.map(({ pathname }) => locations(pathname)))).flat()
  expect(new Set(pages.map(String)).size).toBe(pages.length)
  expect(pages.map(({ pathname }) => pathname)).toContain('/topics/tokenization')
  // 67 papers, of which two are withdrawn.
  expect(pages.filter(({ pathname }) => /^\/papers\/\d/.test(pathname))).toHaveLength(65)
  for (const page of pages) {
    expect(page.origin).toBe('https://broadsheet.test')
    expect([page.pathname, (await get(page.pathname)).statusCode]).toEqual([page.pathname, 200])
  }
  expect((await get('/sitemap/papers-2.xml')).statusCode).toBe(200)
  expect((await get('/sitemap/nothing.xml')).statusCode).toBe(404)
})

test.each([
  ['multipart/form-data; boundary=xx', 'y'],
  ['multipart/form-data', 'y'],
  ['multipart/form-data; boundary=xx', '--xx\r\nContent-Disposition'],
])('a form as %s that is cut short is refused, and nobody is alarmed', async (type, payload) => {
  const headers = { 'content-type': type }
  const answer = await api.app.inject({ method: 'POST', url: '/subscribe', headers, payload })
  expect(answer.statusCode).toBe(400)
})
