import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { ingestPapers } from '../../services/papers/ingest.ts'
import type { Classify } from '../../services/papers/ingest-batch.ts'
import { type ReclassifyOptions, reclassifyPapers } from '../../services/papers/reclassify.ts'
import { buildClassifier } from '../../services/papers/topics/classify.ts'
import { loadTopics } from '../../services/papers/topics/topics.ts'
import { readTopicVersion } from '../../services/papers/topics/version.ts'
import { queryRows } from '../../services/platform/db/rows.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { classifyByTitle, clearPapers, paperRecord, rowVersions } from './ingest-samples.ts'

let database: TestDatabase
let at: Date

beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  at = new Date('2026-11-24T06:00:00Z')
  await clearPapers(database.db)
  await database.db.execute(sql`truncate reclassifications`)
})
afterAll(() => database.close())

const now = () => {
  at = new Date(at.getTime() + 1_000)
  return at
}
const store = (titles: readonly string[], classify: Classify = classifyByTitle) =>
  ingestPapers(
    { db: database.db, classify, now },
    titles.map((title) => paperRecord({ title })),
    { source: 'test', listing: 'news' },
  )
const reclassify = (classify: Classify, options: ReclassifyOptions) =>
  reclassifyPapers({ db: database.db, classify, now }, options)

/** Finds what `classifyByTitle` finds, but calls a cat a lion. */
const withLions: Classify = (paper) => classifyByTitle({ title: paper.title.replace('Cat', 'Lion') })

async function topicsOf(title: string): Promise<string[]> {
  const rows = await queryRows(
    database.db,
    z.object({ topic: z.string() }),
    sql`select topic from paper_topics t join papers p on p.id = t.paper_id where title = ${title} order by 1`,
  )
  return rows.map((row) => row.topic)
}

test('other rules change the topics of the papers they judge differently, and write no other row', async () => {
  await store(['Cat', 'Dog', 'Cat Dog'])
  const before = await rowVersions(database.db)
  expect(await reclassify(withLions, { version: 'lions' })).toEqual({ checked: 3, changed: 2 })
  expect(await topicsOf('Cat')).toEqual(['lion'])
  expect(await topicsOf('Cat Dog')).toEqual(['dog', 'lion'])
  const kept = (await rowVersions(database.db)).filter((row) => before.includes(row))
  expect(kept).toHaveLength(before.length - 3)
})

test('what stands by a version is not read again, unless it is asked for', async () => {
  await store(['Cat'])
  await reclassify(withLions, { version: 'lions' })
  expect(await reclassify(withLions, { version: 'lions' })).toEqual({ checked: 0, changed: 0 })
  expect(await reclassify(withLions, { version: 'lions', again: true })).toEqual({ checked: 1, changed: 0 })
})

test('a version that comes back after another begins anew', async () => {
  await store(['Cat'])
  await reclassify(classifyByTitle, { version: 'cats' })
  await reclassify(withLions, { version: 'lions' })
  expect(await reclassify(classifyByTitle, { version: 'cats' })).toEqual({ checked: 1, changed: 1 })
  expect(await topicsOf('Cat')).toEqual(['cat'])
})

test('a pass that was stopped goes on where it ended, and tells how far it is', async () => {
  await store(Array.from({ length: 1_100 }, (_, n) => `Cat ${n}`))
  const stop = new AbortController()
  const stopped = await reclassify(withLions, {
    version: 'lions',
    signal: stop.signal,
    onProgress: () => stop.abort(),
  })
  expect(stopped).toEqual({ checked: 500, changed: 500 })
  const told: number[] = []
  await reclassify(withLions, { version: 'lions', onProgress: (checked) => told.push(checked) })
  expect(told).toEqual([500, 600])
  expect(await topicsOf('Cat 1099')).toEqual(['lion'])
})

test('two processes share the work', async () => {
  await store(Array.from({ length: 1_100 }, (_, n) => `Cat ${n}`))
  const done = await Promise.all([1, 2].map(() => reclassify(withLions, { version: 'lions' })))
  expect(done.reduce((sum, { checked }) => sum + checked, 0)).toBe(1_100)
})

test('a paper that ingest classified by the real rules is not written again', async () => {
  const classify = buildClassifier(loadTopics())
  await store(
    ['Byte-pair tokenizers for multilingual language models', 'A robot hand', 'Diffusion'],
    classify,
  )
  const version = readTopicVersion()
  expect(await reclassify(classify, { version })).toEqual({ checked: 3, changed: 0 })
})
