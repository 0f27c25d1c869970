import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listDueSources, runSource } from '../../services/papers/run-source.ts'
import type { PaperSource } from '../../services/papers/sources/source.ts'
import { listRows } from './ingest-samples.ts'
import { createSourceWorld, feed, minutes, type SourceWorld, wholeDay } from './source-world.ts'
import type { Handler } from './sources/serve.ts'

let world: SourceWorld
beforeAll(async () => {
  world = await createSourceWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

const broken =
  (status: number, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    response.writeHead(status, headers).end('no')

describe('a source that answers', () => {
  test('leaves its papers, and a row that says what came', async () => {
    world.answer = wholeDay
    const run = await world.readPage()
    const papers = await listRows(world.db)
    expect(run).toMatchObject({
      state: 'done',
      reason: null,
      added: papers.length,
      seen: papers.length,
      unseen: papers.length,
    })
    expect(run?.rejectedCount).toBe(run?.rejected.length)
    expect(run?.nextAt).toEqual(new Date(world.at.getTime() + minutes(60)))
    expect(papers.length).toBeGreaterThan(0)
    expect(await world.healthOf('huggingface')).toMatchObject({
      state: 'fresh',
      lastSuccessAt: world.at,
      reason: undefined,
    })
  })

  test('read again has nothing unseen and writes no paper', async () => {
    world.answer = wholeDay
    await world.readPage()
    world.later(minutes(60))
    expect(await world.readPage()).toMatchObject({ state: 'done', unseen: 0, added: 0, changed: 0 })
  })

  test('is asked with what it gave to be reminded of, and "not modified" is a success', async () => {
    world.answer = (request, response) =>
      request.headers['if-none-match'] === '"one"'
        ? response.writeHead(304).end()
        : response.writeHead(200, { etag: '"one"', 'content-type': 'application/rss+xml' }).end(feed)
    await world.readFeeds('cs.CL')
    world.later(minutes(60))
    expect(await world.readFeeds('cs.CL')).toMatchObject({ state: 'unchanged', etag: '"one"' })
    world.later(minutes(60))
    expect(await world.readFeeds('cs.CL')).toMatchObject({ state: 'unchanged', etag: '"one"' })
  })

  test('in part is named for the other part, which keeps its validators', async () => {
    const given = { etag: '"one"', 'content-type': 'application/rss+xml' }
    world.answer = (_, response) => response.writeHead(200, given).end(feed)
    await world.readFeeds('cs.CL', 'cs.CV')
    world.later(minutes(60))
    world.answer = (request, response) =>
      request.url?.endsWith('cs.CV')
        ? response.writeHead(500).end()
        : response.writeHead(200, given).end(feed)
    const run = await world.readFeeds('cs.CL', 'cs.CV')
    expect(run).toMatchObject({
      state: 'done',
      unseen: 0,
      reason: expect.stringContaining('cs.CV: arXiv answered 500'),
    })
    const reminded: (string | undefined)[] = []
    world.answer = (request, response) => {
      reminded.push(request.headers['if-none-match'])
      response.writeHead(304).end()
    }
    await world.readFeeds('cs.CL', 'cs.CV')
    expect(reminded).toEqual(['"one"', '"one"'])
    world.answer = (request, response) =>
      request.url?.endsWith('cs.CV') ? response.writeHead(500).end() : response.end(feed)
    await world.readFeeds('cs.CL', 'cs.CV')
    expect(await world.healthOf('arxiv')).toMatchObject({
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
      world.answer = handler
      expect(await world.readPage()).toMatchObject({
        state: 'failed',
        reason: expect.stringContaining(reason),
      })
      expect(await world.healthOf('huggingface')).toMatchObject({
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
    expect(await runSource({ ...world.deps(), source })).toMatchObject({
      state: 'failed',
      reason: 'could not be read: x is not a function',
    })
  })

  test('is left alone for longer each time, from 5 minutes to 6 hours, and is at once back at an hour when it answers', async () => {
    world.answer = broken(500)
    const waits: number[] = []
    for (let failure = 1; failure <= 10; failure += 1) {
      const run = await world.readPage()
      waits.push((run?.nextAt?.getTime() ?? 0) - world.at.getTime())
      world.later(minutes(360))
    }
    expect(waits[0]).toBe(minutes(5))
    for (const [index, wait] of waits.entries()) {
      const full = Math.min(minutes(360), minutes(5) * 2 ** index)
      expect(wait).toBeGreaterThanOrEqual(Math.max(minutes(5), full * 0.75))
      expect(wait).toBeLessThanOrEqual(full)
    }
    world.answer = wholeDay
    expect((await world.readPage())?.nextAt).toEqual(new Date(world.at.getTime() + minutes(60)))
  })

  test('and says when to come back is obeyed, within a day', async () => {
    world.answer = broken(429, { 'retry-after': '7200' })
    expect((await world.readPage())?.nextAt).toEqual(new Date(world.at.getTime() + minutes(120)))
    world.answer = broken(503, { 'retry-after': '99999999' })
    expect((await world.readPage())?.nextAt?.getTime()).toBeLessThanOrEqual(
      world.at.getTime() + minutes(24 * 60),
    )
  })

  test('because we stop is due again at once', async () => {
    world.answer = (_, response) => {
      response.writeHead(200)
      world.stop.abort()
    }
    const run = await world.readPage()
    expect(run).toMatchObject({ state: 'failed', nextAt: world.at })
  })
})

describe('two processes', () => {
  test('never read one source at once', async () => {
    let refused = 0
    let open: () => void = () => undefined
    const allRefused = new Promise<void>((resolve) => {
      open = resolve
    })
    world.answer = (request, response) => {
      // The one that reads is held until all others have been turned away.
      void allRefused.then(() => wholeDay(request, response))
    }
    const readOnce = async () => {
      const run = await world.readPage()
      refused += run === undefined ? 1 : 0
      if (refused === 7) open()
      return run
    }
    const runs = await Promise.all(Array.from({ length: 8 }, readOnce))
    expect(runs.filter((run) => run !== undefined)).toMatchObject([{ state: 'done' }])
  })

  test('one of which died are told apart after a quarter of an hour', async () => {
    await world.db.execute(sql`
      insert into source_runs (source, started_at, state) values ('huggingface', '2026-11-23T12:00Z', 'running')`)
    world.later(minutes(14))
    expect(await world.readPage()).toBeUndefined()
    expect(await listDueSources(world.db, ['huggingface'], world.at)).toEqual([])
    world.later(minutes(1))
    expect(await world.healthOf('huggingface')).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('stopped'),
    })
    expect(await listDueSources(world.db, ['huggingface'], world.at)).toEqual(['huggingface'])
    world.answer = wholeDay
    expect(await world.readPage()).toMatchObject({ state: 'done' })
  })
})

test('due are the sources never read, and those whose time has come', async () => {
  const names = ['huggingface', 'arxiv']
  world.answer = wholeDay
  await world.readPage()
  expect(await listDueSources(world.db, names, world.at)).toEqual(['arxiv'])
  world.later(minutes(59))
  expect(await listDueSources(world.db, names, world.at)).toEqual(['arxiv'])
  world.later(minutes(1))
  expect(await listDueSources(world.db, names, world.at)).toEqual(names)
})
