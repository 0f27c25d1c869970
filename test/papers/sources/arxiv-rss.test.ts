import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { buildArxivRssSource } from '../../../services/papers/sources/arxiv-rss.ts'
import type { Validators } from '../../../services/papers/sources/source.ts'
import { buildTestClient, type Handler, serve } from './serve.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const rss = fixture('arxiv-rss.xml')
const atom = fixture('arxiv-atom.xml')
const empty = fixture('arxiv-rss-empty.xml')
const MONDAY = '2026-11-23T12:00:00Z'
const SATURDAY = '2026-11-21T12:00:00Z'
const AFTER_THANKSGIVING = '2026-11-27T12:00:00Z'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function fetchFrom(
  handler: Handler,
  options: { at?: string; categories?: string[]; validators?: Validators } = {},
) {
  const now = () => new Date(options.at ?? MONDAY)
  const server = await serve(handler)
  const http = buildTestClient([server], now)
  closing.push(http.close, server.close)
  const source = buildArxivRssSource({ baseUrl: server.url, categories: options.categories ?? ['cs.CL'] })
  const validators = new Map(
    options.validators === undefined ? [] : [[`${server.url}/rss/cs.CL`, options.validators]],
  )
  return { server, result: source.fetch({ http, now, signal: new AbortController().signal, validators }) }
}

describe('announcements', () => {
  test('a new paper is read without the preamble, with its authors and code', async () => {
    const { result } = await fetchFrom((_request, response) => response.end(rss))
    const [paper] = (await result).records
    expect(paper).toMatchObject({
      canonicalId: 'arxiv:2611.05001',
      version: 1,
      title: 'Whispering Grammars: Parsing What Was Not Said',
      abstract:
        'Silence has structure. We parse it with O(n²) pauses and release code at https://github.com/example/whisper.',
      authors: ['André Muster', 'Jürgen Probe', 'Li Wei'],
      categories: ['cs.CL', 'cs.AI'],
      announcement: 'new',
      announcedAt: new Date('2026-11-23T05:00:00Z'),
      publishedAt: new Date('2026-11-23T05:00:00Z'),
      url: 'https://arxiv.org/abs/2611.05001',
      codeUrl: 'https://github.com/example/whisper',
    })
  })

  test('a cross-list keeps its DOI, and its arXiv id as its name', async () => {
    const { result } = await fetchFrom((_request, response) => response.end(rss))
    expect((await result).records[1]).toMatchObject({
      canonicalId: 'arxiv:2611.05002',
      doi: '10.1234/abc.5',
      version: 2,
      announcement: 'cross',
      title: 'A Cross-List & Its Friends',
      abstract: 'If a < b then so it is.',
    })
  })

  test('a replacement is an update, not a publication', async () => {
    const { result } = await fetchFrom((_request, response) => response.end(rss))
    const paper = (await result).records[2]
    expect(paper).toMatchObject({
      canonicalId: 'arxiv:2101.00001',
      version: 7,
      announcement: 'replace',
      updatedAt: new Date('2026-11-23T05:00:00Z'),
    })
    expect(paper?.publishedAt).toBeUndefined()
  })

  test('an old-style id is read, and a withdrawn paper is marked', async () => {
    const { result } = await fetchFrom((_request, response) => response.end(rss))
    expect((await result).records[3]).toMatchObject({
      canonicalId: 'arxiv:cs/0301012',
      announcement: 'replace',
      withdrawn: true,
    })
  })

  test('an entry without an id is named, the others are kept', async () => {
    const { result } = await fetchFrom((_request, response) => response.end(rss))
    const { records, rejected, announced, parts } = await result
    expect(records).toHaveLength(4)
    expect(rejected).toEqual([{ line: 5, reason: 'no arXiv id in "nothing"' }])
    expect(announced).toBe(5)
    expect(parts[0]).toMatchObject({ name: 'cs.CL', announced: 5, quiet: false })
  })

  test('the Atom form reads the same, and a paper seen twice is new where it was new', async () => {
    const { result } = await fetchFrom(
      (request, response) => response.end(request.url === '/rss/cs.AI' ? atom : rss),
      {
        categories: ['cs.AI', 'cs.CL'],
      },
    )
    const { records, announced, parts } = await result
    expect(records.filter((r) => r.arxivId === '2611.05001')).toMatchObject([
      { announcement: 'new', authors: ['André Muster', 'Jürgen Probe', 'Li Wei'] },
    ])
    expect(announced).toBe(5)
    expect(parts.map((part) => [part.name, part.announced, part.ids.length])).toEqual([
      ['cs.AI', 1, 1],
      ['cs.CL', 5, 4],
    ])
  })
})

describe('days without announcement', () => {
  test.each([
    ['a weekend', SATURDAY, true],
    ['a holiday', AFTER_THANKSGIVING, true],
    ['a working day', MONDAY, false],
  ])('an empty feed on %s', async (_day, at, quiet) => {
    const { result } = await fetchFrom((_request, response) => response.end(empty), { at })
    expect(await result).toMatchObject({ quiet, announced: 0, notModified: false })
  })

  test('a feed that did not change is told so, and its validators are kept', async () => {
    const { result } = await fetchFrom(
      (request, response) => {
        response.writeHead(request.headers['if-none-match'] === '"a"' ? 304 : 200).end(rss)
      },
      { validators: { etag: '"a"', lastModified: 'x' } },
    )
    expect(await result).toMatchObject({
      notModified: true,
      quiet: false,
      records: [],
      etag: '"a"',
      lastModified: 'x',
    })
  })

  test('a stale feed with a fresh build date shows the same ids as before, by which it is known', async () => {
    const stale = rss.replace('Mon, 23 Nov 2026 05:00:12', 'Tue, 24 Nov 2026 05:00:12')
    const first = await (await fetchFrom((_request, response) => response.end(rss))).result
    const second = await (await fetchFrom((_request, response) => response.end(stale))).result
    expect(second.parts[0]?.ids).toEqual(first.parts[0]?.ids)
  })
})

describe('a feed that fails says why', () => {
  test('a category that does not exist, by its feed or by its status', async () => {
    const error = fixture('arxiv-rss-error.xml')
    for (const status of [200, 400]) {
      const { result } = await fetchFrom((_request, response) => response.writeHead(status).end(error), {
        categories: ['cs.XX'],
      })
      await expect(result).rejects.toThrow('arXiv knows no category "cs.XX"')
    }
  })

  test('one category that fails leaves the others', async () => {
    const { result } = await fetchFrom(
      (request, response) => response.writeHead(request.url === '/rss/cs.XX' ? 400 : 200).end(rss),
      {
        categories: ['cs.XX', 'cs.CL'],
      },
    )
    const { records, parts, quiet } = await result
    expect(records).toHaveLength(4)
    expect(quiet).toBe(false)
    expect(parts[0]).toMatchObject({ name: 'cs.XX', failure: 'arXiv knows no category "cs.XX"' })
  })

  const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>`
  const external = `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><channel><title>&f;</title></channel></rss>`
  test.each([
    ['billion laughs', laughs, /document type/],
    ['an external entity', external, /document type/],
    ['an entity never declared', '<rss><channel><title>&f;</title></channel></rss>', /not well-formed/],
    ['XML nested without end', '<a>'.repeat(100_000), /nested too deep/],
    ['XML cut off', rss.slice(0, 900), /not well-formed/],
    ['a page for people', '<!doctype html><p>Hi', /not well-formed/],
    ['nothing', '', /cannot be read/],
    ['JSON', '[]', /cannot be read/],
    ['another vocabulary', '<svg/>', /neither RSS nor Atom/],
  ])('%s', async (_what, body, message) => {
    const { result } = await fetchFrom((_request, response) => response.end(body))
    await expect(result).rejects.toThrow(message)
  })

  test('too many requests, with the time to wait', async () => {
    const { result } = await fetchFrom((_request, response) =>
      response.writeHead(429, { 'retry-after': '7200' }).end('Rate exceeded.'),
    )
    await expect(result).rejects.toMatchObject({
      message: 'arXiv answered 429; next try after 2 h',
      retryAfterMs: 7_200_000,
    })
  })

  test('a form feed inside an abstract costs nothing', async () => {
    const { result } = await fetchFrom((_request, response) =>
      response.end(rss.replace('Silence has', 'Silence\f has')),
    )
    expect((await result).records).toHaveLength(4)
  })
})
