import { createReadStream } from 'node:fs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importPapers } from '../../services/papers/ingest.ts'
import { type PaperSearch, searchPapers } from '../../services/papers/search-papers.ts'
import { correctSpelling } from '../../services/papers/search-words.ts'
import { listSimilarPapers } from '../../services/papers/similar-papers.ts'
import { buildClassifier } from '../../services/papers/topics/classify.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

let database: TestDatabase
const now = () => new Date('2026-11-24T12:00:00Z')

beforeAll(async () => {
  database = await createTestDatabase()
  await importPapers(
    { db: database.db, now, classify: buildClassifier(loadTopics()) },
    createReadStream(new URL('../../services/papers/data/sample-papers.json', import.meta.url)),
    { source: 'sample' },
  )
  await database.db.execute(
    sql`update papers set listed_at = ${now().toISOString()}::timestamptz - id * interval '6 hours'`,
  )
  await database.db.execute(sql`analyze papers`)
})
afterAll(() => database.close())

function search(change: Partial<PaperSearch>) {
  return searchPapers({ db: database.db, now }, { sort: 'relevant', limit: 20, ...change })
}

test.each([
  ['tokenizaton', 'tokenization'],
  ['lagnuage modle', 'language model'],
  ['txet', 'text'],
  ['"visual gronding" -zebra', '"visual grounding" -zebra'],
])('a search for %s also finds what was meant', async (typed, meant) => {
  const { papers, spelling } = await search({ query: typed })
  expect(spelling).toEqual({ query: meant, isUsed: true })
  expect(papers.length).toBeGreaterThan(0)
  expect(papers).toEqual((await search({ query: meant })).papers)
})

test('a word that papers use is left as it is, and so is one that nothing is near to', async () => {
  for (const query of [
    'grounding',
    'tokenizers',
    'with',
    'llm',
    'qxzvwkjy',
    '',
    '"',
    '-',
    'OR',
    '\0',
    "'; drop table papers; --",
  ])
    expect([query, (await search({ query })).spelling]).toEqual([query, undefined])
})

test('a title that is added or mended can be meant from then on', async () => {
  expect(await correctSpelling(database.db, 'zeitgebr')).toBeUndefined()
  const [one] = (await search({ query: 'grounding' })).papers
  if (!one) throw new Error('no paper to rename')
  await database.db.execute(sql`update papers set title = title || ' Zeitgeber' where id = ${one.id}::bigint`)
  expect(await correctSpelling(database.db, 'zeitgebr')).toBe('zeitgeber')
})

test('words are found beside quotes and dashes beyond ASCII, and such quotes keep a phrase together', async () => {
  const [one] = (await search({ query: 'grounding' })).papers
  if (!one) throw new Error('no paper to change')
  await database.db.execute(
    sql`update papers set abstract = 'Of “quokkas and axolotls”—numbats too.' where id = ${one.id}::bigint`,
  )
  for (const query of ['quokkas', 'axolotl', 'numbats', '“quokkas and axolotls”', '«axolotls numbats»'])
    expect((await search({ query })).papers.map(({ id }) => id)).toEqual([one.id])
  expect((await search({ query: '“axolotls quokkas”' })).papers).toEqual([])
})

test('the best match comes first: words in a title before words in an abstract', async () => {
  const { papers } = await search({ query: 'tokenization', limit: 100 })
  const inTitle = papers.map((paper) => /\btoken(s|iz\w*)?\b/i.test(paper.title))
  expect(inTitle[0]).toBe(true)
  expect(inTitle.lastIndexOf(true)).toBeLessThan(inTitle.indexOf(false))
})

test('the best of a period is of that period only, most votes first', async () => {
  for (const [period, days] of [
    ['day', 1],
    ['week', 7],
    ['month', 30],
  ] as const) {
    const { papers } = await search({ sort: 'trending', period, limit: 100 })
    const listed = papers.map((paper) => paper.listedAt?.getTime() ?? 0)
    expect(Math.min(...listed)).toBeGreaterThan(now().getTime() - days * 86_400_000)
    expect(papers.length).toBe(Math.min(67, days * 4 - 1))
    const places = papers.map(({ upvotes, comments }) => upvotes + Math.min(comments, upvotes) / 2)
    expect(places).toEqual(places.toSorted((a, b) => b - a))
  }
})

test('topic, words, day and period narrow each other', async () => {
  const { papers } = await search({
    query: 'language',
    topic: 'tokenization',
    period: 'month',
    sort: 'trending',
  })
  expect(papers.length).toBeGreaterThan(0)
  const all = await search({ query: 'language', limit: 100 })
  const expected = all.papers.filter((paper) => paper.topics.some((topic) => topic.slug === 'tokenization'))
  expect(new Set(papers.map(({ id }) => id))).toEqual(
    new Set(
      expected
        .filter(({ listedAt }) => Number(listedAt) > now().getTime() - 30 * 86_400_000)
        .map(({ id }) => id),
    ),
  )
  const onDay = await search({ query: 'language', date: '2026-11-20' })
  for (const paper of onDay.papers) expect(paper.listedAt?.toISOString()).toMatch(/^2026-11-20/)
})

test('pages follow each other without a gap or a repetition', async () => {
  for (const order of [{ query: 'model' }, { sort: 'trending', period: 'month' }] as const) {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await search({ ...order, limit: 7, cursor })
      seen.push(...page.papers.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== undefined)
    expect(seen).toEqual((await search({ ...order, limit: 100 })).papers.map(({ id }) => id))
  }
  await expect(search({ query: 'model', cursor: 'rubbish' })).rejects.toThrow(/cursor/)
})

test('similar papers share terms with the paper and never are the paper itself or a withdrawn one', async () => {
  const { papers } = await search({ query: 'tokenization', limit: 5 })
  for (const { id } of papers) {
    const similar = await listSimilarPapers(database.db, id, 5)
    expect(similar.length).toBeGreaterThan(0)
    expect(similar.map((paper) => paper.id)).not.toContain(id)
    expect(similar.some(({ topics }) => topics.length > 0)).toBe(true)
  }
  const [first] = papers
  if (!first) throw new Error('no paper')
  const [nearest] = await listSimilarPapers(database.db, first.id, 5)
  await database.db.execute(sql`update papers set withdrawn = true where id = ${nearest?.id}::bigint`)
  expect((await listSimilarPapers(database.db, first.id, 5)).map(({ id }) => id)).not.toContain(nearest?.id)
  expect(await listSimilarPapers(database.db, '999999', 5)).toEqual([])
})
