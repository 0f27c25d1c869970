import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listDueSources, listSourceHealth, runSource } from '../../services/papers/run-source.ts'
import { buildArxivRssSource } from '../../services/papers/sources/arxiv-rss.ts'
import { buildHuggingFaceSource } from '../../services/papers/sources/hugging-face.ts'
import type { PaperSource } from '../../services/papers/sources/source.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { classifyByTitle, clearPapers, listRows } from './ingest-samples.ts'
import { buildTestClient, type Handler, type Served, serve } from './sources/serve.ts'

let database: TestDatabase
let server: Served
let http: ReturnType<typeof buildTestClient>
let answer: Handler
let at: Date
let stop: AbortController

const day = readFileSync(new URL('sources/fixtures/hugging-face-day.json', import.meta.url), 'utf8')
const feed = readFileSync(new URL('sources/fixtures/arxiv-rss.xml', import.meta.url), 'utf8')
const minutes = (count: number) => count * 60_000
const later = (ms: number) => {
  at = new Date(at.getTime() + ms)
}

beforeAll(async () => {
  database = await createTestDatabase()
  server = await serve((request, response) => answer(request, response))
  http = buildTestClient([server], () => at)
})
beforeEach(async () => {
  at = new Date('2026-11-23T12:00:00Z')
  stop = new AbortController()
  await clearPapers(database.db)
  await database.db.execute(sql`truncate source_runs`)
})
afterAll(async () => {
  await http.close()
  await server.close()
  await database.close()
})

const deps = () => ({ db: database.db, classify: classifyByTitle, http, now: () => at, signal: stop.signal })
const readPage = () => runSource({ ...deps(), source: buildHuggingFaceSource({ baseUrl: server.url }) })
const readFeeds = (...categories: string[]) =>
  runSource({ ...deps(), source: buildArxivRssSource({ baseUrl: server.url, categories }) })
const healthOf = async (name: string) => (await listSourceHealth(database.db, [name], at))[0]

const wholeDay: Handler = (request, response) =>
  response.end(request.url?.includes('date=2026-11-23') && request.url.endsWith('&p=0') ? day : '[]')
const broken =
  (status: number, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    response.writeHead(status, headers).end('no')

describe('a source that answers', () => {
  test('leaves its papers, and a row that says what came', async () => {
    answer = wholeDay
    const run = await readPage()
    const papers = await listRows(database.db)
    expect(run).toMatchObject({
      state: 'done',
      reason: null,
      added: papers.length,
      seen: papers.length,
      unseen: papers.length,
    })
    expect(run?.rejectedCount).toBe(run?.rejected.length)
    expect(run?.nextAt).toEqual(new Date(at.getTime() + minutes(60)))
    expect(papers.length).toBeGreaterThan(0)
    expect(await healthOf('huggingface')).toMatchObject({
      state: 'fresh',
      lastSuccessAt: at,
      reason: undefined,
    })
  })

  test('read again has nothing unseen and writes no paper', async () => {
    answer = wholeDay
    await readPage()
    later(minutes(60))
    expect(await readPage()).toMatchObject({ state: 'done', unseen: 0, added: 0, changed: 0 })
  })

  test('is asked with what it gave to be reminded of, and "not modified" is a success', async () => {
    answer = (request, response) =>
      request.headers['if-none-match'] === '"one"'
        ? response.writeHead(304).end()
        : response.writeHead(200, { etag: '"one"', 'content-type': 'application/rss+xml' }).end(feed)
    await readFeeds('cs.CL')
    later(minutes(60))
    expect(await readFeeds('cs.CL')).toMatchObject({ state: 'unchanged', etag: '"one"' })
    later(minutes(60))
    expect(await readFeeds('cs.CL')).toMatchObject({ state: 'unchanged', etag: '"one"' })
  })

  test('in part is named for the other part, which keeps its validators', async () => {
    const given = { etag: '"one"', 'content-type': 'application/rss+xml' }
    answer = (_, response) => response.writeHead(200, given).end(feed)
    await readFeeds('cs.CL', 'cs.CV')
    later(minutes(60))
    answer = (request, response) =>
      request.url?.endsWith('cs.CV')
        ? response.writeHead(500).end()
        : response.writeHead(200, given).end(feed)
    const run = await readFeeds('cs.CL', 'cs.CV')
    expect(run).toMatchObject({
      state: 'done',
      unseen: 0,
      reason: expect.stringContaining('cs.CV: arXiv answered 500'),
    })
    expect(run?.parts[1]).toMatchObject({ name: 'cs.CV', etag: '"one"' })
    expect(await healthOf('arxiv')).toMatchObject({
      state: 'fresh',
      reason: expect.stringContaining('cs.CV'),
    })
  })
})

describe('a source that fails', () => {
  test.each([
    ['500', broken(500), 'answered 500'],
    ['garbage', (_, response) => response.end('<html>'), 'cannot be read'],
    ['a cut connection', (request) => request.socket.destroy(), 'did not answer'],
  ] satisfies [string, Handler, string][])(
    'with %s is a failed row with its reason',
    async (_, handler, reason) => {
      answer = handler
      expect(await readPage()).toMatchObject({ state: 'failed', reason: expect.stringContaining(reason) })
      expect(await healthOf('huggingface')).toMatchObject({
        state: 'failed',
        reason: expect.stringContaining(reason),
      })
    },
  )

  test('with a bug in its parser is a failed row too', async () => {
    const source: PaperSource = {
      name: 'buggy',
      fetch: () => Promise.reject(new TypeError('x is not a function')),
    }
    expect(await runSource({ ...deps(), source })).toMatchObject({
      state: 'failed',
      reason: 'could not be read: x is not a function',
    })
  })

  test('is left alone for longer each time, from 5 minutes to 6 hours, and is at once back at an hour when it answers', async () => {
    answer = broken(500)
    const waits: number[] = []
    for (let failure = 1; failure <= 10; failure += 1) {
      const run = await readPage()
      waits.push((run?.nextAt?.getTime() ?? 0) - at.getTime())
      later(minutes(360))
    }
    expect(waits[0]).toBe(minutes(5))
    for (const [index, wait] of waits.entries()) {
      const full = Math.min(minutes(360), minutes(5) * 2 ** index)
      expect(wait).toBeGreaterThanOrEqual(Math.max(minutes(5), full * 0.75))
      expect(wait).toBeLessThanOrEqual(full)
    }
    answer = wholeDay
    expect((await readPage())?.nextAt).toEqual(new Date(at.getTime() + minutes(60)))
  })

  test('and says when to come back is obeyed, within a day', async () => {
    answer = broken(429, { 'retry-after': '7200' })
    expect((await readPage())?.nextAt).toEqual(new Date(at.getTime() + minutes(120)))
    answer = broken(503, { 'retry-after': '99999999' })
    expect((await readPage())?.nextAt?.getTime()).toBeLessThanOrEqual(at.getTime() + minutes(24 * 60))
  })

  test('because we stop is due again at once', async () => {
    answer = (_, response) => {
      response.writeHead(200)
      stop.abort()
    }
    const run = await readPage()
    expect(run).toMatchObject({ state: 'failed', nextAt: at })
  })
})

describe('two processes', () => {
  test('never read one source at once', async () => {
    let refused = 0
    let open: () => void = () => undefined
    const allRefused = new Promise<void>((resolve) => {
      open = resolve
    })
    answer = (request, response) => {
      // The one that reads is held until all others have been turned away.
      void allRefused.then(() => wholeDay(request, response))
    }
    const readOnce = async () => {
      const run = await readPage()
      refused += run === undefined ? 1 : 0
      if (refused === 7) open()
      return run
    }
    const runs = await Promise.all(Array.from({ length: 8 }, readOnce))
    expect(runs.filter((run) => run !== undefined)).toMatchObject([{ state: 'done' }])
  })

  test('one of which died are told apart after a quarter of an hour', async () => {
    await database.db.execute(sql`
      insert into source_runs (source, started_at, state) values ('huggingface', '2026-11-23T12:00Z', 'running')`)
    later(minutes(14))
    expect(await readPage()).toBeUndefined()
    expect(await listDueSources(database.db, ['huggingface'], at)).toEqual([])
    later(minutes(1))
    expect(await healthOf('huggingface')).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('stopped'),
    })
    expect(await listDueSources(database.db, ['huggingface'], at)).toEqual(['huggingface'])
    answer = wholeDay
    expect(await readPage()).toMatchObject({ state: 'done' })
  })
})

test('due are the sources never read, and those whose time has come', async () => {
  const names = ['huggingface', 'arxiv']
  answer = wholeDay
  await readPage()
  expect(await listDueSources(database.db, names, at)).toEqual(['arxiv'])
  later(minutes(59))
  expect(await listDueSources(database.db, names, at)).toEqual(['arxiv'])
  later(minutes(1))
  expect(await listDueSources(database.db, names, at)).toEqual(names)
})

test('a source that answers but shows nothing new goes quiet, then counts as stalled, whatever its dates say', async () => {
  expect(await healthOf('arxiv')).toMatchObject({ state: 'never' })
  answer = (_, response) => response.end(feed.replaceAll('2026', '2027'))
  await readFeeds('cs.CL')
  expect(await healthOf('arxiv')).toMatchObject({ state: 'fresh' })
  later(minutes(30 * 60))
  await readFeeds('cs.CL')
  expect(await healthOf('arxiv')).toMatchObject({ state: 'quiet' })
  later(minutes(8 * 60))
  await readFeeds('cs.CL')
  expect(await healthOf('arxiv')).toMatchObject({
    state: 'stalled',
    reason: 'nothing new since 2026-11-23 12:00 UTC',
  })
})
