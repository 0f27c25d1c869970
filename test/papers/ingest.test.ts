import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ingestPapers } from '../../services/papers/ingest.ts'
import type { PaperRecord } from '../../services/papers/paper.ts'
import { queryRows } from '../../services/platform/db/rows.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { classifyByTitle, clearPapers, listRows, paperRecord, rowVersions } from './ingest-samples.ts'

let database: TestDatabase
let at: Date

beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  at = new Date('2026-11-24T06:00:00Z')
  await clearPapers(database.db)
})
afterAll(() => database.close())

function tell(
  records: readonly PaperRecord[],
  options: { source?: string; listing?: 'news' | 'backfill' } = {},
) {
  const deps = { db: database.db, classify: classifyByTitle, now: () => at }
  return ingestPapers(deps, records, { source: options.source ?? 'test', listing: options.listing ?? 'news' })
}

const counts = (added: number, changed: number, unchanged: number) => ({
  added,
  changed,
  unchanged,
  refused: [],
})

describe('told again', () => {
  test('the same records write no row', async () => {
    const records = [
      paperRecord({ title: 'One', arxivId: '2510.00001', version: 1, counters: { upvotes: 3 } }),
      paperRecord({ title: 'Two', doi: '10.1101/2026.01.02.000001', codeUrl: 'https://github.com/a/b' }),
      paperRecord({ title: 'Three', publishedAt: new Date('2026-11-23'), updatedAt: new Date('2026-11-23') }),
    ]
    expect(await tell(records)).toEqual(counts(3, 0, 0))
    const before = await rowVersions(database.db)
    at = new Date('2026-11-24T07:00:00Z')
    expect(await tell(records)).toEqual(counts(0, 0, 3))
    expect(await rowVersions(database.db)).toEqual(before)
  })

  test('a newer version replaces the text and the topics, an older one nothing', async () => {
    await tell([paperRecord({ title: 'Old words', arxivId: '2510.00001', version: 1 })])
    const second = paperRecord({ title: 'New words', arxivId: '2510.00001', version: 2 })
    expect(await tell([second])).toEqual(counts(0, 1, 0))
    expect(await topicsOf(1)).toEqual(['new', 'words'])
    const before = await rowVersions(database.db)
    expect(await tell([paperRecord({ title: 'Old words', arxivId: '2510.00001', version: 1 })])).toEqual(
      counts(0, 0, 1),
    )
    expect(await rowVersions(database.db)).toEqual(before)
  })

  test('a version with the same words is stored and not called a change', async () => {
    await tell([paperRecord({ title: 'Same', arxivId: '2510.00001', version: 1 })])
    expect(await tell([paperRecord({ title: 'Same', arxivId: '2510.00001', version: 2 })])).toEqual(
      counts(0, 0, 1),
    )
    expect(await listRows(database.db)).toMatchObject([{ version: 2 }])
  })

  test('what a record leaves out stays known', async () => {
    await tell([
      paperRecord({ title: 'Full', arxivId: '2510.00001', version: 1, codeUrl: 'https://github.com/a/b' }),
    ])
    await tell([
      paperRecord({
        title: 'Full',
        arxivId: '2510.00001',
        version: 2,
        abstract: '',
        authors: [],
        categories: [],
      }),
    ])
    expect(await listRows(database.db)).toMatchObject([
      { version: 2, code_url: 'https://github.com/a/b', abstract: 'What Full is about.' },
    ])
  })

  test('two sources that word one paper differently do not change it back and forth', async () => {
    const arxiv = paperRecord({ title: 'A Paper', arxivId: '2510.00001', version: 1 })
    const page = paperRecord({ title: 'A paper, retold', arxivId: '2510.00001', organization: 'Example Lab' })
    await tell([arxiv], { source: 'arxiv' })
    expect(await tell([page], { source: 'page' })).toEqual(counts(0, 1, 0))
    const before = await rowVersions(database.db)
    await tell([arxiv], { source: 'arxiv' })
    await tell([page], { source: 'page' })
    expect(await rowVersions(database.db)).toEqual(before)
    expect(await listRows(database.db)).toMatchObject([{ title: 'A Paper' }])
  })
})

describe('withdrawn', () => {
  const version = (version: number | undefined, withdrawn: boolean) =>
    paperRecord({ title: 'Gone', arxivId: '2510.00001', version, withdrawn })

  test('stays withdrawn while sources go on listing it', async () => {
    await tell([version(1, false)])
    await tell([version(2, true)])
    await tell([version(2, false), version(1, false), version(undefined, false)])
    expect(await listRows(database.db)).toMatchObject([{ withdrawn: true }])
  })

  test('comes back with a later version', async () => {
    await tell([version(2, true)])
    await tell([version(3, false)])
    expect(await listRows(database.db)).toMatchObject([{ withdrawn: false }])
  })
})

describe('listed', () => {
  const paper = paperRecord({ title: 'From the archive', arxivId: '2510.00001' })

  test('a backfill lists nothing, and news lists it from the day it is news', async () => {
    expect(await tell([paper], { listing: 'backfill' })).toEqual(counts(1, 0, 0))
    expect(await listRows(database.db)).toMatchObject([{ listed: false }])
    expect(await tell([paper])).toEqual(counts(0, 1, 0))
    expect(await listRows(database.db)).toMatchObject([{ listed: true }])
  })

  test('a replaced version of an old paper is no news', async () => {
    await tell([{ ...paper, announcement: 'replace', version: 7 }])
    expect(await listRows(database.db)).toMatchObject([{ listed: false }])
  })
})

describe('counters', () => {
  const voted = (upvotes: number) => [
    paperRecord({ title: 'Voted', arxivId: '2510.00001', counters: { upvotes } }),
  ]
  const readings = () =>
    queryRows(
      database.db,
      z.object({ source: z.string(), upvotes: z.number() }),
      sql`select source, upvotes from paper_counters order by taken_at, source`,
    )

  test('a reading is kept only where it differs from the last one of its source', async () => {
    for (const [hour, upvotes] of [
      [6, 3],
      [7, 3],
      [8, 5],
      [9, 5],
      [10, 3],
    ] as const) {
      at = new Date(Date.UTC(2026, 10, 24, hour))
      await tell(voted(upvotes), { source: 'page' })
    }
    expect((await readings()).map((reading) => reading.upvotes)).toEqual([3, 5, 3])
  })

  test('the same votes told by two sources are not added up', async () => {
    await tell(voted(40), { source: 'page' })
    at = new Date('2026-11-24T07:00:00Z')
    expect(await tell(voted(42), { source: 'other' })).toEqual(counts(0, 1, 0))
    expect(await listRows(database.db)).toMatchObject([{ upvotes: 42 }])
    expect(await readings()).toHaveLength(2)
  })
})

test('a record the database refuses is named, and the others are stored', async () => {
  const good = Array.from({ length: 9 }, (_, index) =>
    paperRecord({ title: `Good ${index}`, arxivId: `2510.0000${index}` }),
  )
  const bad = paperRecord({ title: 'Bad', arxivId: '2510.00099', url: 'javascript:alert(1)' })
  const { refused, ...rest } = await tell([...good.slice(0, 4), bad, ...good.slice(4)])
  expect(rest).toEqual({ added: 9, changed: 0, unchanged: 0 })
  expect(refused).toEqual([{ index: 4, reason: expect.stringContaining('papers_url') }])
})

test('eight processes that read the same list at once make each paper once', async () => {
  const records = Array.from({ length: 60 }, (_, index) =>
    paperRecord({ title: `Paper ${index}`, arxivId: `2510.${10_000 + index}` }),
  )
  const results = await Promise.all(Array.from({ length: 8 }, () => tell(records)))
  expect(results.reduce((sum, result) => sum + result.added, 0)).toBe(60)
  expect(await listRows(database.db)).toHaveLength(60)
})

test('versions that arrive at the same moment leave the newest, whichever is stored last', async () => {
  const version = (version: number) =>
    paperRecord({ title: 'Raced', arxivId: '2510.00001', version, abstract: `Version ${version}.` })
  await tell([version(1)])
  await Promise.all([9, 3, 7, 2, 8, 4, 6, 5].map((number) => tell([version(number)])))
  expect(await listRows(database.db)).toMatchObject([{ version: 9, abstract: 'Version 9.' }])
})

async function topicsOf(paperId: number): Promise<string[]> {
  const rows = await queryRows(
    database.db,
    z.object({ topic: z.string() }),
    sql`select topic from paper_topics where paper_id = ${paperId} order by topic`,
  )
  return rows.map((row) => row.topic)
}
