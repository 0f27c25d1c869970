import { createReadStream } from 'node:fs'
import { sql } from 'drizzle-orm'
import { SaxesParser } from 'saxes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { importPapers } from '../../services/papers/ingest.ts'
import { buildClassifier } from '../../services/papers/topics/classify.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'
import { startTestApi, type TestApi } from '../harness/api.ts'
import { JsonFeed, parseAtom } from '../harness/feed-formats.ts'

const now = () => new Date('2026-11-24T12:00:00Z')
let api: TestApi

beforeAll(async () => {
  api = await startTestApi({ now })
})
afterAll(() => api.close())

const get = (url: string) => api.app.inject({ method: 'GET', url })
const atom = async (url: string) => parseAtom((await get(url)).body)
const json = async (url: string) => JsonFeed.parse((await get(url)).json())

test('a feed without papers is a valid feed', async () => {
  expect((await atom('/feed.xml')).entries).toEqual([])
  expect((await json('/feed.json')).items).toEqual([])
})

test('both feeds tell the papers of the list, in its order, under addresses that last', async () => {
  const { db } = api.database
  await importPapers(
    { db, now, classify: buildClassifier(loadTopics()) },
    createReadStream(new URL('../../services/papers/data/sample-papers.json', import.meta.url)),
    { source: 'sample' },
  )
  await db.execute(
    sql`update papers set authors = array['Ada Lovelace', 'Emmy Noether'], score = 1 + id / 100.0, listed_at = ${now().toISOString()}::timestamptz - id * interval '1 hour'`,
  )
  const listed = z
    .object({ papers: z.array(z.object({ id: z.string(), title: z.string(), abstract: z.string() })) })
    .parse((await get('/api/v1/papers?limit=40')).json()).papers
  const expected = listed.map(({ id }) => `https://broadsheet.test/papers/${id}`)
  const xml = await atom('/feed.xml')
  const items = (await json('/feed.json')).items
  expect(xml.entries.map((entry) => entry.id)).toEqual(expected)
  expect(items.map((item) => item.id)).toEqual(expected)
  expect(xml.entries.map((entry) => entry.title)).toEqual(listed.map(({ title }) => title))
  expect(items.map((item) => item.content_text)).toEqual(
    listed.map(({ abstract }) => abstract.replace(/\s+/g, ' ')),
  )
  expect(xml.entries[0]?.authors).toEqual(['Ada Lovelace', 'Emmy Noether'])

  await db.execute(sql`update papers set score = 2 - score / 10, upvotes = upvotes + 1`)
  const later = await atom('/feed.xml')
  const updatedById = new Map(xml.entries.map((entry) => [entry.id, entry.updated]))
  for (const entry of later.entries)
    if (updatedById.has(entry.id)) expect(entry.updated).toBe(updatedById.get(entry.id))
})

test('a feed is as new as its newest paper', async () => {
  const { updated, entries } = await atom('/topics/tokenization/feed.xml')
  expect(updated).toBe(
    entries
      .map((entry) => entry.updated)
      .toSorted()
      .at(-1),
  )
})

test('each topic has feeds of its own, which say what they are', async () => {
  const feed = await atom('/topics/tokenization/feed.xml')
  expect(feed.title).toContain('Tokenization')
  expect(feed.links).toContainEqual({
    rel: 'self',
    href: 'https://broadsheet.test/topics/tokenization/feed.xml',
  })
  expect(feed.links).toContainEqual({ rel: 'alternate', href: 'https://broadsheet.test/topics/tokenization' })
  expect(feed.entries.length).toBeGreaterThan(3)
  for (const entry of feed.entries) expect(entry.categories).toContain('Tokenization')
  expect((await json('/topics/tokenization/feed.json')).home_page_url).toBe(
    'https://broadsheet.test/topics/tokenization',
  )
  for (const url of ['/topics/nothing/feed.xml', '/topics/nothing/feed.json'])
    expect((await get(url)).statusCode).toBe(404)
})

test('pages lead feed readers to the feeds of the same list', async () => {
  const feedsOf = async (url: string) =>
    [...(await get(url)).body.matchAll(/<link rel="alternate" type="([^"]+)"[^>]* href="([^"]+)">/g)].map(
      (match) => match.slice(1),
    )
  expect(await feedsOf('/papers')).toEqual([
    ['application/atom+xml', '/feed.xml'],
    ['application/feed+json', '/feed.json'],
  ])
  expect((await feedsOf('/topics/tokenization')).map(([, href]) => href)).toEqual([
    '/topics/tokenization/feed.xml',
    '/topics/tokenization/feed.json',
  ])
})

test('feeds name their type and may be read from any site', async () => {
  const xml = await get('/feed.xml')
  expect(xml.headers['content-type']).toBe('application/atom+xml; charset=utf-8')
  expect(xml.headers['access-control-allow-origin']).toBe('*')
  expect((await get('/feed.json')).headers['content-type']).toBe('application/feed+json; charset=utf-8')
})

test('the check itself refuses what is no XML', () => {
  expect(() => new SaxesParser().write('<feed><a>\u0001</a></feed>').close()).toThrow()
})
