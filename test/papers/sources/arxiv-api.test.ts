import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { buildArxivApiSource } from '../../../services/papers/sources/arxiv-api.ts'
import { buildTestClient, type Handler, serve } from './serve.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const three = fixture('arxiv-api.xml')
const error = fixture('arxiv-api-error.xml')
const now = () => new Date('2026-11-23T12:00:00Z')

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function fetchFrom(handler: Handler) {
  const server = await serve(handler)
  const http = buildTestClient([server], now)
  closing.push(http.close, server.close)
  const source = buildArxivApiSource({ baseUrl: server.url, categories: ['cs.CL'] })
  return {
    server,
    result: source.fetch(
      { http, now, signal: new AbortController().signal },
      new Date('2026-11-20T00:00:00Z'),
    ),
  }
}

/** A feed of `of` papers that shows those from `start`, at most `size`. */
function slice(start: number, size: number, of: number): string {
  const entries = Array.from({ length: Math.max(0, Math.min(size, of - start)) }, (_, at) => {
    const id = `2611.${String(start + at + 1).padStart(5, '0')}`
    return `<entry><id>http://arxiv.org/abs/${id}v1</id><title>T ${id}</title><summary>x</summary></entry>`
  })
  return `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:o="http://a9.com/-/spec/opensearch/1.1/"><o:totalResults>${of}</o:totalResults>${entries.join('')}</feed>`
}

const startOf = (url = '') => Number(new URL(url, 'http://x').searchParams.get('start'))

describe('a query', () => {
  test('asks for a window of submissions, oldest first', async () => {
    const { server, result } = await fetchFrom((_request, response) => response.end(three))
    await result
    const asked = new URL(server.asked[0] ?? '', 'http://x')
    expect(asked.pathname).toBe('/api/query')
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      search_query: 'cat:cs.CL AND submittedDate:[202611200000 TO 202611231200]',
      sortBy: 'submittedDate',
      sortOrder: 'ascending',
      max_results: '500',
      start: '0',
    })
  })

  test('reads a paper titled "0", and one titled "Error" with an old-style id', async () => {
    const { result } = await fetchFrom((_request, response) => response.end(three))
    const { records } = await result
    expect(records.map((r) => [r.canonicalId, r.title, r.version])).toEqual([
      ['arxiv:2104.99999', '0', 1],
      ['arxiv:astro-ph/0601009', 'Error', 2],
      ['arxiv:2611.07001', 'Third of Three', 3],
    ])
    expect(records[0]).toMatchObject({
      categories: ['math.CO'],
      authors: ['Nil Zero'],
      publishedAt: new Date('2021-04-24T15:05:19Z'),
    })
    expect(records[1]).toMatchObject({ doi: '10.1234/err', comment: '12 pages; withdrawn' })
  })

  test('goes on page by page to the total', async () => {
    const { server, result } = await fetchFrom((request, response) =>
      response.end(slice(startOf(request.url), 40, 100)),
    )
    expect((await result).records).toHaveLength(100)
    expect(server.asked.map(startOf)).toEqual([0, 40, 80])
  })

  test('an empty page in the middle is asked for again', async () => {
    let empties = 2
    const { server, result } = await fetchFrom((request, response) => {
      const start = startOf(request.url)
      const hides = start === 40 && empties-- > 0
      response.end(slice(start, hides ? 0 : 40, 80))
    })
    expect((await result).records).toHaveLength(80)
    expect(server.asked.map(startOf)).toEqual([0, 40, 40, 40])
  })

  test('a page that stays empty is told, and what was read is kept', async () => {
    const { result } = await fetchFrom((request, response) =>
      response.end(slice(startOf(request.url), startOf(request.url) === 0 ? 40 : 0, 80)),
    )
    const { records, parts } = await result
    expect(records).toHaveLength(40)
    expect(parts[0]?.failure).toBe('arXiv (query API) kept a page empty: 40 of 80 papers were read')
  })

  test('no result is quiet', async () => {
    const { result } = await fetchFrom((_request, response) => response.end(slice(0, 0, 0)))
    expect(await result).toMatchObject({ quiet: true, records: [] })
  })
})

describe('a query that fails says why', () => {
  test.each([200, 400])('an "Error" entry with status %i', async (status) => {
    const { result } = await fetchFrom((_request, response) => response.writeHead(status).end(error))
    await expect(result).rejects.toThrow('arXiv (query API) refused the query: incorrect id format for abc')
  })

  test('too many requests', async () => {
    const { result } = await fetchFrom((_request, response) => response.writeHead(429).end('Rate exceeded.'))
    await expect(result).rejects.toThrow('arXiv (query API) answered 429')
  })
})
