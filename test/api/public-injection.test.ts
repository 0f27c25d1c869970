import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { SaxesParser } from 'saxes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { feedContent } from '../../services/api/feed-content.ts'
import { feedWriters } from '../../services/api/feed-writers.ts'
import { writeSitemap } from '../../services/api/sitemap-xml.ts'
import type { Topic } from '../../services/papers/paper.ts'
import { param } from '../../services/platform/db/rows.ts'
import { loadLanguages } from '../../services/platform/locales/languages.ts'
import { startTestApi, type TestApi } from '../harness/api.ts'
import { JsonFeed, parseAtom } from '../harness/feed-formats.ts'

const now = () => new Date('2026-11-24T12:00:00Z')
const calm: Topic = { slug: 'calm', name: 'Calm', group: 'Calm', definition: 'Calm.' }
const topics: Topic[] = [calm]
let api: TestApi

beforeAll(async () => {
  api = await startTestApi({ now, topics })
  await api.database.db.execute(sql`
    insert into papers (canonical_id, title, abstract, authors, author_keys, categories, url, code_url, changed_at, listed_at, upvotes, score)
    select 'title:' || n, 'calm', 'calm', '{calm}', '{}', '{calm}', 'https://example.org/' || n, 'https://example.org/code', ${param.instant(now())}, ${param.instant(now())}, 3, 1
    from generate_series(1, 3) n`)
  await api.database.db.execute(
    sql`insert into paper_topics (paper_id, topic, score, because) select id, 'calm', 1, '{calm}' from papers`,
  )
  await api.database.db.execute(sql`
    with edition as (
      insert into editions (cadence, date, number, papers_read, sources, created_at)
      values ('daily', '2026-11-24', 1, 3, ${param.json(sourcesNamed('calm'))}, ${param.instant(now())}) returning id
    )
    insert into edition_papers select edition.id, p.id, '{}' from edition, papers p`)
})
afterAll(() => api.close())

const breakOuts = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onfocus='alert(1)",
  '</title></head><body>',
  '</select><option selected>',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  ']]&gt;',
  '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
  '</summary></entry><entry><id>https://evil.test/</id>',
  '","items":[],"x":"',
  '\\u0022}',
  '\r\nSet-Cookie: a=b',
  '\r\n\r\nContent-Type: text/html',
  '<%= process.env %>',
  '<%~ it %>',
  '&lt;b&gt;&amp;&#60;',
  '\u2028',
  '\u202e',
  '\u0001\u0008\u000b\u000c\u001f',
  '\ufffe\uffff',
  '\ud800',
]
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...breakOuts), fc.string({ unit: 'grapheme', maxLength: 8 })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => `x${parts.join('')}x`)
/** What Postgres can hold: no NUL, no half of a character. A blank line makes a paragraph, and may. */
const storable = hostile.map((text) => text.replace(/\p{Surrogate}|\0/gu, '').replace(/\n{2,}/g, '\n'))

type Node = DefaultTreeAdapterTypes.Node

/** The elements and the names of their attributes in order: what an injected text would change. */
function skeleton(html: string): string[] {
  const walk = (node: Node): string[] => [
    ...('tagName' in node ? [[node.tagName, ...node.attrs.map(({ name }) => name)].join(' ')] : []),
    ...('childNodes' in node ? node.childNodes.flatMap(walk) : []),
  ]
  return walk(parse(html))
}

const english = loadLanguages('templates/locales').wordsOf('en')
const sourcesNamed = (name: string) => ({
  read: [name],
  partly: [{ title: name, missing: [name] }],
  down: [name],
})

const get = (url: string) => api.app.inject({ method: 'GET', url })

async function say(text: string): Promise<void> {
  const { db } = api.database
  await db.execute(sql`
    update papers set title = ${text}, abstract = ${text}, authors = ${param.texts([text, text])}, categories = ${param.texts([text])}`)
  await db.execute(sql`update paper_topics set because = ${param.texts([text])}`)
  await db.execute(sql`update editions set sources = ${param.json(sourcesNamed(text))}`)
  const content = {
    title: text,
    url: text,
    authors: [text],
    abstract: text,
    upvotes: 1,
    comments: 1,
    codeUrl: text,
    publishedAt: null,
  }
  await db.execute(sql`update edition_papers set content = ${param.json(content)}`)
  topics[0] = { ...calm, name: text, group: text, definition: text }
}

const pages = (query: string) => [
  '/',
  '/papers',
  '/topics/calm',
  '/papers/1',
  '/editions',
  '/editions/daily/2026-11-24',
  `/papers?q=${query}&topic=calm&sort=new`,
  `/papers?q=${query}&date=2026-11-24&period=week`,
]

async function skeletons(query: string): Promise<unknown[]> {
  return Promise.all(
    pages(query).map(async (url) => {
      const { statusCode, headers, body } = await get(url)
      return [url.split('?q=')[0], statusCode, Object.keys(headers).toSorted(), skeleton(body)]
    }),
  )
}

test('no title, abstract, author, topic or source adds an element, an attribute or a header to a page', async () => {
  // One that finds the papers whatever they are called, so that the same list is shown.
  const finding = encodeURIComponent('-zebra')
  await say('calm')
  const expected = await skeletons(finding)
  await fc.assert(
    fc.asyncProperty(storable, async (text) => {
      await say(text)
      expect(await skeletons(finding)).toEqual(expected)
    }),
    { numRuns: 25 },
  )
}, 60_000)

test('no search phrase, date, order, period or place adds an element, an attribute or a header to a page', async () => {
  await say('calm')
  const outcomeOf = async (url: string) => {
    const { statusCode, headers, body } = await get(url)
    return { statusCode, headers: Object.keys(headers).toSorted(), tags: new Set(skeleton(body)) }
  }
  const usual = await Promise.all(
    [
      '/papers?q=zebra+lion&topic=calm&date=2026-11-01&sort=new&period=week',
      '/papers?q=calm&sort=new',
      '/papers?q=calm&period=week',
      '/papers?q=camn',
      '/papers',
    ].map(outcomeOf),
  )
  const known = new Set(usual.flatMap(({ tags }) => [...tags]))
  await fc.assert(
    fc.asyncProperty(hostile, fc.constantFrom('q', 'topic', 'date', 'sort', 'period'), async (text, name) => {
      const query = new URLSearchParams({ q: 'calm', topic: 'calm', [name]: text.slice(0, 190) })
      const { statusCode, headers, tags } = await outcomeOf(`/papers?${query}`)
      expect([statusCode, headers]).toEqual([200, usual[0]?.headers])
      expect([...tags].filter((tag) => !known.has(tag))).toEqual([])
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('feeds stay well-formed, and are read back as what was written, whatever was written', () => {
  const paper = (text: string) => ({
    id: '7',
    title: text,
    abstract: text,
    authors: [text, text],
    categories: [text],
    url: text,
    codeUrl: text,
    publishedAt: null,
    listedAt: now(),
    upvotes: 1,
    comments: 0,
    stars: 0,
    score: 1,
    topics: [{ slug: 'calm', score: 1, because: [text] }],
  })
  const frame = (text: string) => ({
    title: text,
    description: text,
    pageUrl: 'https://broadsheet.test/papers',
    selfUrl: 'https://broadsheet.test/feed.xml',
    paperUrl: (id: string) => `https://broadsheet.test/papers/${id}`,
  })
  const readable = (text: string) =>
    Array.from(text)
      .filter((character) => /[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(character))
      .join('')
  fc.assert(
    fc.property(hostile, (text) => {
      const content = feedContent(frame(text), [paper(text), paper(text)], {
        topics: [{ ...calm, name: text }],
        words: english,
      })
      const [atom, json] = feedWriters
      const xml = parseAtom(atom.write(content))
      const items = JsonFeed.parse(JSON.parse(json.write(content))).items
      expect([xml.entries.length, items.length]).toEqual([2, 2])
      for (const entry of xml.entries) {
        expect(entry.id).toBe('https://broadsheet.test/papers/7')
        expect(entry.authors).toHaveLength(2)
        expect(entry.title).toBe(items[0]?.title)
        expect(readable(text)).toContain(entry.title.split(/[\s\ufffd]/u)[0])
        for (const { href } of entry.links) expect(href).toMatch(/^https?:\/\/(?!evil)/)
      }
    }),
    { numRuns: 300 },
  )
})

test('the feeds and the sitemap that are served stay well-formed too', async () => {
  await fc.assert(
    fc.asyncProperty(storable, async (text) => {
      await say(text)
      expect(parseAtom((await get('/feed.xml')).body).entries).toHaveLength(3)
      expect(JsonFeed.parse((await get('/topics/calm/feed.json')).json()).items).toHaveLength(3)
      for (const url of ['/sitemap.xml', '/sitemap/pages.xml', '/sitemap/papers-1.xml'])
        new SaxesParser({ xmlns: true }).write((await get(url)).body).close()
    }),
    { numRuns: 25 },
  )
}, 60_000)

test('an address is escaped in a sitemap', () => {
  const body = writeSitemap([{ url: 'https://broadsheet.test/?a=1&b=<"\'>' }])
  expect(body).toContain('?a=1&amp;b=&lt;&quot;&apos;&gt;')
})
