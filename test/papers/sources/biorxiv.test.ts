import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { buildBiorxivSource } from '../../../services/papers/sources/biorxiv.ts'
import { buildTestClient, type Handler, serve } from './serve.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const now = () => new Date('2026-07-01T12:00:00Z')

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function fetchFrom(handler: Handler, from: 'biorxiv' | 'medrxiv' = 'biorxiv') {
  const server = await serve(handler)
  const http = buildTestClient([server], now)
  closing.push(http.close, server.close)
  const source = buildBiorxivSource({ baseUrl: server.url, server: from })
  return { server, result: source.fetch({ http, now, signal: new AbortController().signal }) }
}

const none = JSON.stringify({ messages: [{ status: 'no posts found' }], collection: [] })

const twoPages: Handler = (request, response) => {
  const cursor = request.url?.split('/').at(-2)
  response.end(
    cursor === '0' ? fixture('biorxiv-page-1.json') : cursor === '2' ? fixture('biorxiv-page-2.json') : none,
  )
}

describe('a window of preprints', () => {
  test('is read page by page, each as long as the server made it, to the empty one', async () => {
    const { server, result } = await fetchFrom(twoPages)
    expect((await result).announced).toBe(4)
    expect(server.asked).toEqual(
      [0, 2, 5].map((cursor) => `/details/biorxiv/2026-06-29/2026-07-01/${cursor}/json`),
    )
  })

  test('reads an unpadded date, surnames first, and markup in titles', async () => {
    const { result } = await fetchFrom(twoPages)
    expect((await result).records[0]).toMatchObject({
      canonicalId: 'doi:10.1101/2026.06.29.100001',
      title: 'Sleeping Escherichia coli at 37 °C',
      abstract: 'They sleep at 10⁻³ M.',
      authors: ['A. Beispiel', 'B. C. van den Muster', 'J. Doe Jr.'],
      categories: ['microbiology'],
      organization: 'Meadow Institute',
      publishedAt: new Date('2026-06-30T00:00:00Z'),
      url: 'https://www.biorxiv.org/content/10.1101/2026.06.29.100001v1',
    })
  })

  test('keeps the highest version of a DOI, with the day of the first', async () => {
    const { result } = await fetchFrom(twoPages)
    expect((await result).records.filter((r) => r.title === 'Twice Told')).toMatchObject([
      {
        version: 3,
        abstract: 'Third telling.',
        publishedAt: new Date('2026-06-29T00:00:00Z'),
        updatedAt: new Date('2026-07-01T00:00:00Z'),
        announcement: 'new',
      },
    ])
  })

  test('marks a withdrawn preprint, and names one without DOI', async () => {
    const { result } = await fetchFrom(twoPages)
    const { records, rejected } = await result
    expect(records.find((r) => r.title.startsWith('WITHDRAWN'))).toMatchObject({
      withdrawn: true,
      announcement: 'replace',
    })
    expect(rejected).toEqual([{ line: 5, reason: 'doi is missing' }])
  })

  test.each([
    ['as a message', none],
    ['without a collection', '{"messages":[{"status":"no posts found"}]}'],
    ['as plain text', 'no posts found'],
  ])('no posts is quiet, told %s', async (_way, body) => {
    const { server, result } = await fetchFrom((_request, response) => response.end(body), 'medrxiv')
    expect(await result).toMatchObject({ quiet: true, records: [] })
    expect(server.asked).toEqual(['/details/medrxiv/2026-06-29/2026-07-01/0/json'])
  })
})

describe('a server that fails says why', () => {
  test.each([
    ['an error', 500, 'x', 'medRxiv answered 500'],
    ['a page for people', 200, '<html>', /medRxiv sent an answer that cannot be read/],
    ['something else', 200, '{"a":1}', /no collection/],
  ])('%s', async (_what, status, body, message) => {
    const { result } = await fetchFrom(
      (_request, response) => response.writeHead(status).end(body),
      'medrxiv',
    )
    await expect(result).rejects.toThrow(message)
  })
})
