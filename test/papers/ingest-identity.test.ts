import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { ingestPapers } from '../../services/papers/ingest.ts'
import { findPaper } from '../../services/papers/list-papers.ts'
import type { PaperRecord } from '../../services/papers/paper.ts'
import { queryRows } from '../../services/platform/db/rows.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { classifyByTitle, clearPapers, listRows, paperRecord, rowVersions } from './ingest-samples.ts'

let database: TestDatabase
const now = () => new Date('2026-11-24T06:00:00Z')

beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(() => clearPapers(database.db))
afterAll(() => database.close())

const tell = (...records: readonly PaperRecord[]) =>
  ingestPapers({ db: database.db, classify: classifyByTitle, now }, records, {
    source: 'test',
    listing: 'news',
  })

const livingIds = async () =>
  (await listRows(database.db)).filter((row) => row.merged_into === null).map((row) => row.canonical_id)

const byTitle = paperRecord({ title: 'Grounded Captions' })
const byArxiv = paperRecord({ title: 'Grounded captions!', arxivId: '2510.00001' })
const byDoi = paperRecord({ title: 'Grounded captions', doi: '10.1101/2026.01.02.000001' })

test('a bare title joins the paper of that title, in either order', async () => {
  await tell(byTitle)
  await tell(byArxiv)
  expect(await livingIds()).toEqual(['arxiv:2510.00001'])
  await clearPapers(database.db)
  await tell(byArxiv)
  await tell(byTitle)
  expect(await livingIds()).toEqual(['arxiv:2510.00001'])
})

test('two arXiv ids, or two DOIs, with one title stay two papers', async () => {
  await tell(byArxiv, { ...byArxiv, arxivId: '2510.00002', canonicalId: 'arxiv:2510.00002' })
  await tell(
    paperRecord({ title: 'Erratum', doi: '10.1101/1' }),
    paperRecord({ title: 'Erratum', doi: '10.1101/2' }),
  )
  expect(await livingIds()).toEqual([
    'arxiv:2510.00001',
    'arxiv:2510.00002',
    'doi:10.1101/1',
    'doi:10.1101/2',
  ])
})

test('a preprint on two servers is one paper where an author is the same, two where none is', async () => {
  await tell(byArxiv, byDoi)
  expect(await livingIds()).toEqual(['arxiv:2510.00001'])
  await tell({ ...byDoi, doi: '10.1101/9', canonicalId: 'doi:10.1101/9', authors: ['Grace Hopper'] })
  expect(await livingIds()).toEqual(['arxiv:2510.00001', 'doi:10.1101/9'])
})

test('a record with both ids makes one paper of two and keeps the older row, its links and its counters', async () => {
  const { doi, arxivId } = { doi: '10.1101/7', arxivId: '2510.00007' }
  await tell(paperRecord({ title: 'As the journal calls it', doi, counters: { upvotes: 2 } }))
  await tell(paperRecord({ title: 'As arXiv calls it', arxivId, version: 1, counters: { upvotes: 9 } }))
  expect(await livingIds()).toHaveLength(2)
  expect(await tell(paperRecord({ title: 'As arXiv calls it', arxivId, doi, version: 2 }))).toMatchObject({
    added: 0,
    changed: 1,
  })
  expect(await listRows(database.db)).toMatchObject([
    {
      id: 1,
      canonical_id: 'arxiv:2510.00007',
      title: 'As arXiv calls it',
      version: 2,
      upvotes: 9,
      merged_into: null,
    },
    { id: 2, merged_into: 1, withdrawn: true, listed: false },
  ])
  expect(await findPaper(database.db, '2')).toMatchObject({
    id: '1',
    title: 'As arXiv calls it',
    withdrawn: false,
  })
  for (const record of [paperRecord({ title: 'As the journal calls it' }), paperRecord({ title: 'x', doi })])
    await tell(record)
  expect(await livingIds()).toEqual(['arxiv:2510.00007'])
  const topics = await queryRows(
    database.db,
    z.object({ topic: z.string() }),
    sql`select topic from paper_topics where paper_id = 1 and topic = 'arxiv'`,
  )
  expect(topics).toHaveLength(1)
})

test('two arXiv papers that claim one DOI stay two', async () => {
  const claim = (arxivId: string) => paperRecord({ title: `Part ${arxivId}`, arxivId, doi: '10.1000/whole' })
  await tell(claim('2510.00001'), claim('2510.00002'))
  await tell(claim('2510.00002'))
  expect(await livingIds()).toEqual(['arxiv:2510.00001', 'arxiv:2510.00002'])
})

test('duplicates within one list are one paper with the newest text', async () => {
  const version = (version: number) => ({ ...byArxiv, version, abstract: `Version ${version}.` })
  expect(await tell(version(2), version(3), version(1), byTitle)).toMatchObject({
    added: 1,
    changed: 0,
    unchanged: 3,
  })
  expect(await listRows(database.db)).toMatchObject([{ version: 3, abstract: 'Version 3.' }])
})

const someRecord = fc
  .record({
    title: fc.constantFrom('Alpha', 'Beta', 'Gamma'),
    arxivId: fc.option(fc.constantFrom('2510.00001', '2510.00002'), { nil: undefined }),
    doi: fc.option(fc.constantFrom('10.1101/1', '10.1101/2'), { nil: undefined }),
    version: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    abstract: fc.constantFrom('', 'Words.', 'Other words.'),
    authors: fc.constantFrom([], ['Ada Lovelace'], ['Grace Hopper']),
    withdrawn: fc.constant(false),
  })
  .map((told) => paperRecord(told))

test('however a list is cut, it tells of the same papers, and told twice as one list it changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(someRecord, { minLength: 1, maxLength: 7 }), async (records) => {
      await clearPapers(database.db)
      for (const record of records) await tell(record)
      const oneByOne = await livingIds()
      await clearPapers(database.db)
      await tell(...records)
      expect((await livingIds()).toSorted()).toEqual(oneByOne.toSorted())
      const before = await rowVersions(database.db)
      expect(await tell(...records)).toMatchObject({ added: 0, changed: 0 })
      expect(await rowVersions(database.db)).toEqual(before)
    }),
    { numRuns: 40 },
  )
})
