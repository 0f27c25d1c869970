import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { buildHuggingFaceSource } from '../../../services/papers/sources/hugging-face.ts'
import { SourceError } from '../../../services/papers/sources/source.ts'
import { buildTestClient, type Handler, serve } from './serve.ts'

const day = readFileSync(new URL('fixtures/hugging-face-day.json', import.meta.url), 'utf8')
/** A Monday. */
const now = () => new Date('2026-11-23T12:00:00Z')

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function fetchFrom(handler: Handler, since = now()) {
  const server = await serve(handler)
  const http = buildTestClient([server], now)
  closing.push(http.close, server.close)
  const source = buildHuggingFaceSource({ baseUrl: server.url })
  const signal = new AbortController().signal
  return { server, result: source.fetch({ http, now, signal }, since) }
}

/** The fixture as the first page of one day, then empty pages. */
const oneDay: Handler = (request, response) => {
  response.end(request.url?.includes('date=2026-11-23') && request.url.endsWith('&p=0') ? day : '[]')
}

describe('a day of papers', () => {
  test('is read with its counters, without hidden authors, in clean text', async () => {
    const { result } = await fetchFrom(oneDay)
    const [paper] = (await result).records
    expect(paper).toMatchObject({
      canonicalId: 'arxiv:2611.04001',
      title: 'Counting Sheep with α-Stable Transformers',
      abstract: 'We count sheep. Our model sleeps 40% longer than any baseline.',
      authors: ['Ana Beispiel', 'Bo Example'],
      // Not the outer date, which is the inner one shifted by a time zone.
      publishedAt: new Date('2026-11-20T00:00:00Z'),
      announcedAt: new Date('2026-11-23T00:00:00Z'),
      url: 'https://arxiv.org/abs/2611.04001',
      codeUrl: 'https://github.com/example/sheep',
      organization: 'Meadow Institute',
      withdrawn: false,
      counters: { upvotes: 41, comments: 3, stars: 12 },
    })
  })

  test('needs none of the optional fields', async () => {
    const { result } = await fetchFrom(oneDay)
    expect((await result).records[1]).toMatchObject({
      canonicalId: 'arxiv:2611.04002',
      codeUrl: 'https://github.com/example/minimal',
      counters: { upvotes: 0, comments: 0 },
    })
  })

  test('keeps a paper whose optional fields are strange, and its withdrawal', async () => {
    const { result } = await fetchFrom(oneDay)
    const paper = (await result).records[2]
    expect(paper).toMatchObject({
      canonicalId: 'arxiv:2611.04003',
      authors: [],
      withdrawn: true,
      codeUrl: 'https://github.com/example/strange',
    })
    expect(paper?.counters).toBeUndefined()
    expect(paper?.publishedAt).toBeUndefined()
  })

  test('names what could not be read', async () => {
    const { result } = await fetchFrom(oneDay)
    const { rejected, announced } = await result
    expect(rejected).toEqual([
      { line: 4, reason: 'title is missing' },
      { line: 5, reason: 'paper is missing' },
    ])
    expect(announced).toBe(5)
  })
})

describe('paging', () => {
  test('goes on until an empty page, a short one included, and counts a repeated paper once', async () => {
    const pages = [['1', '2'], ['2', '3'], []]
    const { server, result } = await fetchFrom((request, response) => {
      const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('p'))
      const items = (pages[page] ?? []).map((id) => ({
        paper: { id: `2611.0000${id}`, title: `T${id}`, summary: 'x' },
      }))
      response.end(JSON.stringify(items))
    })
    expect((await result).records.map((r) => r.arxivId)).toEqual(['2611.00001', '2611.00002', '2611.00003'])
    expect(server.asked).toEqual([0, 1, 2].map((p) => `/api/daily_papers?date=2026-11-23&limit=100&p=${p}`))
  })

  test('ends on a server that answers every page alike', async () => {
    const { server, result } = await fetchFrom((_request, response) => response.end(day))
    expect((await result).records).toHaveLength(3)
    expect(server.asked).toHaveLength(2)
  })
})

describe('days', () => {
  test('since a day, each day is asked for, the newest first', async () => {
    const { server, result } = await fetchFrom(
      (_request, response) => response.end('[]'),
      new Date('2026-11-20T23:00:00Z'),
    )
    const { parts } = await result
    expect(parts.map((part) => [part.name, part.quiet])).toEqual([
      ['2026-11-23', true],
      ['2026-11-22', true],
      ['2026-11-21', true],
      ['2026-11-20', false],
    ])
    expect(server.asked).toHaveLength(4)
  })

  test('a day the server still calls the future is quiet, not failed', async () => {
    const { result } = await fetchFrom((_request, response) =>
      response.writeHead(400).end('{"error":"date"}'),
    )
    expect(await result).toMatchObject({ quiet: true, records: [] })
  })

  test('a day that fails leaves the others', async () => {
    const since = new Date('2026-11-22T00:00:00Z')
    const { result } = await fetchFrom((request, response) => {
      if (request.url?.includes('2026-11-22')) response.writeHead(500).end()
      else oneDay(request, response)
    }, since)
    const { records, parts } = await result
    expect(records).toHaveLength(3)
    expect(parts.map((part) => part.failure)).toEqual([undefined, 'Hugging Face answered 500'])
  })
})

describe('a source that fails says why', () => {
  test.each([
    [
      'too many requests',
      (r) => r.writeHead(429, { ratelimit: '"api";r=0;t=300' }).end(),
      /^Hugging Face answered 429; next try after 5 min$/,
    ],
    ['an error', (r) => r.writeHead(500).end('<html>'), /^Hugging Face answered 500$/],
    [
      'a page for people',
      (r) => r.end('<!doctype html><p>Hi'),
      /^Hugging Face sent an answer that cannot be read: /,
    ],
    ['something else', (r) => r.end('{"error":"x"}'), /not a list of papers$/],
    ['nothing', (r) => r.end(), /cannot be read/],
    [
      '200 MB',
      (r) => r.writeHead(200, { 'content-length': '200000000' }).write('['),
      /^Hugging Face sent too much: /,
    ],
    [
      'a redirect home',
      (r) => r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /^Hugging Face was not followed: /,
    ],
    ['a broken line', (r) => r.destroy(), /^Hugging Face did not answer: /],
  ] satisfies [string, (response: Parameters<Handler>[1]) => unknown, RegExp][])(
    '%s',
    async (_what, answer, message) => {
      const { result } = await fetchFrom((_request, response) => answer(response))
      const error = await result.then(
        () => undefined,
        (reason: unknown) => reason,
      )
      expect(error).toBeInstanceOf(SourceError)
      expect(error).toMatchObject({ source: 'huggingface', message: expect.stringMatching(message) })
    },
  )

  test('a stop ends the run without asking for the other days', async () => {
    const stop = new AbortController()
    const server = await serve(() => stop.abort())
    const http = buildTestClient([server], now)
    closing.push(http.close, server.close)
    const fetching = buildHuggingFaceSource({ baseUrl: server.url }).fetch({ http, now, signal: stop.signal })
    await expect(fetching).rejects.toThrow('Hugging Face was not read to the end: the run was stopped')
    expect(server.asked).toHaveLength(1)
  })
})
